"""Homes, carers and what each may be sent: twins, brothers and sisters, parents apart, orders of a court."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from attainable.domains.people.demo.names import adult, street, surnames
from attainable.domains.people.models import Carer, ContactRule, Residence, Responsibility
from attainable.records.making.cohort import Cohort
from attainable.records.making.draws import Draws
from attainable.records.making.sink import Sink

_ORDER: Final = "A court order of the family court forbids contact and information."
# In thousandths: of those who could be twins (the more who could, the fewer are), and who could be somebody's brother or sister.
_TWINS, _SECONDARY_TWINS, _SIBLINGS = 11, 45, 380
_DAY: Final = np.timedelta64(1, "D")
_MOST: Final = 4  # children of a family
# Kinds of family, in thousandths.
_TOGETHER, _ONE_PARENT, _APART, _NO_CONTACT, _GRANDPARENT = range(5)
_KINDS: Final = [640, 190, 130, 10, 30]
_ALWAYS: Final = (("general", "email"), ("report", "email"), ("emergency", "phone"))
_RESPONSIBILITY: Final = (
    "child_id",
    "carer_id",
    "relationship",
    "parental_responsibility",
    "lives_with",
    "priority",
    "may_see",
    "why_not",
    "from_date",
)
_SERVICES: Final = "Fictionshire children's services"
_OF_REGISTER: Final = (("sen", "email"), ("plan", "post"))


@dataclass(slots=True)
class Family:
    """One household. `carers`: primary key, relationship, lives with the child, may see, priority."""

    surname: str
    home: tuple[str, str, str, int]
    carers: list[tuple[int, str, bool, bool, int]]
    children: int = 1


@dataclass
class Families:
    """Writes families of one cohort after the other, and keeps those of the last few for brothers and sisters."""

    sink: Sink
    seed: int
    on: dt.date
    _known: dict[tuple[int, int, bool, int, int], list[Family]] = field(default_factory=lambda: defaultdict(list))

    def of(self, cohort: Cohort, homes: np.ndarray, districts: list[str]) -> tuple[list[Family], np.ndarray]:
        """A family for each child (the twin's, an older one's, or a new one), and the place of the older twin or -1.

        `homes`: primary key of the authority of residence.
        """
        draws = Draws(self.seed, "families", cohort.key)
        size = len(cohort)
        twin_of = twins(cohort, homes, draws)
        sibling, kinds = draws.chance(size, _SIBLINGS), draws.choice(size, _KINDS)
        names, picks = surnames(cohort.ethnic, draws), draws.shares(size) * 65_536 + draws.shares(size)
        looked_after = cohort.looked_after
        found: list[Family] = []
        carers = _Carers(self.sink)
        for at in range(size):
            if twin_of[at] >= 0:
                # The older twin came before.
                family = found[twin_of[at]]
                family.children += 1
                found.append(family)
                continue
            key = (int(cohort.primary[at]), int(cohort.ethnicity[at]), bool(cohort.eal[at]), int(homes[at]), cohort.year - 2)
            before = self._known.get(key)
            if before and sibling[at] and not looked_after[at]:
                family = before.pop()
                family.children += 1
            else:
                family = _family(
                    carers,
                    names[at],
                    int(picks[at]),
                    int(kinds[at]),
                    bool(looked_after[at]),
                    (districts[at], int(homes[at])),
                    bool(cohort.eal[at]),
                )
            found.append(family)
        carers.write()
        self._remember(cohort, homes, found, twin_of)
        return found, twin_of

    def _remember(self, cohort: Cohort, homes: np.ndarray, families: list[Family], twin_of: np.ndarray) -> None:
        for key in [key for key in self._known if key[4] < cohort.year - 2]:
            del self._known[key]
        for at, family in enumerate(families):
            if not cohort.looked_after[at] and family.children < _MOST and twin_of[at] < 0:
                key = (int(cohort.primary[at]), int(cohort.ethnicity[at]), bool(cohort.eal[at]), int(homes[at]), cohort.year)
                self._known[key].append(family)

    def write(self, key: str, keys: range, families: list[Family], born: np.ndarray, registered: np.ndarray) -> None:
        """Homes, responsibilities and contact rules of the cohort `key`, whose children have these primary keys."""
        draws = Draws(self.seed, "homes", key)
        moved = draws.chance(len(keys), 80)
        first_day = born.astype("datetime64[D]")
        today = np.datetime64(self.on, "D")
        age = (today - first_day).astype(np.int64)
        moved_on = first_day + (draws.shares(len(keys)) * age >> 16).astype("timedelta64[D]")
        moved &= (age > 400) & (moved_on > first_day + 200 * _DAY) & (moved_on < today)
        here = np.where(moved, moved_on, first_day)
        columns: dict[str, Any] = {
            "address": [f.home[0] for f in families],
            "postcode": [f.home[1] for f in families],
            "district": [f.home[2] for f in families],
            "authority_id": [f.home[3] for f in families],
        }
        self.sink.add(Residence, len(keys), child_id=list(keys), from_date=here, **columns)
        past = np.flatnonzero(moved).tolist()
        self.sink.add(
            Residence,
            len(past),
            child_id=[keys[at] for at in past],
            from_date=first_day[past],
            until_date=(moved_on - _DAY)[past],
            address=[street(at * 331 + 77) for at in past],
            postcode=[families[at].home[1] for at in past],
            district=[families[at].home[2] for at in past],
            authority_id=[families[at].home[3] for at in past],
        )
        self._responsibilities(keys, families, first_day, registered)

    def _responsibilities(self, keys: range, families: list[Family], born: np.ndarray, registered: np.ndarray) -> None:
        begins, on_register = born.astype(str).tolist(), registered.tolist()
        rows: list[tuple[Any, ...]] = []
        rules: list[tuple[int, str, str]] = []
        first = self.sink.coming(Responsibility)
        for at, (key, family) in enumerate(zip(keys, families, strict=True)):
            for carer, relationship, lives_with, may_see, priority in family.carers:
                number = first + len(rows)
                has_duty = relationship not in ("grandparent", "social-worker", "foster-carer")
                rows.append(
                    (key, carer, relationship, has_duty, lives_with, priority, may_see, "" if may_see else _ORDER, begins[at])
                )
                if may_see:
                    wanted = _ALWAYS if priority == 1 else _ALWAYS[1:]
                    rules += [(number, *rule) for rule in wanted]
                    if on_register[at]:
                        rules += [(number, *rule) for rule in _OF_REGISTER]
        self.sink.add(Responsibility, len(rows), **_columns(_RESPONSIBILITY, rows))
        self.sink.add(ContactRule, len(rules), **_columns(("responsibility_id", "message", "by"), rules))


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}


@dataclass
class _Carers:
    """New carers, gathered."""

    sink: Sink
    rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    _first: int = 0

    def add(self, name: str, language: str, address: str = "") -> int:
        if not self._first:
            self._first = self.sink.coming(Carer)
        number = self._first + len(self.rows)
        self.rows.append((name, f"family-{number}@family.example", f"07700 {900_000 + number % 1000}", language, address))
        return number

    def write(self) -> None:
        names = ("name", "email", "telephone", "language", "address")
        self.sink.add(Carer, len(self.rows), **_columns(names, self.rows))


def _family(carers: _Carers, surname: str, pick: int, kind: int, looked_after: bool, place: tuple[str, int], eal: bool) -> Family:
    district, authority = place
    language = "pan" if eal and pick % 3 == 0 else ""
    number = int(district[-2:])
    postcode = f"FX{number} {pick % 9 + 1}{'ABDEFGHJLN'[pick // 9 % 10]}{'PQRSTUWXYZ'[pick // 90 % 10]}"
    home = (street(pick >> 4), postcode, district, authority)
    if looked_after:
        people = [
            (carers.add(adult(pick), ""), "foster-carer", True, True, 1),
            (carers.add(adult(pick + 1), "", _SERVICES), "social-worker", False, True, 2),
        ]
        return Family(surname, home, people)
    one = f"{adult(pick * 4 + 1, eal).split(' ')[0]} {surname}"
    other = f"{adult(pick * 4, eal).split(' ')[0]} {surname}"
    if kind == _GRANDPARENT:
        return Family(surname, home, [(carers.add(one, language), "grandparent", True, True, 1)])
    people = [(carers.add(one, language), "mother" if pick % 8 else "father", True, True, 1)]
    if kind == _TOGETHER:
        people.append((carers.add(other, language), "father" if pick % 8 else "step-parent", True, True, 2))
    elif kind in (_APART, _NO_CONTACT):
        apart = carers.add(other, language, f"{street(pick >> 3)}\n{postcode}")
        people.append((apart, "father" if pick % 8 else "mother", False, kind == _APART, 2))
    return Family(surname, home, people)


def twins(cohort: Cohort, homes: np.ndarray, draws: Draws) -> np.ndarray:
    """For each child the place of the older twin, or -1: two of one school, month and home who are alike."""
    size = len(cohort)
    found = np.full(size, -1)
    if size < 2 or cohort.group < 0:
        return found
    alike: tuple[np.ndarray, ...] = (
        cohort.primary,
        cohort.secondary,
        cohort.month,
        cohort.ethnicity,
        cohort.eal,
        cohort.fsm,
        cohort.district,
        homes,
        cohort.looked_after,
    )
    if cohort.group <= 6:
        alike = (cohort.primary, *alike[2:])
    order = np.lexsort(alike)
    same = np.ones(size - 1, bool)
    for values in alike:
        same &= values[order][1:] == values[order][:-1]
    chosen = np.flatnonzero(same & draws.chance(size - 1, _SECONDARY_TWINS if cohort.group > 6 else _TWINS))
    # A pair has two: not three in a row.
    last = -2
    for place in chosen.tolist():
        if place > last + 1:
            found[order[place + 1]] = order[place]
            last = place
    # The older twin comes first in the cohort, so that the family is there.
    for younger in np.flatnonzero(found >= 0).tolist():
        if found[younger] > younger:
            found[found[younger]], found[younger] = younger, -1
    return found
