"""Organisations of the fictional county and of the authority beside it: schools with names, a federation, a trust, services."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from attainable.accounts.models import Affiliation, Organisation
from attainable.accounts.roles import Kind
from attainable.domains.people.demo.names import place_names
from attainable.domains.people.models import School
from attainable.records.making.cohort import COUNTY
from attainable.records.making.draws import Draws
from attainable.records.making.maker import Geography
from attainable.records.making.refs import LA_NUMBER
from attainable.records.making.sink import Sink

NEIGHBOUR: Final = "X10000889"
NEIGHBOUR_DISTRICT: Final = "X07000101"
_TRUST_SCHOOLS: Final = 6
_BODIES: Final = {
    "county": (Kind.AUTHORITY, "Fictionshire", COUNTY),
    "neighbour": (Kind.AUTHORITY, "Neighbourshire", NEIGHBOUR),
    "federation": (Kind.FEDERATION, "Three Becks Federation", "X00001"),
    "trust": (Kind.TRUST, "Long Hedge Trust", "X00002"),
    "therapies": (Kind.HEALTH, "North Fictional Therapies", "X0A"),
    "community": (Kind.HEALTH, "Mid Fictional Community Health", "X0B"),
    "hospital": (Kind.HEALTH, "Neighbourshire Children's Hospital", "X0C"),
    "psychologists": (Kind.PARTNER, "Fictionshire Psychologists", "X0P"),
    "board": (Kind.BOARD, "Fictionshire SEND Improvement Board", "X0I"),
    "families": (Kind.FAMILY, "Families", "X0F"),
}
# Phase: words after the place's name, ages, kind of school.
_PHASES: Final = {
    "PS": ("Primary School", (4, 11), "Community school"),
    "SS": ("High School", (11, 16), "Academy converter"),
    "SP": ("Special School", (4, 19), "Community special school"),
    "NS": ("Nursery School", (2, 4), "Local authority nursery school"),
    "NO": ("College", (16, 25), "Further education"),
}


@dataclass(frozen=True)
class Site:
    """One school: primary key of its organisation, URN, phase, district."""

    key: int
    urn: int
    phase: str
    name: str
    district: str
    authority: str


@dataclass
class Establishments:
    """What was written, to be pointed at. `of_urn` turns URNs into primary keys."""

    bodies: dict[str, int]
    districts: list[str]
    names: dict[str, str]
    sites: list[Site] = field(default_factory=list)

    def of_urn(self, urns: np.ndarray) -> np.ndarray:
        known = np.array([site.urn for site in self.sites], np.int64)
        keys = np.array([site.key for site in self.sites], np.int64)
        order = np.argsort(known)
        found: np.ndarray = keys[order][np.searchsorted(known[order], urns)]
        return found

    def of_phase(self, phase: str, authority: str = "county") -> list[Site]:
        return [site for site in self.sites if site.phase == phase and site.authority == authority]

    def beside(self, urns: np.ndarray) -> np.ndarray:
        """Schools of the neighbouring authority of the same phase, in place of the county's."""
        found = urns.copy()
        for phase, low, high in (("PS", 100_000, 130_000), ("SS", 130_000, 145_000), ("SP", 145_000, 150_000)):
            there = np.array([site.urn for site in self.of_phase(phase, "neighbour")])
            of_phase = (urns >= low) & (urns < high)
            found = np.where(of_phase, there[urns % len(there)], found)
        return found


def write(sink: Sink, places: Geography, seed: int, began: dt.date) -> Establishments:
    """Write every organisation. Schools of the county have the URNs of the county's tables."""
    keys = sink.add(
        Organisation,
        len(_BODIES),
        kind=[str(kind.value) for kind, _, _ in _BODIES.values()],
        name=[name for _, name, _ in _BODIES.values()],
        code=[code for _, _, code in _BODIES.values()],
    )
    names = {str(area["area"]): str(area["name"]) for area in places.areas} | {NEIGHBOUR_DISTRICT: "Beyondfancy"}
    found = Establishments(dict(zip(_BODIES, keys, strict=True)), list(places.districts), names)
    _schools(sink, found, places, seed)
    _affiliations(sink, found, began)
    return found


def _schools(sink: Sink, found: Establishments, places: Geography, seed: int) -> None:
    rows = [(row["school"], row["phase"], row["district"], "county") for row in places.school_rows()]
    rows += [(170_001 + n, "NS", places.districts[4 * n], "county") for n in range(3)]
    rows += [(175_001, "NO", places.districts[0], "county")]
    rows += [(109_001 + n, "PS", NEIGHBOUR_DISTRICT, "neighbour") for n in range(3)]
    rows += [(139_001, "SS", NEIGHBOUR_DISTRICT, "neighbour"), (149_001, "SP", NEIGHBOUR_DISTRICT, "neighbour")]
    places_of = place_names(len(rows), Draws(seed, "names of schools"))
    names = [f"{place} {_PHASES[phase][0]}" for place, (_, phase, _, _) in zip(places_of, rows, strict=True)]
    keys = sink.add(Organisation, len(rows), kind=Kind.SCHOOL.value, name=names, code=[str(urn) for urn, *_ in rows])
    ages = [_PHASES[phase][1] for _, phase, _, _ in rows]
    sink.add(
        School,
        len(rows),
        organisation_id=list(keys),
        laestab=[f"{LA_NUMBER}{2000 + number}" for number in range(len(rows))],
        phase=[row[1] for row in rows],
        type=[_PHASES[row[1]][2] for row in rows],
        authority_id=[found.bodies[row[3]] for row in rows],
        district=[row[2] for row in rows],
        district_name=[found.names[row[2]] for row in rows],
        low_age=[low for low, _ in ages],
        high_age=[high for _, high in ages],
        postcode=[f"FX{number % 90 + 1} {number % 9 + 1}SC" for number in range(len(rows))],
        source="Fictional",
    )
    found.sites = [Site(key, *row[:2], name, *row[2:]) for key, row, name in zip(keys, rows, names, strict=True)]


def _affiliations(sink: Sink, found: Establishments, began: dt.date) -> None:
    """A federation of three primary schools; a trust of secondary and primary schools, which one has left; and a board that
    sees the county's figures."""
    primaries, secondaries = found.of_phase("PS"), found.of_phase("SS")
    federation = [site.key for site in primaries[3:6]]
    trust = [site.key for site in (*secondaries[1:3], *primaries[8 : 8 + _TRUST_SCHOOLS])]
    sink.add(
        Affiliation,
        len(federation) + len(trust),
        whole_id=[found.bodies["federation"]] * len(federation) + [found.bodies["trust"]] * len(trust),
        part_id=federation + trust,
        from_date=began,
        until_date=None,
    )
    board, county = found.bodies["board"], found.bodies["county"]
    sink.add(Affiliation, 1, whole_id=board, part_id=county, from_date=began, until_date=None)
    left = began + dt.timedelta(365)
    sink.add(Affiliation, 1, whole_id=found.bodies["trust"], part_id=primaries[7].key, from_date=began, until_date=left)


def federated(found: Establishments) -> list[Site]:
    """Schools of the federation."""
    return found.of_phase("PS")[3:6]
