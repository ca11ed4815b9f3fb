"""One child as a file tells of them. Fields are codes of the school census and plain values; what a file leaves out is empty.

Rows are small immutable values that pack to a few hundred bytes, so that 200,000 fit in memory beside the database's work.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import msgspec

from attainable.values.problem import Problem


class Provision(msgspec.Struct, frozen=True, omit_defaults=True):
    """SEN provision from a day on; without a day, as at the file's date."""

    code: str
    from_date: dt.date | None = None


class NeedOf(msgspec.Struct, frozen=True, omit_defaults=True):
    code: str
    rank: int
    from_date: dt.date | None = None
    until_date: dt.date | None = None


class CarerOf(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    relationship: str = "other"
    email: str = ""
    telephone: str = ""
    responsible: bool = False


class Period(msgspec.Struct, frozen=True, omit_defaults=True):
    """Free school meals in a country, from a day to a day."""

    start: dt.date | None = None
    end: dt.date | None = None
    country: str = "ENG"


class Sessions(msgspec.Struct, frozen=True, omit_defaults=True):
    """Sessions with one attendance code, or possible (code empty), of a term or year of the file."""

    code: str
    sessions: int
    part: str = ""


class Suspension(msgspec.Struct, frozen=True, omit_defaults=True):
    category: str
    reasons: tuple[str, ...] = ()
    start: dt.date | None = None
    sessions: int | None = None
    provision: str = ""


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """One result of an assessment, by the file's own codes."""

    stage: str
    year: str
    subject: str
    method: str
    component: str
    qualifier: str
    result: str
    status: str = "R"
    locale: str = "ENG"


class Person(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A child in a row or element of a file. `row` is its line (or its place, in XML)."""

    row: int = 0
    upn: str = ""
    former_upn: str = ""
    uln: str = ""
    surname: str = ""
    forename: str = ""
    middle_names: str = ""
    known_as: str = ""
    date_of_birth: dt.date | None = None
    sex: str = ""
    year_group: str = ""
    school: str = ""
    without_school: str = ""
    """Where the child is who is at no school, as `WITHOUT_SCHOOL` has it."""
    entered: dt.date | None = None
    left: dt.date | None = None
    enrolment: str = ""
    unit_member: bool | None = None
    provisions: tuple[Provision, ...] = ()
    needs: tuple[NeedOf, ...] = ()
    ethnicity: str = ""
    language: str = ""
    fsm: str = ""
    fsm_periods: tuple[Period, ...] = ()
    looked_after: str = ""
    post_looked_after: str = ""
    service_child: str = ""
    young_carer: str = ""
    disability: str = ""
    address: str = ""
    postcode: str = ""
    carers: tuple[CarerOf, ...] = ()
    attendance: tuple[Sessions, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    results: tuple[Result, ...] = ()
    facts: dict[str, dict[str, Any]] = {}
    """Facts that domains declare, by name: plain values by column, days as ISO texts."""
    unread: dict[str, str] = {}
    """Cells that could not be read, as the file has them, by column: a row that comes back to be fixed has lost nothing."""

    @property
    def tells_facts(self) -> bool:
        """Whether the row says anything of results, attendance, suspensions or facts that domains declare."""
        return bool(self.results or self.attendance or self.suspensions or self.facts)

    @property
    def characteristics(self) -> dict[str, str]:
        """By the kinds of `domains.people.rules.characteristics`."""
        found = {
            "ethnicity": self.ethnicity,
            "language": self.language,
            "fsm": self.fsm,
            "looked-after": self.looked_after,
            "post-looked-after": self.post_looked_after,
            "service-child": self.service_child,
            "young-carer": self.young_carer,
            "disability": self.disability,
        }
        return {kind: code for kind, code in found.items() if code}


pack = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder(Person).decode


@dataclass(frozen=True, slots=True)
class Read:
    """A person that was read, with what is wrong in the row. With an error among the problems the row can't be used."""

    person: Person
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says about itself: version, the date of its information, the school it comes from."""

    version: str = ""
    as_at: dt.date | None = None
    school: str = ""
    notes: tuple[Problem, ...] = ()
