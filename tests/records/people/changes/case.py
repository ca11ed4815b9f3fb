"""What a case says: who sends what on which page, and what can be seen before and after."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import lxml.html
from django.urls import reverse
from tests.records.people.changes.desk import Desk, text_of
from tests.records.world import World

from attainable.domains.provision.models import Target
from attainable.domains.provision.rules.years import financial_year


@dataclass(frozen=True)
class Day:
    """A day, so many days after the day of the test."""

    after: int = 0


@dataclass(frozen=True)
class Born:
    """A day, so many days after the child of most cases was born."""

    after: int = 0


@dataclass(frozen=True)
class Key:
    """The primary key of an organisation, as the audit names it."""

    organisation: str


TODAY, YESTERDAY, TOMORROW = Day(), Day(-1), Day(1)


class Effect(Protocol):
    """Something that can be looked at, and what is expected of it before and after the change."""

    @property
    def was(self) -> bool: ...
    @property
    def now(self) -> bool: ...
    def look(self, at: "Glance") -> bool: ...


@dataclass(frozen=True)
class Case:
    """One change that is made. `typed` is what somebody enters; `about` is the entry of the record whose link leads there.
    `reads` also reads the record; `may_not` sees it and may not change it; `strangers` doesn't see it."""

    page: str
    name: str
    child: str
    typed: Mapping[str, Any]
    action: str
    details: Mapping[str, Any]
    queries: int
    then: tuple[Effect, ...]
    about: str = ""
    why: str = ""
    subject: str = ""
    by: str = "senco_oak"
    reads: str = "head_oak"
    may_not: str = "adviser_county"
    stranger: str = "senco_elm"
    meanwhile: str = "head_oak"
    home: bool = False
    also: tuple[str, ...] = ()
    """What else the audit notes, each once."""

    @property
    def id(self) -> str:
        return f"{self.page}: {self.name}"


def on(world: World, value: Any) -> Any:
    """A value of a case with its days filled in."""
    if isinstance(value, Day):
        return world.on + dt.timedelta(value.after)
    if isinstance(value, list):
        return [on(world, one) for one in value]
    if isinstance(value, Born):
        return world.children["oak_support"].date_of_birth + dt.timedelta(value.after)
    if isinstance(value, Key):
        return world.organisations[value.organisation].pk
    if isinstance(value, str) and "{" in value:
        days = {name: _long(world, after) for name, after in (("today", 0), ("yesterday", -1), ("tomorrow", 1))}
        people = {key: row.pk for key, row in world.accounts.items()}
        year = financial_year(world.on)
        days |= {"financial_year": str(year), "financial_years": f"{year} to {year + 1}"}
        return value.format(**people, **days, upn=world.children["oak_support"].upn, other_upn=world.children["oak_plan"].upn)
    return value


