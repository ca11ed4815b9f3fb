"""A figure on the register and the same question asked of the evidence tables are one figure.

For everybody who sees figures or a register: what the pages' queries answer, out of the records, is asked anew of the snapshot by
SQL over `standing` and `school`. In the tiny world of every relation, and in a small fictional county.
"""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from tests import days
from tests.records.world import small

from attainable.accounts.actor import Actor, actor_for
from attainable.accounts.models import Account, Organisation
from attainable.accounts.roles import Reach
from attainable.domains.insight.queries.register_counts import TODAY_AS, raw_register, year_id
from attainable.domains.insight.queries.register_figures import figures
from attainable.domains.insight.queries.scopes import Scope, scopes
from attainable.domains.people.models import RestrictionException, Standing
from attainable.domains.people.queries.register import Question, counts, register
from attainable.values import clock
from attainable.values.school_year import school_year, term_start
from attainable.warehouse.records.building import build
from attainable.warehouse.records.pseudonyms import pseudonym

# The pages answer as at today, so the snapshot is of today too, whatever day the tests run on.
TODAY = clock.today()
SINCE = term_start(TODAY)
GROUPED = "CASE WHEN {0} IN ('K', 'A', 'P', 'Q') THEN 'sen-support' WHEN {0} IN ('E', 'S') THEN 'ehc-plan' ELSE 'no-sen' END"
ON_REGISTER = "sen <> 'N'"


class Tables:
    """The snapshot, asked by SQL."""

    def __init__(self, on: dt.date = TODAY) -> None:
        import duckdb

        folder = build(on=on, pages=False).snapshot.path
        self._connection = duckdb.connect()
        for name in ("area", "standing", "school"):
            self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{folder}/{name}.parquet'")
        self._connection.execute(f"CREATE VIEW pupil_year AS SELECT * FROM '{folder}/pupil_year/*.parquet'")
        self.urn = {o.pk: int(o.code) for o in Organisation.objects.filter(kind="school")}
        self.code = {o.pk: o.code for o in Organisation.objects.filter(kind="authority")}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()

    def counted(self, what: str, where: str) -> Counter[Any]:
        """How many children by some cells."""
        found = self.rows(f"SELECT {what}, COUNT(*) FROM standing WHERE {where} GROUP BY ALL")
        return Counter({row[:-1] if len(row) > 2 else row[0]: row[-1] for row in found})

    def of(self, scope: Scope) -> str:
        """Children on roll at the schools of a scope."""
        if scope.authority is not None:
            return f"school IS NOT NULL AND authority = '{self.code[scope.authority]}'"
        return f"school IN ({', '.join(str(self.urn[key]) for key in scope.schools)})"

    def seen_by(self, actor: Actor, permission: str) -> str | None:
        """Children whose names the actor may see, where that follows from school and home alone."""
        parts = []
        for reach, post in actor.reaches(permission):
            schools = ", ".join(str(self.urn[key]) for key in post.schools) or "0"
            at_school = f"school IN ({schools}) OR second_school IN ({schools})"
            code = self.code.get(post.organisation, "")
            rules = {
                Reach.SCHOOL: at_school,
                Reach.RESIDENT: f"home_authority = '{code}' AND {ON_REGISTER}",
                Reach.AUTHORITY: f"(home_authority = '{code}' OR authority = '{code}') AND {ON_REGISTER}",
            }
            if reach not in rules:
                return None
            parts.append(f"({rules[reach]})")
        return f"({' OR '.join(parts)}) AND pupil NOT IN ({self._restricted(actor)})" if parts else None

    def _restricted(self, actor: Actor) -> str:
        """Restricted records are nobody's but those who are named; the tables don't know of restriction."""
        named = RestrictionException.objects.filter(
            RestrictionException.on(TODAY), RestrictionException.on(TODAY, "restriction__"), account=actor.account
        ).values("restriction__child")
        rows = Standing.objects.filter(restricted=True).exclude(pk__in=named).values_list("child__ref", flat=True)
        return ", ".join(str(pseudonym(ref)) for ref in rows) or "-1"


def everybody() -> list[Actor]:
    return [actor_for(account, TODAY) for account in Account.objects.order_by("pk")]


