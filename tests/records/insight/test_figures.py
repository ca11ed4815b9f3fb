"""Figures without names: what comes out, beside a slow twin that counts child by child, and what is hidden from whom."""

import datetime as dt
from collections import Counter
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.records.people.made import authority, children, reader, school
from tests.records.world import small

from attainable.accounts.models import Affiliation, Organisation
from attainable.accounts.roles import Kind
from attainable.domains.insight.queries.register_figures import figures
from attainable.domains.insight.queries.scopes import scopes
from attainable.domains.people import standing
from attainable.domains.people.models import Characteristic, Child, Enrolment, Need, ProvisionChange
from attainable.evidence.result import Row
from attainable.values.figures import Mark
from attainable.values.school_year import school_year, term_start

pytestmark = [pytest.mark.django_db, pytest.mark.days]

OAK = """
    1 | F | N | N | -    | 20
    1 | M | Y | N | -    | 18
    1 | M | Y | K | SLCN | 5
    2 | F | N | N | -    | 22
    2 | M | N | K | SLCN | 1
    2 | F | Y | E | ASD  | 4
"""


@pytest.fixture(autouse=True)
def _no_cache():
    cache.clear()


def numbers(rows) -> dict[str, Any]:
    return {row.group: (row.numerator, row.denominator) for row in rows}


def test_a_senco_sees_how_many_of_each_year_are_on_the_register():
    oak = school("Oak", authority())
    children(oak, OAK)
    found = numbers(figures(reader("senco", oak)).tables["year"])
    assert found["year-1.any-sen"] == (5, 43)
    assert found["year-2.sen-support"] == (1, 27)
    assert found["year-2.ehc-plan"] == (4, 27)
    assert found["total.any-sen"] == (10, 70)


def test_a_governor_does_not_learn_of_one_child_nor_of_what_would_give_one_away():
    oak = school("Oak", authority())
    children(oak, OAK)
    found = figures(reader("governor", oak))
    years = {row.group: row for row in found.tables["year"]}
    one = years["year-2.sen-support"]
    assert one.value is None
    assert one.numerator is None
    assert one.mark is Mark.SUPPRESSED
    # Year 2's five on the register less four with a plan would be the one: something else of them is hidden too.
    assert None in (years["year-2.any-sen"].numerator, years["year-2.ehc-plan"].numerator)
    # All six on SEN support less year 1's five would be it as well.
    assert None in (years["year-1.sen-support"].numerator, years["total.sen-support"].numerator)
    assert years["year-1.any-sen"].denominator == 43


def test_a_board_sees_less_than_a_governor():
    county = authority()
    board = Organisation.objects.create(kind=Kind.BOARD, name="Board")
    Affiliation.objects.create(whole=board, part=county, from_date="2020-01-01")
    oak = school("Oak", county)
    children(oak, OAK)
    found = figures(reader("board-member", board, kind=Kind.BOARD))
    assert found.scope.profile == "public"
    years = {row.group: row for row in found.tables["year"]}
    # Five children are fewer than ten.
    assert years["year-1.any-sen"].numerator is None


def test_whose_figures_somebody_sees():
    world = small()

    def of(who: str) -> list[tuple[str, str]]:
        return [(scope.name, scope.profile) for scope in scopes(world.actor(who))]

    assert of("senco_oak") == [("Oak Primary School", "internal-school")]
    assert of("governor_oak") == [("Oak Primary School", "la-internal")]
    assert of("governor_federation") == [("Twin Trees Federation", "la-internal")]
    assert of("analyst_county") == of("officer_county") == [("Fictionshire", "la-internal")]
    assert of("board_member") == of("teacher_oak") == of("parent") == of("health_a") == of("administrator_oak") == []


def test_another_schools_figures_are_not_there():
    world = small()
    for who, ref in product(("governor_oak", "senco_oak"), ("elm", "county", "federation")):
        with pytest.raises(Http404):
            figures(world.actor(who), world.organisations[ref].ref)


def test_a_federation_gives_each_school_its_tables_and_protects_them_together():
    county = authority()
    whole = Organisation.objects.create(kind=Kind.FEDERATION, name="Federation")
    one, other = school("Ash", county), school("Beech", county)
    children(one, "1 | F | N | N | - | 30\n1 | M | N | K | SLCN | 2")
    children(other, "1 | F | N | N | - | 30\n1 | M | N | K | SLCN | 9")
    actor = reader("governor", whole, one.organisation, other.organisation, kind=Kind.FEDERATION)
    found = figures(actor)
    assert [name for _, name in found.parts] == ["Ash", "Beech"]
    ash = {row.group: row.numerator for row in figures(actor, part=found.parts[0][0]).tables["year"]}
    beech = {row.group: row.numerator for row in figures(actor, part=found.parts[1][0]).tables["year"]}
    both = {row.group: row.numerator for row in found.tables["year"]}
    assert ash["total.sen-support"] is None
    # The eleven of both less the nine of Beech would be the two of Ash.
    assert None in (both["total.sen-support"], beech["total.sen-support"])


def test_every_figure_says_its_source_its_date_and_its_definition():
    oak = school("Oak", authority())
    children(oak, OAK)
    found = figures(reader("senco", oak))
    for result in found.tables.values():
        assert "on roll today" in result.subject.definition
        for row in result:
            assert row.sources[0].release.startswith("as at ")
            assert row.denominator is not None


