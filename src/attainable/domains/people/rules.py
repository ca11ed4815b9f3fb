"""Pure decisions about people and the register: codes, what may follow what, ages. No Django.

Codes are those of the school census (2026); each list says its source.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
from anyascii import anyascii

from attainable.records.asked import Asked, Fault
from attainable.values.characteristic_codes import POST_LOOKED_AFTER, SERVICE_CHILD, YES_NO, YOUNG_CARER
from attainable.values.codes import SEN_NEED, SEN_PROVISION, Code, CodeList, ethnicity, languages
from attainable.values.dates import day_words
from attainable.values.school_year import age, school_year

ON_REGISTER: Final = frozenset("KESAPQ")
"""Provisions of children who are on the SEN register: all but N."""

PLANS: Final = frozenset("ES")
"""Provisions that a council decides: an EHC plan, and the statement that came before it."""

MAIN_SCHOOL: Final = ("C", "M", "F", "O")
"""Enrolment statuses at a child's main school (school census code set "enrolment status"): C the only school, M the main of two,
F a further education college, O another provider. Not these: S the second of two schools, G a guest."""
SECOND_SCHOOL: Final = "S"

MESSAGES: Final = {
    "general": "General letters",
    "sen": "SEN support and reviews",
    "plan": "The EHC plan and its reviews",
    "report": "School reports",
    "emergency": "Emergencies",
}

# The first matter of a child's record that the young person decides alone: after compulsory school age (Children and Families
# Act 2014, section 83; Education Act 1996, section 8).
DECIDES_FROM: Final = 16
ADULT: Final = 18
OLDEST: Final = 25


@cache
def characteristics() -> dict[str, CodeList]:
    """Characteristics with official codes, in the order of the page. Source of each: school census code sets 2026."""
    census = "School census code set 2026"
    return {
        "ethnicity": ethnicity(),
        "language": languages(),
        "fsm": CodeList("Eligible for free school meals", census, _listed(YES_NO)),
        "looked-after": CodeList("Looked after by a local authority", "SSDA903 return", _listed(YES_NO)),
        "post-looked-after": CodeList("Formerly looked after", census, _listed(POST_LOOKED_AFTER)),
        "service-child": CodeList("Child of somebody in the armed forces", census, _listed(SERVICE_CHILD)),
        "young-carer": CodeList("Young carer", census, _listed(YOUNG_CARER)),
        "disability": CodeList(
            "Disabled (Equality Act 2010, section 6)", "Kept by the school", _listed({**YES_NO, "U": "Not known"})
        ),
    }


def _listed(codes: Mapping[str, str]) -> tuple[Code, ...]:
    return tuple(Code(code, label) for code, label in codes.items())


class PlanKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of plan, and when it is in force."""

    id: str
    label: str
    provision: str
    source: str
    first: dt.date | None = None
    last: dt.date | None = None

    def in_force(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@cache
def plan_kinds() -> tuple[PlanKind, ...]:
    text = (files("attainable.domains.people") / "plan_kinds.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=tuple[PlanKind, ...])


def plan_kind_label(kind: str) -> str:
    return next((known.label for known in plan_kinds() if known.id == kind), kind)


def plan_kinds_for(provision: str, day: dt.date) -> tuple[PlanKind, ...]:
    return tuple(kind for kind in plan_kinds() if kind.provision == provision and kind.in_force(day))


def provisions_on(day: dt.date) -> tuple[Code, ...]:
    """Provisions that a child can be given on a day. School Action, Plus and statements belong to older years."""
    return tuple(code for code in SEN_PROVISION.as_at(school_year(day)) if code.code != "Q")


def needs_on(day: dt.date, provision: str) -> tuple[Code, ...]:
    """Needs that can be recorded on a day. NSA is only for SEN support (school census guidance)."""
    return tuple(n for n in SEN_NEED.as_at(school_year(day)) if provision == "K" or n.code != "NSA")


@dataclass(frozen=True, slots=True)
class Change:
    """A requested change of provision, and the child's current state."""

    before: str
    before_from: dt.date | None
    after: str
    from_date: dt.date
    today: dt.date
    born: dt.date


def faults_of_change(change: Change) -> list[tuple[str, str]]:
    """What is wrong with a change of provision: (field, words). Empty if it can be made."""
    found = []
    if change.after == change.before:
        found.append(("provision", "The child already has this provision."))
    if change.after not in {code.code for code in provisions_on(change.from_date)}:
        found.append(("provision", "This provision was not in use on that date."))
    if change.from_date > change.today:
        found.append(("from_date", "The date must be today or earlier."))
    if change.from_date < change.born:
        found.append(("from_date", "The date must be after the child was born."))
    if change.before_from and change.from_date <= change.before_from:
        found.append(
            (
                "from_date",
                f"The date must be after the last change, on {day_words(change.before_from)}. "
                "To correct the history, withdraw that change first.",
            )
        )
    if age(change.born, change.from_date) > OLDEST:
        found.append(("from_date", "The young person was over 25 on that date."))
    return found


def faults_of_provision(asked: Asked) -> Iterator[Fault]:
    """What is wrong with a change of provision. A file may add what was before the first change that is known; a page may not."""
    values, day = asked.values, asked.values["from_date"]
    earlier = [row for row in asked.rows if row["from_date"] < day] if asked.history else list(asked.rows)
    before = earlier[-1] if earlier else None
    if asked.history and any(row["from_date"] == day for row in asked.rows):
        yield "from_date", "The record already has a change on that date."
    change = Change(
        before["provision"] if before else "N",
        before["from_date"] if before else None,
        values["provision"],
        day,
        asked.today,
        asked.born,
    )
    yield from faults_of_change(change)
    kind = values.get("plan_kind")
    if kind and kind not in {known.id for known in plan_kinds_for(values["provision"], day)}:
        yield "plan_kind", "This kind of plan is not used with that provision on that date."
    if not values.get("why"):
        yield "why", "Enter why the provision is changing."


def faults_of_characteristic(asked: Asked) -> Iterator[Fault]:
    codes = characteristics().get(asked.values["kind"])
    if codes is None or asked.values["code"] not in {known.code for known in codes}:
        yield "code", "Choose one of the codes."


def faults_of_needs(asked: Asked, codes: Sequence[str], provision: str) -> Iterator[Fault]:
    """What is wrong with needs, the primary need first, for a child with this provision."""
    day, known = asked.values["from_date"], {code.code for code in needs_on(asked.values["from_date"], provision)}
    if provision == "N":
        yield "needs", "The child is not on the register. Change the provision first."
    elif not codes:
        yield "needs", "Enter at least the primary need."
    for rank, code in enumerate(codes, 1):
        if code not in known:
            label = next((need.label for need in SEN_NEED if need.code == code), code)
            yield f"need_{rank}", f"You can't record {label} with this provision on that date."
        elif code in codes[: rank - 1]:
            yield f"need_{rank}", "Choose each need only once."
    if day > asked.today:
        yield "from_date", "The date must be today or earlier."
    if asked.rows and day <= asked.rows[-1]["from_date"]:
        yield "from_date", f"The date must be after the last change of needs, on {day_words(asked.rows[-1]['from_date'])}."
    if not asked.values.get("why"):
        yield "why", "Enter why the needs are changing."


def words_of(*names: str) -> set[str]:
    """Plain words by which a name is found: letters without marks and strokes, small, parted at anything else.

    >>> sorted(words_of("Zoë-Mae", "O'Neill", "Łukasz"))
    ['lukasz', 'mae', 'neill', 'o', 'oneill', 'zoe', 'zoemae']
    >>> sorted(words_of("Twin-O'Hara"))
    ['hara', 'o', 'ohara', 'twin', 'twinohara']
    """
    found: set[str] = set()
    for name in names:
        if name.isascii() and name.isalpha():
            found.add(name.lower())
            continue
        for word in anyascii(unicodedata.normalize("NFKC", name)).lower().split():
            # Each part of a double name is found with its apostrophe and without, and so is the whole name.
            for part in {word, *word.split("-")}:
                letters = "".join(mark if mark.isalnum() else " " for mark in part).split()
                found.update([*letters, "".join(letters)])
    return {word[:40] for word in found if word}


def next_name(name: str) -> str:
    """The name of a class a year later.

    >>> next_name("3W"), next_name("Year 4 Oak"), next_name("Reception"), next_name("RA"), next_name("10 Set 2")
    ('4W', 'Year 5 Oak', 'Year 1', '1A', '11 Set 2')
    """
    if re.fullmatch(r"R[A-Z]", name):
        return f"1{name[1]}"
    if name.lower() in ("reception", "r"):
        return "Year 1" if len(name) > 1 else "1"
    return re.sub(r"\d+", lambda found: str(int(found[0]) + 1), name, count=1)
