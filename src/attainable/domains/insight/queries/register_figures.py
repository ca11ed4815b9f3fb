"""Figures of today's register without names: what a governor, a board or a council may be shown of a school or an area.

Everything goes through disclosure control by the rules of the reader's scope; only protected results leave this module.
"""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.roles import Kind
from attainable.domains.insight.queries.evidence_known import shown_as_evidence
from attainable.domains.insight.queries.kept import kept_for_a_day
from attainable.domains.insight.queries.register_counts import NOWHERE, raw_register
from attainable.domains.insight.queries.scopes import Scope, scope_of, scopes
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.disclosure.report import Report
from attainable.evidence.register.counts import ProtectedRegister, protect_register
from attainable.evidence.register.definition import BY_CHILD, BY_PLACE
from attainable.evidence.register.results import RegisterResults
from attainable.evidence.result import ProtectedResult, Row
from attainable.values.areas import Area, AreaLevel
from attainable.values.school_year import term_start


@dataclass(frozen=True)
class RegisterFigures:
    """The protected tables of one scope, or of one school of it, on a day; `tables` by the tables of their measures."""

    scope: Scope
    day: dt.date
    since: dt.date
    about: str
    tables: dict[str, ProtectedResult]
    control: tuple[str, ...]
    parts: tuple[tuple[str, str], ...] = ()
    part: str = ""
    at_no_school: bool = False
    """Children who are recorded as at no school are among them."""

    @property
    def roll(self) -> Row | None:
        """All children: numerator on the register, denominator on roll."""
        return self.total("any-sen")

    def total(self, group: str) -> Row | None:
        rows = self.tables["sex"].rows if "sex" in self.tables else ()
        return next((row for row in rows if row.group == f"total.{group}"), None)


def figures(actor: Actor, scope: str = "", part: str = "") -> RegisterFigures:
    """The figures of a scope (the actor's first where none is named) and, where it has several schools with tables of their
    own, of one of them by ref. Http404 for what the actor doesn't see."""
    found = scope_of(actor, scope)
    if found is None:
        raise Http404
    since = term_start(actor.on)
    register = _register(found, actor.on, since)
    by_ref = {register.places[key].ref: key for key in register.schools if key in register.places}
    if part and part not in by_ref:
        raise Http404
    school = by_ref.get(part, 0)
    about = register.places[school].name if school else found.name
    results = RegisterResults(register, actor.on, _area(found, about), found.name)
    tables = {name: results.table(name, school) for name in BY_CHILD}
    if register.places and not school:
        tables |= {name: results.table(name) for name in BY_PLACE}
    named = sorted(((ref, register.places[key].name) for ref, key in by_ref.items()), key=lambda pair: pair[1])
    return RegisterFigures(
        found, actor.on, since, about, tables, tuple(register.report.in_words()), tuple(named), part, NOWHERE in register.places
    )


def governors_register(scope: Scope, day: dt.date, since: dt.date) -> tuple[dict[str, ProtectedResult], Report]:
    """The tables of one school as its governors see them on the page of figures, and how they are protected. For a paper that
    somebody who may make it hands to governors."""
    register = _register(scope, day, since)
    results = RegisterResults(register, day, _area(scope, scope.name), scope.name)
    return {name: results.table(name) for name in BY_CHILD}, register.report


def school_totals(actor: Actor, school: int, authority: int | None) -> ProtectedResult | None:
    """Children on roll and on the register at one school, for those whose figures reach it, under the widest rules they hold."""
    own = [scope for scope in scopes(actor) if scope.covers(school, authority)]
    if not own:
        return None
    scope = min(own, key=lambda s: (not s.sees_names, s.profile != "la-internal"))
    register = _register(scope, actor.on, term_start(actor.on))
    return RegisterResults(register, actor.on, _area(scope, scope.name), scope.name).school(school)


def _area(scope: Scope, about: str) -> Area:
    level = AreaLevel.AUTHORITY if scope.kind is Kind.AUTHORITY else AreaLevel.DISTRICT
    return Area(scope.code or scope.ref, about, level)


def _register(scope: Scope, day: dt.date, since: dt.date) -> ProtectedRegister:
    """Today's protected counts. For those who may see the names they are as fresh as the register; for others they are
    calculated once a day, so that looking twice does not reveal the changes of a day."""
    if scope.sees_names:
        return protect_register(raw_register(scope, day, since), profile_of(scope.profile))

    def protected() -> ProtectedRegister:
        raw = raw_register(scope, day, since)
        return protect_register(raw, profile_of(scope.profile), shown_as_evidence(scope, raw.schools, day))

    key = f"insight.register.{scope.ref}.{scope.profile}.{day.isoformat()}"
    return kept_for_a_day(key, protected)