def test_movement_counts_each_child_once_by_where_they_were_and_are():
    oak = school("Oak", authority())
    today = timezone.localdate()
    children(oak, "1 | F | N | N | - | 10")
    children(oak, "1 | F | N | K | SLCN | 3", since=20)
    stayed = children(oak, "1 | M | N | K | SLCN | 4", since=600)
    for child in stayed[:2]:
        ProvisionChange.objects.create(
            child=child, provision="E", from_date=today - dt.timedelta(5), why="x", decided_by_name="x"
        )
    standing.restate([child.pk for child in stayed])
    found = {row.group: row.value for row in figures(reader("senco", oak)).tables["before"]}
    # Only what changed since the term began counts: at its beginning nothing has yet.
    joined, moved = (many if today - dt.timedelta(ago) > term_start(today) else 0 for many, ago in ((3, 20), (2, 5)))
    assert found["no-sen.sen-support"] == joined
    assert found["sen-support.ehc-plan"] == moved
    assert sum(value or 0 for value in found.values()) == joined + moved


class Twin:
    """The same tables, child by child."""

    def __init__(self, day, schools: set[int] | None, authority: int | None) -> None:
        self.day = day
        names = ("year", "sex", "meals", "need", "before")
        self.counts: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in names}
        since = term_start(day)
        for child in Child.objects.all():
            main = Enrolment.objects.filter(Enrolment.on(day), child=child).exclude(status__in=("S", "G")).first()
            if main is None or (schools is not None and main.school_id not in schools):
                continue
            if authority is not None and main.school.authority_id != authority:
                continue
            now, then = self._provision(child, day), self._provision(child, since)
            group = {"N": "no-sen", "K": "sen-support", "E": "ehc-plan"}
            year = school_year(day) - school_year(child.date_of_birth) - 5 + main.year_offset
            meals = Characteristic.objects.filter(Characteristic.on(day), child=child, kind="fsm", code="Y").exists()
            self.counts["year"][self._year(year), group[now]] += 1
            self.counts["sex"]["female" if child.sex == "F" else "male", group[now]] += 1
            self.counts["meals"]["fsm" if meals else "no-fsm", group[now]] += 1
            self.counts["before"][group[then], group[now]] += 1
            if now != "N":
                need = Need.objects.filter(set__child=child, rank=1, set__from_date__lte=day).order_by("-set__from_date").first()
                self.counts["need"][need.code.lower() if need else "unknown", group[now]] += 1

    @staticmethod
    def _year(year: int) -> str:
        return {0: "reception", -1: "nursery"}.get(year) or (
            f"year-{year}" if 0 < year < 15 else "before-nursery" if year < 0 else "after-year-14"
        )

    @staticmethod
    def _provision(child: Child, day) -> str:
        rows = ProvisionChange.objects.filter(child=child, withdrawn_at__isnull=True, from_date__lte=day)
        last = rows.order_by("from_date", "pk").last()
        return last.provision if last else "N"

    def of(self, table: str, value: str) -> dict[str, int]:
        every = [(v, p) for v, p in self.counts[table] if value in (v, "total")]
        return {
            "any-sen": sum(self.counts[table][v, p] for v, p in every if p != "no-sen"),
            "sen-support": sum(self.counts[table][v, p] for v, p in every if p == "sen-support"),
            "ehc-plan": sum(self.counts[table][v, p] for v, p in every if p == "ehc-plan"),
            "roll": sum(self.counts[table][v, p] for v, p in every),
        }


def _same(found, twin: Twin) -> None:
    for table in ("year", "sex", "meals", "need"):
        seen = set()
        for row in found.tables[table]:
            value, _, group = row.group.rpartition(".")
            slow = twin.of(table, value)
            of = twin.of(table, "total")[group] if table == "need" else slow["roll"]
            assert (row.numerator or 0, row.denominator) == (slow[group], of), (table, row.group)
            seen.add(value)
        assert seen - {"total"} == {value for value, _ in twin.counts[table]}
    moved = {row.group: row.value for row in found.tables["before"]}
    assert moved == {
        f"{a}.{b}": twin.counts["before"][a, b] for a, b in product(("no-sen", "sen-support", "ehc-plan"), repeat=2) if a != b
    }


def test_the_figures_are_those_of_the_slow_twin():
    world = small()
    actor = world.actor("senco_oak")
    _same(figures(actor), Twin(world.on, {world.schools["oak"].pk}, None))
    both = {world.schools["oak"].pk, world.schools["far"].pk}
    _same(figures(world.actor("senco_federation")), Twin(world.on, both, None))


def test_hidden_or_shown_a_councils_figures_are_those_of_the_slow_twin():
    world = small()
    found = figures(world.actor("analyst_county"))
    twin = Twin(world.on, None, world.organisations["county"].pk)
    shown = 0
    for table in ("year", "sex", "meals"):
        for row in found.tables[table]:
            value, _, group = row.group.rpartition(".")
            if row.numerator is not None:
                assert row.numerator == twin.of(table, value)[group], row.group
                assert row.numerator not in (1, 2), row.group
                shown += 1
    assert shown > 10


def _counted(actor) -> int:
    figures(actor)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        figures(actor)
    return len(queries)


def test_the_number_of_queries_does_not_rise_with_the_children():
    oak = school("Oak", authority())
    children(oak, "1 | F | N | K | SLCN | 2")
    few = _counted(reader("senco", oak))
    children(oak, OAK)
    assert _counted(reader("senco", oak)) == few <= 10


def test_only_protected_results_come_out():
    oak = school("Oak", authority())
    children(oak, OAK)
    for result in figures(reader("governor", oak)).tables.values():
        assert type(result).__name__ == "ProtectedResult"
        assert result.profile == "la-internal"
        assert all(isinstance(row, Row) for row in result)
