"""What two records of one child both say, and what becomes of it when they are merged: the rules, on rows that were read."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from attainable.dated import DAY
from attainable.domains.people.facts import ENROLMENT, PROVISION, RESPONSIBILITY, WITHOUT_SCHOOL
from attainable.domains.people.rules import MAIN_SCHOOL, PLANS, words_of
from attainable.records.fact import Fact, Holds

type Rows = tuple[Sequence[Any], Sequence[Any]]
"""Rows that count now: those of the record that is kept, and those of the other one."""

RULES: Final = {
    Holds.SPAN: "The one that began later stays. The other ends the day before.",
    Holds.DECISION: "Both were decided on the same day. The one in the record that you keep counts. The other is withdrawn.",
    Holds.VALUE: "The one in the record that you keep stays.",
}


@dataclass(frozen=True)
class Clash:
    """Two rows where only one may stay, and why."""

    fact: Fact
    stays: Any
    goes: Any
    rule: str

    @property
    def last_day(self) -> dt.date:
        """The last day of the row that goes, where it holds from a day to a day."""
        day: dt.date = max(self.stays.from_date - DAY, self.goes.from_date)
        return day


def clashes(fact: Fact, rows: Rows) -> Iterator[Clash]:
    """Rows of the same key in both records; decisions of the same day."""
    kept = {_place(fact, row): row for row in rows[0]}
    for row in rows[1]:
        other = kept.get(_place(fact, row))
        if other is not None:
            yield _clash(fact, other, row, RULES[fact.holds])


def _place(fact: Fact, row: Any) -> Any:
    return row.from_date if fact.holds is Holds.DECISION else fact.key_of(fact.plain(row))


def _clash(fact: Fact, kept: Any, other: Any, rule: str) -> Clash:
    later = fact.holds is Holds.SPAN and other.from_date > kept.from_date
    # Only the council's decision ceases a plan: of one day the plan counts.
    plan = fact is PROVISION and other.provision in PLANS and kept.provision not in PLANS
    return Clash(fact, other, kept, rule) if later or plan else Clash(fact, kept, other, rule)


def clashes_of_schools(rows: Rows, gone: Sequence[Any]) -> Iterator[Clash]:
    """A child has one main school: the one that they joined later."""
    kept, other = ([row for row in part if row.status in MAIN_SCHOOL and row not in gone] for part in rows)
    if kept and other:
        yield _clash(ENROLMENT, kept[0], other[0], "A child has one main school. " + RULES[Holds.SPAN])


def without_school_ended(enrolments: Rows, rows: Rows) -> Iterator[Clash]:
    """A child who is on roll in one record is not without a school in the other."""
    for place in (0, 1):
        if enrolments[1 - place]:
            joined = min(enrolments[1 - place], key=lambda row: row.from_date)
            for row in rows[place]:
                yield Clash(
                    WITHOUT_SCHOOL, joined, row, "The child is on roll at a school. This ends the day before they joined it."
                )


def barred(rows: Rows) -> Iterator[tuple[Any, Any]]:
    """Carers who may not see one record, and the same person in the other one: they may not see it either."""
    for refused, others in (rows, rows[::-1]):
        for bar in (row for row in refused if not row.may_see):
            yield from ((bar, row) for row in others if row.may_see and _same_person(bar.carer, row.carer))


def _same_person(one: Any, other: Any) -> bool:
    email = bool(one.email) and one.email.casefold() == other.email.casefold()
    account = one.account_id is not None and one.account_id == other.account_id
    return one.pk == other.pk or email or account or set(words_of(one.name)) == set(words_of(other.name))


def all_clashes(rows: dict[str, Rows], declared: Sequence[Fact]) -> list[Clash]:
    """Everything that both records have and only one may stay. `rows` is by name of the fact."""
    found = [clash for fact in declared for clash in clashes(fact, rows[fact.name])]
    gone = [clash.goes for clash in found if clash.fact is ENROLMENT]
    found += clashes_of_schools(rows[ENROLMENT.name], gone)
    known = [clash.goes for clash in found]
    ended = without_school_ended(rows[ENROLMENT.name], rows[WITHOUT_SCHOOL.name])
    return found + [clash for clash in ended if clash.goes not in known]


def all_barred(rows: dict[str, Rows]) -> list[tuple[Any, Any]]:
    return list(barred(rows[RESPONSIBILITY.name]))
