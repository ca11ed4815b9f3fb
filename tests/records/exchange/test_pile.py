"""The rows of a file, laid by on disk until they are planned."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attainable.exchange import pile as piles
from attainable.exchange.pile import Pile
from attainable.exchange.storage import folder
from attainable.formats.people.checks import error, warning
from attainable.formats.people.rows import Person
from attainable.values.problem import ProblemsError

NAMES = st.lists(st.text(max_size=300), max_size=40)


@given(NAMES, st.data())
def test_rows_come_back_as_they_were_in_any_order(names, data):
    with Pile() as pile:
        for number, name in enumerate(names):
            pile.add(Person(row=number + 2, surname=name), ())
            back = data.draw(st.integers(0, number))  # reading in between disturbs no writing
            assert pile.person(back).surname == names[back]
        assert [kept.person.surname for kept in pile] == names
        assert [pile.number(place) for place in range(len(pile))] == [n + 2 for n in range(len(names))]


@pytest.fixture
def pile():
    with Pile() as empty:
        yield empty


def test_problems_stay_with_their_rows_and_errors_make_them_useless(pile):
    doubt, fault = warning("odd", 3, "", "It is odd.", ""), error("wrong", 4, "", "It is wrong.", "")
    for number, problems in ((2, ()), (3, (doubt,)), (4, (fault,)), (5, ())):
        pile.add(Person(row=number), problems)
    pile.say(3, fault)
    assert [kept.problems for kept in pile] == [(), (doubt,), (fault,), (fault,)]
    assert pile.usable() == [place for place, kept in enumerate(pile) if not kept.refused] == [0, 1]


def test_nothing_of_it_has_a_name_on_the_disk(pile):
    before = set(folder().iterdir())
    pile.add(Person(row=2, surname="Nobody"), ())
    assert set(folder().iterdir()) == before


def test_a_full_disk_is_told_in_words(monkeypatch):
    class Full:
        def tell(self):
            return 0

        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(piles, "TemporaryFile", lambda **_: Full())
    with pytest.raises(ProblemsError) as refused:
        Pile().add(Person(row=2), ())
    (problem,) = refused.value.problems
    assert problem.code == "disk" and "No space left" in problem.what