def check_figures(tables: Tables, actor: Actor) -> int:
    checked = 0
    for scope in scopes(actor):
        raw, where = raw_register(scope, TODAY, SINCE), tables.of(scope)
        apart = bool(raw.schools)
        group = GROUPED.format("sen")
        key = {urn: pk for pk, urn in tables.urn.items()}

        def by(what: str, where: str, apart: bool = apart, group: str = group, key: dict[int, int] = key) -> Counter[Any]:
            cells = f"{'school' if apart else '0'}, {what}, {group}"
            rows = tables.rows(f"SELECT {cells}, COUNT(*) FROM standing WHERE {where} GROUP BY ALL")
            found: Counter[Any] = Counter()
            for school, value, provision, number in rows:
                found[key.get(school, 0), value, provision] += number
            return found

        years: Counter[Any] = Counter()
        for (school, year, provision), number in by("year_group", where).items():
            years[school, year_id(year), provision] += number
        before = GROUPED.format("before")
        asked = {
            "year": years,
            "need": by("COALESCE(LOWER(need), 'unknown')", f"{where} AND {ON_REGISTER}"),
            "sex": by("CASE WHEN sex = 'F' THEN 'female' ELSE 'male' END", where),
            "meals": by("CASE WHEN fsm = 1 THEN 'fsm' ELSE 'no-fsm' END", where),
            "before": by(before, where),
        }
        for name, found in asked.items():
            assert +raw.by[name] == +found, (actor.name, scope.name, name)
            checked += len(found)
        if raw.places:
            rows = tables.rows(f"SELECT school, {group}, COUNT(*) FROM standing WHERE {where} GROUP BY ALL")
            assert +raw.by["place"] == Counter({(key[s], "", p): n for s, p, n in rows})
            checked += len(rows)
            places = tables.rows("SELECT school, phase, COALESCE(name, '') FROM school LEFT JOIN area ON area = district")
            known = {urn: (phase, district) for urn, phase, district in places}
            assert {known[tables.urn[pk]] for pk in raw.places} == {(p.phase, p.district) for p in raw.places.values()}
        checked += check_shown(tables, actor, scope)
    return checked


def check_shown(tables: Tables, actor: Actor, scope: Scope) -> int:
    """Every total that the page of figures shows, as it shows it."""
    shown = figures(actor, scope.ref)
    where, checked = tables.of(scope), 0
    found = tables.counted(GROUPED.format("sen"), where)
    for group, of in (("any-sen", ("sen-support", "ehc-plan")), ("sen-support", ("sen-support",)), ("ehc-plan", ("ehc-plan",))):
        row = shown.total(group)
        if row is not None and row.value is not None:
            assert (row.numerator, row.denominator) == (sum(found[g] for g in of), found.total())
            checked += 1
    return checked


def check_register(tables: Tables, actor: Actor) -> int:
    where = tables.seen_by(actor, "register.view")
    if where is None:
        return 0
    on = f"{where} AND {ON_REGISTER}"
    # The counts of home.
    assert counts(actor) == dict(tables.counted("sen", on)), actor.name
    year = school_year(TODAY)
    checked = 1
    for code, n in tables.counted("need", on).items():
        if code is not None:
            assert register(actor, Question(need=code)).count() == n, (actor.name, code)
            checked += 1
    listed = Counter(TODAY_AS[row.provision] for row in register(actor, Question()))
    assert listed == tables.counted(GROUPED.format("sen"), on), actor.name
    groups = Counter(year - row.cohort for row in register(actor, Question()))
    assert groups == tables.counted("year_group", on), actor.name
    return checked + len(listed) + len(groups)


@pytest.mark.days
@pytest.mark.django_db
def test_in_the_world_of_every_relation():
    small(TODAY)
    tables = Tables()
    actors = everybody()
    assert sum(check_figures(tables, actor) for actor in actors if actor.may("figures.view")) > 150
    assert sum(check_register(tables, actor) for actor in actors if actor.may("register.view")) > 40


@pytest.mark.django_db
def test_in_a_small_county():
    from attainable.demo.records.county import load

    load(cohort=40, seed=7, on=TODAY)
    tables = Tables()
    actors = everybody()
    kinds = {post.role: actor for actor in reversed(actors) for post in actor.posts}
    some = [actor for role, actor in sorted(kinds.items()) if role not in ("class-teacher", "teaching-assistant")]
    assert sum(check_figures(tables, actor) for actor in some if actor.may("figures.view")) > 300
    assert sum(check_register(tables, actor) for actor in some if actor.may("register.view")) > 40


@pytest.mark.django_db
def test_the_years_of_evidence_end_in_what_the_register_shows_today():
    """Before the January census the year that is under way is told as at today: the same children, the same provision."""
    autumn = dt.date(school_year(TODAY), 11, 26)
    with days.on(autumn):
        small(autumn)
        tables = Tables(autumn)
    now = tables.rows(f"SELECT pupil, school, sen FROM pupil_year WHERE year = {school_year(autumn)} ORDER BY pupil")
    assert now == tables.rows("SELECT pupil, school, sen FROM standing WHERE school IS NOT NULL ORDER BY pupil")
