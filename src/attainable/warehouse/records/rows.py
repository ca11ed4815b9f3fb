"""Rows of `pupil_year`, `standing` and `plan_event` out of the people of a build."""

import datetime as dt
from typing import Any, Final

import numpy as np
import pyarrow as pa

from attainable.evidence.tables.declaration import declared
from attainable.values.school_year import school_year, term_start
from attainable.warehouse.records.census import census_day, counted_on
from attainable.warehouse.records.holding import NOBODY, taken
from attainable.warehouse.records.people import _WITHOUT_NEED, NO_SEN, PROVISIONS, People
from attainable.warehouse.records.pseudonyms import pseudonyms
from attainable.warehouse.records.sources import Coded, Numbers

_EPOCH: Final = dt.date(1970, 1, 1)
_TYPES: Final = {
    "int8": pa.int8(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "date": pa.date32(),
    "code": pa.dictionary(pa.int32(), pa.string()),
}
# Year group in which a key stage ends, the last year in which it did so, and how many years before it begins.
_STAGES: Final = {0: ("EYFS", 2100, None), 2: ("KS1", 2022, 1), 6: ("KS2", 2100, 3), 9: ("KS3", 2007, 2), 11: ("KS4", 2100, 1)}
_YOUNGEST, _OLDEST = -2, 14
# A school without a number of its own gets one above all real ones.
OWN_NUMBERS: Final = 900_000_000


def schema(table: str) -> pa.Schema:
    """The columns of a declared table, in their order."""
    return pa.schema([pa.field(c.name, _TYPES[c.type]) for c in declared(table).columns])


def days(day: dt.date) -> int:
    return (day - _EPOCH).days


def urn(key: int, code: str) -> int:
    return int(code) if code.isdigit() and 0 < int(code) < OWN_NUMBERS else OWN_NUMBERS + key


def urns(people: People, keys: Numbers) -> Numbers:
    """The URN of each of some schools."""
    different, at = np.unique(keys, return_inverse=True)
    found = [urn(key, people.schools[key].code) for key in different.tolist()]
    return np.array(found, np.int64)[at]


def years_of(day: Numbers) -> Numbers:
    """The academic year of each day (from 1970)."""
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year: Numbers = 1970 + month // 12 - (month % 12 < 8)
    return year


def code_of(key: int, code: str) -> str:
    return code or f"none-{key}"


class Rows:
    """Makes the rows of the people of a build, as at a day. The register is known from the year `began` on."""

    def __init__(self, people: People, on: dt.date, began: int) -> None:
        self.people, self.on, self.began = people, on, began
        keys = np.array(sorted(people.schools), np.int64)
        self._schools = keys
        self._urns = np.array([urn(k, people.schools[k].code) for k in keys.tolist()], np.int64)
        self._authority = [people.schools[k].authority or UNKNOWN for k in keys.tolist()]
        self._homes = np.array(sorted(people.authorities), np.int64)
        self._home_codes = [code_of(k, people.authorities[k].code) for k in self._homes.tolist()]

    def pupil_year(self, year: int) -> pa.Table:
        """A row a child who is on roll at a main school on the census day of a year (or today, where it is still to come)."""
        day = days(counted_on(year, self.on))
        enrolled = self.people.main(day)
        who = np.flatnonzero(enrolled != NOBODY)
        group = self._year_group(year, enrolled)
        sen = self.people.sen(day)
        first, second = self._needs(day, sen)
        size = len(who)
        columns = {
            "year": _same(year, size),
            "pupil": pa.array(self.people.pupil[who]),
            **self._places(day, enrolled, who),
            "year_group": pa.array(np.clip(group, _YOUNGEST, _OLDEST)[who]),
            "birth_month": pa.array(self.people.born.astype("datetime64[M]").astype(int)[who] % 12 + 1),
            "sex": self._sex(who),
            **self._characteristics(day, who),
            "sen": coded(sen[who], PROVISIONS),
            "sen_start": self._start(year, group, who),
            "need": coded(first[who], self.people.need_codes),
            "need2": coded(second[who], self.people.need_codes),
            "unit": pa.array(taken(self.people.enrolment.columns["unit"], enrolled)[who]),
            "stage": _stage(year, group[who]),
        }
        return table_of("pupil_year", columns, size)

    def standing(self) -> pa.Table:
        """A row a child, as at the day: what the register shows."""
        day, year = days(self.on), school_year(self.on)
        main, second = self.people.main(day), self.people.second(day)
        second = np.where(second == main, NOBODY, second)
        sen = self.people.sen(day)
        need, _ = self.people.ranked(day)
        who = np.arange(len(self.people))
        places = self._places(day, main, who)
        columns = {
            "pupil": pa.array(self.people.pupil),
            **places,
            "second_school": self._urn(second),
            "year_group": pa.array(self._year_group(year, main)),
            "sex": self._sex(who),
            "fsm": nullable(self.people.yes_or_no(day, "fsm", ("Y",), ("N",))),
            "sen": coded(sen, PROVISIONS),
            "need": coded(np.where(sen == NO_SEN, NOBODY, need), self.people.need_codes),
            "before": coded(self.people.sen(days(term_start(self.on))), PROVISIONS),
        }
        return table_of("standing", columns, len(who))

    def plan_event(self) -> pa.Table:
        """The day on which each EHC plan was issued and ceased, as the register has them. Other steps are not recorded yet."""
        changes = self.people.provision
        code = changes.columns["code"]
        plan = code.is_("E", "S")
        child, begins = changes.child, changes.begins
        follows = np.zeros(len(child), bool)
        follows[1:] = (child[1:] == child[:-1]) & plan[:-1]
        come = begins <= days(self.on)
        issued, ceased = np.flatnonzero(plan & ~follows & come), np.flatnonzero(~plan & follows & come)
        rows = np.concatenate([issued, ceased])
        events = np.array([0] * len(issued) + [1] * len(ceased), np.int64)
        # The case of a plan that ceases is the one that was issued last before.
        opened = np.maximum.accumulate(np.where(plan & ~follows, np.arange(len(child)), 0))[rows]
        refs = changes.columns["ref"]
        columns = {
            "pupil": pa.array(self.people.pupil[child[rows]]),
            "case": pa.array(pseudonyms(refs[row] for row in opened.tolist())),
            "event": coded(events, ("issued", "ceased")),
            "date": pa.array(begins[rows].astype(np.int32), pa.date32()),
            "authority": self._home_at(child[rows], begins[rows]),
        }
        return table_of("plan_event", columns, len(rows))

    def _home_at(self, child: Numbers, day: Numbers) -> Any:
        """The authority of residence of each of some children, each on a day of its own."""
        homes = self.people.residence
        found = np.full(len(child), NOBODY, np.int64)
        starts = np.searchsorted(homes.child, child, "left")
        ends = np.searchsorted(homes.child, child, "right")
        for at in range(int((ends - starts).max(initial=0))):
            row = np.minimum(starts + at, max(len(homes.child) - 1, 0))
            assert homes.ends is not None  # noqa: S101  (residences end)
            holds = (starts + at < ends) & (homes.begins[row] <= day) & (homes.ends[row] >= day)
            found[holds] = row[holds]
        key = taken(homes.columns["authority"], found)
        place = np.where(found == NOBODY, len(self._home_codes), np.searchsorted(self._homes, key))
        return coded(place, (*self._home_codes, UNKNOWN))

    def _year_group(self, year: int, enrolled: Numbers) -> Numbers:
        offset = taken(self.people.enrolment.columns["offset"], enrolled)
        group: Numbers = year - self.people.cohort + offset
        return group

    def _needs(self, day: int, sen: Numbers) -> tuple[Numbers, Numbers]:
        first, second = self.people.ranked(day)
        without = np.isin(sen, _WITHOUT_NEED)
        return np.where(without, NOBODY, first), np.where(without, NOBODY, second)

    def _urn(self, enrolled: Numbers) -> Any:
        key = taken(self.people.enrolment.columns["school"], enrolled)
        found = np.where(enrolled == NOBODY, NOBODY, self._urns[self._at_school(key)] if len(self._urns) else NOBODY)
        return nullable(found)

    def _at_school(self, key: Numbers) -> Numbers:
        at: Numbers = np.minimum(np.searchsorted(self._schools, key), max(len(self._schools) - 1, 0))
        return at

    def _places(self, day: int, enrolled: Numbers, who: Numbers) -> dict[str, Any]:
        key = taken(self.people.enrolment.columns["school"], enrolled)[who]
        nowhere = enrolled[who] == NOBODY
        home = self.people.residence.on(day)[who]
        authority = np.searchsorted(self._homes, taken(self.people.residence.columns["authority"], home))
        district: Coded = self.people.residence.columns["district"]
        named = np.array([NOBODY if not name else i for i, name in enumerate(district.names)] or [NOBODY], np.int64)
        at = taken(named[district.places] if len(district.places) else named, home, NOBODY)
        return {
            "school": self._urn(enrolled[who]),
            "authority": coded(np.where(nowhere, NOBODY, self._at_school(key)), self._authority),
            "home_authority": coded(np.where(home == NOBODY, NOBODY, authority), self._home_codes),
            "home_district": coded(at, district.names),
        }

    def _sex(self, who: Numbers) -> Any:
        return coded(self.people.male[who].astype(np.int64), ("F", "M"))

    def _characteristics(self, day: int, who: Numbers) -> dict[str, Any]:
        ethnic = self.people.characteristic_on(day, "ethnicity")
        asked = {
            "fsm": ("fsm", ("Y",), ("N",)),
            "eal": ("language", ("OTH", "OTB"), ("ENG", "ENB")),
            "looked_after": ("looked-after", ("Y",), ("N",)),
        }
        found = {name: nullable(self.people.yes_or_no(day, *how)[who]) for name, how in asked.items()}
        return {"ethnicity": coded(ethnic.places[who], ethnic.names), **found}

    def _start(self, year: int, group: Numbers, who: Numbers) -> Any:
        """Provision in January of the first year of the key stage that ends: of those on roll then, where it is known."""
        found = np.full(len(self.people), NOBODY, np.int64)
        for ends, (_, last, back) in _STAGES.items():
            if back is None or year > last or year - back < self.began:
                continue
            then = days(census_day(year - back))
            there = (group == ends) & (self.people.main(then) != NOBODY)
            found = np.where(there, self.people.sen(then), found)
        return coded(found[who], PROVISIONS)


UNKNOWN: Final = "UNKNOWN"


def _stage(year: int, group: Numbers) -> Any:
    found = np.full(len(group), NOBODY, np.int64)
    for at, (ends, (_, last, _)) in enumerate(_STAGES.items()):
        if year <= last:
            found[group == ends] = at
    return coded(found, [name for name, _, _ in _STAGES.values()])


def table_of(name: str, columns: dict[str, Any], size: int) -> pa.Table:
    """The declared columns in their types; those that the records don't hold are empty."""
    arrays = []
    for field in schema(name):
        column = columns.get(field.name)
        arrays.append(pa.nulls(size, field.type) if column is None else column.cast(field.type))
    return pa.Table.from_arrays(arrays, schema=schema(name))


def _same(value: int, size: int) -> Any:
    return pa.array(np.full(size, value, np.int16))


def nullable(values: Numbers) -> Any:
    return pa.array(values, mask=values == NOBODY)


def coded(places: Numbers, names: Any) -> Any:
    """Places in a list of codes (NOBODY for none) as text. Two entries of one name become one."""
    unique = list(dict.fromkeys(names))
    if len(unique) != len(names):
        where = np.array([unique.index(name) for name in names], np.int64)
        places = np.where(places == NOBODY, NOBODY, where[np.maximum(places, 0)])
    array = pa.array(places.astype(np.int32), mask=places == NOBODY)
    return pa.DictionaryArray.from_arrays(array, pa.array(unique, pa.string()))
