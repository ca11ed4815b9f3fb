"""Figures without names: what a governor, a board or a council may be shown of a school or an area.

Everything goes through disclosure control by the rules of the reader's scope; only protected results leave this module.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.roles import Kind
from attainable.domains.people.queries.figures_book import OF, Book, bind
from attainable.domains.people.queries.figures_defined import SUBJECTS
from attainable.domains.people.queries.figures_tables import PROVISIONS, raw_tables
from attainable.domains.people.queries.scopes import Scope, scope_of, scopes
from attainable.evidence.disclosure.door import let_out
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.pupils.figures import Maker
from attainable.evidence.result import ProtectedResult, RawResult, Row, Source
from attainable.values.areas import Area, AreaLevel
from attainable.values.school_year import last_term_start, school_year

_DAY_AND_MORE: Final = 26 * 3600
_YEARS: Final = ("before-nursery", "nursery", "reception", *(f"year-{n}" for n in range(1, 15)), "after-year-14")
BY_CHILD: Final = ("year", "need", "sex", "meals", "before")
BY_PLACE: Final = ("phase", "district", "place")


@dataclass(frozen=True)
class Figures:
    """The protected tables of one scope, or of one school of it, on a day. `tables` by the ids of `SUBJECTS`."""

    scope: Scope
    day: dt.date
    since: dt.date
    about: str
    tables: dict[str, ProtectedResult]
    control: tuple[str, ...]
    parts: tuple[tuple[str, str], ...] = ()
    part: str = ""

    @property
    def roll(self) -> Row | None:
        """All children: numerator on the register, denominator on roll."""
        return self.total("any-sen")

    def total(self, group: str) -> Row | None:
        rows = self.tables["sex"].rows if "sex" in self.tables else ()
        return next((row for row in rows if row.group == f"total.{group}"), None)


def figures(actor: Actor, scope: str = "", part: str = "") -> Figures:
    """The figures of a scope (the actor's first where none is named) and, where it has several schools with tables of their
    own, of one of them by ref. Http404 for what the actor doesn't see."""
    found = scope_of(actor, scope)
    if found is None:
        raise Http404
    since = last_term_start(actor.on)
    book = _book(found, actor.on, since)
    by_ref = {book.places[key].ref: key for key in book.schools if key in book.places}
    if part and part not in by_ref:
        raise Http404
    school = by_ref.get(part, 0)
    about = book.places[school].name if school else found.name
    named = sorted(((ref, book.places[key].name) for ref, key in by_ref.items()), key=lambda pair: pair[1])
    makes = _Results(book, found, actor.on, about)
    tables = {name: makes.by_child(name, school) for name in BY_CHILD}
    if not school:
        tables |= {name: made for name in BY_PLACE if (made := makes.by_place(name)) is not None}
    control = tuple(book.protected.report.in_words())
    return Figures(found, actor.on, since, about, tables, control, tuple(named), part)


def school_totals(actor: Actor, school: int, authority: int | None) -> ProtectedResult | None:
    """Children on roll and on the register at one school, for those whose figures reach it, under the widest rules they hold."""
    own = [scope for scope in scopes(actor) if scope.covers(school, authority)]
    if not own:
        return None
    scope = min(own, key=lambda s: (not s.sees_names, s.profile != "la-internal"))
    book = _book(scope, actor.on, last_term_start(actor.on))
    return _Results(book, scope, actor.on, "").of_school(school)


def _book(scope: Scope, day: dt.date, since: dt.date) -> Book:
    """Today's protected counts. For those who may see the names they are as fresh as the register; for others they are
    worked out once a day, so that the steps of a day can't be told by looking twice."""
    if scope.sees_names:
        return bind(raw_tables(scope, day, since), profile_of(scope.profile))
    key = f"people.figures.{scope.ref}.{scope.profile}.{day.isoformat()}"
    book: Book | None = cache.get(key)
    if book is None:
        book = bind(raw_tables(scope, day, since), profile_of(scope.profile))
        cache.set(key, book, _DAY_AND_MORE)
    return book


class _Results:
    """Protected counts to results that say their source."""

    def __init__(self, book: Book, scope: Scope, day: dt.date, about: str) -> None:
        self.book, self.year = book, school_year(day)
        level = AreaLevel.AUTHORITY if scope.kind is Kind.AUTHORITY else AreaLevel.DISTRICT
        self.area = Area(scope.code or scope.ref, about or scope.name, level)
        as_at = f"as at {day.day} {day:%B %Y}"
        self.source = Source("register", "SEN register", scope.name, "SEN register", as_at, day.isoformat(), "records", "")

    def maker(self, name: str) -> Maker:
        subject = SUBJECTS[name]
        return Maker(subject.measure, subject.unit, subject.version, self.area, (self.source,))

    def let(self, name: str, rows: list[Row], notes: tuple[str, ...] = ()) -> ProtectedResult:
        return let_out(RawResult(SUBJECTS[name], tuple(rows), notes), self.book.protected)

    def by_child(self, name: str, school: int) -> ProtectedResult:
        values = self.book.values.get((name, school), ())
        if name == "before":
            return self.let(name, self._moves(values, school))
        ordered = [value for value in _YEARS if value in values] if name == "year" else list(values)
        maker = self.maker(name)
        rows = [
            maker.rate(self.year, f"{value}.{group}", self.book.counts(name, school, value, group))
            for value in ordered
            for group in OF
        ]
        if name != "need":
            rows += [maker.rate(self.year, f"total.{group}", self.book.counts(name, school, "", group)) for group in OF]
        return self.let(name, rows)

    def _moves(self, values: tuple[str, ...], school: int) -> list[Row]:
        maker, rows = self.maker("before"), []
        for before in PROVISIONS:
            for after in PROVISIONS:
                if before != after:
                    at = ("before", school, before, after)
                    count, of = self.book.counts(*at) if before in values else (0, None)
                    rows.append(maker.count(self.year, f"{before}.{after}", count, of))
        return rows

    def by_place(self, name: str) -> ProtectedResult | None:
        keys = [key for key in self.book.numbers if key[0] == name and (name != "place" or key[1])]
        if not keys:
            return None
        if name == "place":
            known = self.book.places
            keys.sort(key=lambda key: (known[key[1]].name, key[1]))
            rows = [row for key in keys if key[3] == "any-sen" for row in self._of_place(key[1])]
        else:
            maker = self.maker(name)
            rows = [maker.rate(self.year, f"{key[2] or 'not-known'}.{key[3]}", self.book.counts(*key)) for key in keys]
        return self.let(name, rows)

    def _of_place(self, school: int) -> list[Row]:
        place = self.book.places[school]
        maker = self.maker("place").at(Area(place.ref, place.name, AreaLevel.DISTRICT))
        return [maker.rate(self.year, group, self.book.counts("place", school, "", group)) for group in OF]

    def of_school(self, school: int) -> ProtectedResult | None:
        """The totals of one school: a row of the table by school, or the whole where there is one school alone."""
        if school in self.book.places:
            return self.let("place", self._of_place(school))
        if not self.book.places and self.book.values:
            maker = self.maker("place")
            rows = [maker.rate(self.year, group, self.book.counts("sex", 0, "", group)) for group in OF]
            return self.let("place", rows)
        return None