def typed(world: World, values: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody enters, with its days filled in."""
    return {named(name): on(world, value) for name, value in values.items()}


def named(field: str) -> str:
    """The name of a field; one that has the key of the target in it is written with braces."""
    if "{" not in field:
        return field
    key = Target.objects.order_by("pk").values_list("pk", flat=True)[0]
    return field.format(target=f"outcome-{key}", evidence=f"evidence-{key}")


def subject(world: World, case: "Case") -> tuple[str, str | None]:
    """What kind of thing the audit says the change is about, and which; None where the row is new."""
    kind, _, key = case.subject.partition(":")
    if kind == "child":
        return kind, world.ref(case.child)
    rows: dict[str, Any] = {
        "carer": world.carers,
        "account": world.accounts,
        "organisation": world.organisations,
        "school": world.organisations,
    }
    return kind, rows[kind][key].ref if key else None


def kept(world: World, value: Any) -> Any:
    """The same, as the audit keeps it."""
    found = on(world, value)
    if isinstance(found, dt.date):
        return found.isoformat()
    if isinstance(found, list):
        return [kept(world, one) for one in found]
    return found


def _long(world: World, after: int) -> str:
    day = world.on + dt.timedelta(after)
    return f"{day:%-d %B %Y}"


@dataclass
class Glance:
    """What everybody's pages say at one moment: before a change, or after it. Each page is opened once."""

    world: World
    case: Case
    desks: dict[str, Desk] = field(default_factory=dict)
    pages: dict[tuple[str, ...], str] = field(default_factory=dict)

    def desk(self, who: str) -> Desk:
        return self.desks.setdefault(who, Desk(self.world, who))

    def page(self, who: str, name: str, *, markup: bool = False) -> str:
        """A page as somebody sees it: a part of the record, or a list."""
        key = (who, name, "markup" if markup else "words")
        if key not in self.pages:
            args = [self.world.ref(self.case.child)] if name.startswith("child-") or name == "child" else []
            answer = self.desk(who).client.get(reverse(name, args=args))
            self.pages[who, name, "markup"] = answer.content.decode() if answer.status_code == 200 else ""
            self.pages[who, name, "words"] = text_of(answer)
        return self.pages[key]

    def report(self) -> str:
        """The report that a family can ask for."""
        if ("report",) not in self.pages:
            answer = self.desk(self.case.reads).client.post(
                reverse("child-report", args=[self.link.split("/")[2]]), {"why": "The mother, by letter.", "kind": "html"}
            )
            assert answer.status_code == 200
            self.pages["report",] = " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())
        return self.pages["report",]

    @property
    def link(self) -> str:
        """The address of the child's page, as lists give it."""
        return reverse("child", args=[self.world.ref(self.case.child)])


@dataclass(frozen=True)
class Shown:
    """A part of the record says these words: to whoever makes the change and to the other reader, or to one person."""

    part: str
    words: str
    was: bool = False
    now: bool = True
    by: str = ""

    def look(self, at: Glance) -> bool:
        words = str(on(at.world, self.words))
        readers = (self.by,) if self.by else (at.case.by, at.case.reads)
        found = {words in at.page(who, self.part) for who in readers}
        assert len(found) == 1, f"{readers} read different things of “{words}”"
        return found.pop()


@dataclass(frozen=True)
class Sees:
    """Somebody sees the record; the list of children never shows more than that."""

    who: str
    was: bool
    now: bool

    def look(self, at: Glance) -> bool:
        sees = at.desk(self.who).sees(at.case.child)
        assert sees or at.link not in at.page(self.who, "children", markup=True)
        return sees


@dataclass(frozen=True)
class Found:
    """A search for this text finds the child, for whoever makes the change."""

    text: str
    was: bool = False
    now: bool = True

    def look(self, at: Glance) -> bool:
        answer = at.desk(at.case.by).client.post(reverse("search"), {"q": on(at.world, self.text)})
        return at.link in answer.content.decode()


@dataclass(frozen=True)
class Listed:
    """The row of the child in the SEN register says these words; without words: there is such a row."""

    words: str = ""
    was: bool = False
    now: bool = True

    def look(self, at: Glance) -> bool:
        page = lxml.html.fromstring(at.page(at.case.reads, "register", markup=True))
        rows = page.xpath(f'//main//tr[.//a[@href="{at.link}"]]')
        return any(self.words in " ".join(row.text_content().split()) for row in rows)


@dataclass(frozen=True)
class Reported:
    """The report that a family can ask for says these words."""

    words: str
    was: bool = False
    now: bool = True

    def look(self, at: Glance) -> bool:
        return str(on(at.world, self.words)) in at.report()


def gains(who: str) -> Sees:
    """The record becomes visible to somebody at once."""
    return Sees(who, was=False, now=True)


def loses(who: str) -> Sees:
    """The record is out of somebody's sight at once."""
    return Sees(who, was=True, now=False)


def keeps(who: str) -> Sees:
    return Sees(who, was=True, now=True)


def never(who: str) -> Sees:
    return Sees(who, was=False, now=False)


def gone(part: str, words: str, by: str = "") -> Shown:
    """Words that a part of the record no longer says."""
    return Shown(part, words, was=True, now=False, by=by)


def stays(part: str, words: str, by: str = "") -> Shown:
    """Words that a part of the record goes on saying."""
    return Shown(part, words, was=True, now=True, by=by)
