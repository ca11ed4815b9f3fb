"""Somebody with two roles at one organisation sees its figures under the wider rules, whichever role they had first."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.records.people.made import authority, children, reader, school

from attainable.accounts.actor import Actor
from attainable.domains.insight.queries.register_figures import figures
from attainable.evidence.result import Row

pytestmark = pytest.mark.django_db

OAK = """
    1 | F | N | N | -    | 20
    1 | M | Y | K | SLCN | 5
    2 | F | N | N | -    | 22
    2 | M | N | K | SLCN | 1
    2 | F | Y | E | ASD  | 4
"""


@pytest.fixture(autouse=True)
def _no_cache() -> None:
    cache.clear()


def row(actor: Actor, group: str) -> Row:
    return next(row for row in figures(actor).tables["year"] if row.group == group)


@pytest.mark.parametrize("roles", [("governor", "senco"), ("senco", "governor")], ids=" and ".join)
def test_a_senco_who_is_a_governor_too_sees_true_numbers(roles: tuple[str, str]) -> None:
    oak = school("Oak", authority())
    children(oak, OAK)
    alone = row(reader("governor", oak), "year-2.sen-support")
    assert alone.numerator is None
    posts = tuple(post for role in roles for post in reader(role, oak).posts)
    both = row(Actor(None, "", posts, timezone.localdate()), "year-2.sen-support")
    assert (both.numerator, both.denominator) == (1, 27)
