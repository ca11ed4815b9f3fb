"""Every measure, whatever it is worked out from, is a reviewed file of one schema."""

import msgspec
import pytest

from attainable.evidence.measures.definition import MEASURES
from attainable.evidence.pupils.by_place.definition import PLACE_MEASURES
from attainable.evidence.pupils.definition import PUPIL_MEASURES
from attainable.evidence.register.definition import BY_CHILD, BY_PLACE, REGISTER_MEASURES, register_measures
from attainable.values.problem import ProblemsError

KINDS = (MEASURES, PUPIL_MEASURES, PLACE_MEASURES, REGISTER_MEASURES)
EVERY = [(kind, id) for kind in KINDS for id in kind.ids]


@pytest.mark.parametrize(("kind", "id"), EVERY, ids=[f"{kind.kind.__name__}-{id}" for kind, id in EVERY])
def test_a_definition_is_named_by_its_file_and_says_what_it_counts(kind, id):
    measure = kind.load(id)
    assert measure.id == id
    subject = measure.subject(definition="And more.")
    assert (subject.measure, subject.version) == (id, measure.version)
    assert subject.definition == f"{measure.definition} And more."
    assert [why for _, why in subject.breaks] == [b.why for b in measure.breaks]


def test_every_kind_says_what_it_is_worked_out_from():
    assert len({kind.kind.over for kind in KINDS}) == len(KINDS)


def test_a_misspelt_field_is_refused_by_name():
    text = "id: a\ntitle: A\nshort_title: A\ndefinition: A\ntable: sex\nheading: A\nfirst_column: A\npolartiy: neutral\n"
    with pytest.raises(msgspec.ValidationError, match="polartiy"):
        REGISTER_MEASURES.read(text)


def test_a_measure_that_is_not_there_is_refused_with_near_names():
    with pytest.raises(ProblemsError) as refused:
        REGISTER_MEASURES.load("register-by-yaer")
    assert "today's register" in refused.value.problems[0].what
    assert "register-by-year" in refused.value.problems[0].mend


def test_each_table_of_the_register_has_one_measure():
    assert tuple(register_measures()) == (*BY_CHILD, *BY_PLACE)
    assert len(REGISTER_MEASURES.ids) == len(register_measures())


def test_the_title_of_a_measure_by_place_says_whether_pupils_are_counted_at_school_or_at_home() -> None:
    """Two figures of one place and year are two definitions, and each title says which."""
    for place in map(PLACE_MEASURES.load, PLACE_MEASURES.ids):
        assert place.title.endswith(", by school attended") and "at their main school" in place.definition, place.id
    for id in ("identified-by-area", "attainment-by-need-and-area"):
        measure = PUPIL_MEASURES.load(id)
        assert measure.title.endswith(", by home") and "where they live" in measure.definition
    # Each of the two names the other.
    assert PUPIL_MEASURES.load("identified-by-area").title in PLACE_MEASURES.load("pupils-with-sen").definition
    assert PLACE_MEASURES.load("pupils-with-sen").title in PUPIL_MEASURES.load("identified-by-area").definition


def test_the_register_by_place_says_that_it_is_by_main_school() -> None:
    for table in ("place", "district"):
        assert "main school" in register_measures()[table].title and "main school" in register_measures()[table].heading
