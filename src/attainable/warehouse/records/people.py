"""The children of a build and everything dated about them, in columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from django.db.models import Min

from attainable.records.evidence import source
from attainable.values.codes import SEN_PROVISION
from attainable.warehouse.records import sources
from attainable.warehouse.records.holding import NOBODY, Dated, dated, taken
from attainable.warehouse.records.pseudonyms import pseudonyms
from attainable.warehouse.records.sources import Coded, Columns, Numbers

PROVISIONS: Final = tuple(code.code for code in SEN_PROVISION)
NO_SEN: Final = PROVISIONS.index("N")
# At School Action no need was recorded for the census.
_WITHOUT_NEED: Final = tuple(PROVISIONS.index(code) for code in "NA")


@dataclass(frozen=True)
class Place:
    """A school or authority as the tables name it."""

    key: int
    code: str
    name: str
    phase: str = ""
    authority: str = ""
    district: str = ""
    district_name: str = ""


@dataclass(frozen=True)
class People:
    """Children by place (0 to n - 1) with their dated rows. `schools` and `authorities` by key."""

    keys: Numbers
    pupil: Numbers
    born: Numbers
    male: Numbers
    cohort: Numbers
    enrolment: Dated
    residence: Dated
    characteristic: Dated
    provision: Dated
    needset: Dated
    needs: Numbers  # for each row of `needset` the first two needs, as places in `need_codes`
    need_codes: tuple[str, ...]
    schools: dict[int, Place]
    authorities: dict[int, Place]
    districts: dict[str, str]  # of homes, with the authority that they lie in

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def _is(self) -> dict[str, Numbers]:
        """Which rows of `enrolment` are at a main school, and which at a second one."""
        status = self.enrolment.columns["status"]
        return {name: status.is_(*codes) for name, codes in source("enrolment").codes.items()}

    def main(self, day: int) -> Numbers:
        """The row of `enrolment` of each child's main school."""
        return self.enrolment.on(day, self._is["main"])

    def second(self, day: int) -> Numbers:
        return self.enrolment.on(day, self._is["second"])

    def sen(self, day: int) -> Numbers:
        """Provision on a day as places in `PROVISIONS`."""
        code = self.provision.columns["code"]
        translated = np.array([PROVISIONS.index(name) if name in PROVISIONS else NO_SEN for name in code.names], np.int64)
        if not len(translated):
            return np.full(len(self), NO_SEN, np.int64)
        return taken(translated[code.places], self.provision.on(day), NO_SEN)

    def ranked(self, day: int) -> tuple[Numbers, Numbers]:
        """First and second need on a day as places in `need_codes`, NOBODY for none."""
        rows = self.needset.on(day)
        first, second = (
            taken(self.needs[:, rank], rows, NOBODY) if len(self.needs) else np.full(len(self), NOBODY, np.int64)
            for rank in (0, 1)
        )
        return first, np.where(first == NOBODY, NOBODY, second)

    def characteristic_on(self, day: int, kind: str) -> Coded:
        """A characteristic's code on a day; NOBODY where none is recorded."""
        code = self.characteristic.columns["code"]
        rows = self.characteristic.on(day, self.characteristic.columns["kind"].is_(kind))
        return Coded(taken(code.places, rows, NOBODY).astype(np.int32), code.names)

    def yes_or_no(self, day: int, kind: str, yes: Sequence[str], no: Sequence[str]) -> Numbers:
        """1, 0, or NOBODY where nothing (or neither) is recorded."""
        found = self.characteristic_on(day, kind)
        answers = [1 if n in yes else 0 if n in no else NOBODY for n in (*found.names, "")]
        cells: Numbers = np.array(answers, np.int64)[found.places]
        return cells


def read_people(children: Sequence[int] | None = None) -> People:
    """Everything about all children, or about some. Call it inside `sources.one_moment`."""
    columns = sources.read("child", children)
    order = np.argsort(columns["child"])
    keys = columns["child"][order]
    refs = [columns["ref"][row] for row in order.tolist()]
    born = columns["born"][order].astype("datetime64[D]")
    month = born.astype("datetime64[M]").astype(int)
    # The year of Reception: `school_year` of the birth and five.
    cohort = 1970 + month // 12 - (month % 12 < 8) + 5
    parts = {
        name: dated(sources.read(name, children), keys)
        for name in ("enrolment", "residence", "characteristic", "provision", "needset")
    }
    needs, codes = _needs(parts["needset"], children)
    return People(
        keys,
        pseudonyms(refs),
        born,
        columns["sex"].at(order).is_("M"),
        cohort,
        needs=needs,
        need_codes=codes,
        schools=_schools(),
        authorities=_authorities(),
        districts=_districts(),
        **parts,
    )


def rows_of(people: People, columns: Columns) -> Columns:
    """Only the rows of these people, each with its child's place, in the order in which they were entered."""
    place = np.minimum(np.searchsorted(people.keys, columns["child"]), max(len(people) - 1, 0))
    known = people.keys[place] == columns["child"] if len(people) else np.zeros(len(columns["child"]), bool)
    rows = np.flatnonzero(known)
    rows = rows[np.lexsort((columns["id"][rows], place[rows]))]
    return {**sources.some(columns, rows), "child": place[rows].astype(np.int64)}


def _needs(sets: Dated, children: Sequence[int] | None) -> tuple[Numbers, tuple[str, ...]]:
    found = sources.read("need", children)
    needs = np.full((len(sets.child), 2), NOBODY, np.int64)
    keys = sets.columns["id"]
    if len(keys) and len(found["set"]):
        order = np.argsort(keys)
        place = np.minimum(np.searchsorted(keys[order], found["set"]), len(keys) - 1)
        row = order[place]
        known = keys[row] == found["set"]
        needs[row[known], found["rank"][known] - 1] = found["code"].places[known]
    return needs, found["code"].names


def _schools() -> dict[int, Place]:
    fields = ("code", "name", "phase", "authority", "district", "district_name")
    return {row["id"]: Place(row["id"], **{name: row[name] for name in fields}) for row in sources.rows("school")}


def _authorities() -> dict[int, Place]:
    organisations = sources.rows("organisation")
    return {row["id"]: Place(row["id"], row["code"], row["name"]) for row in organisations if row["kind"] == "authority"}


def _districts() -> dict[str, str]:
    """The districts of homes, each with its authority: where homes of one district name two, the first by code."""
    homes = source("residence")
    district, authority = homes.texts["district"], f"{homes.numbers['authority']}__code"
    named = sources.counting(homes).exclude(**{district: ""}).values_list(district).annotate(Min(authority))
    return {str(code): str(first) for code, first in named}
