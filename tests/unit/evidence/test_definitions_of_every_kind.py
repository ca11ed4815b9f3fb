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
