"""The register of open mainstream schools and the school census, one row a school."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from attainable.demo.chance import Chance
from attainable.demo.model import Model
from attainable.demo.places import AUTHORITIES, DISTRICT_SHARES, DISTRICTS, MAIN, Place
from attainable.demo.writing import PublishedTable, Row, percent

_REGISTER: Final = [
    "urn",
    "la_code",
    "dfe_number",
    "school_name",
    "establishment_type",
    "funding_type",
    "school_status",
    "open_date",
    "close_date",
    "phase_type",
    "religious_character",
    "statutory_low_age",
    "statutory_high_age",
    "administrative_district",
    "administrative_ward",
    "street",
    "locality",
    "address3",
    "town",
    "county",
    "postcode",
    "easting",
    "northing",
    "school_website",
    "school_capacity",
    "number_of_pupils",
    "number_of_boys",
    "number_of_girls",
    "number_of_fsm",
    "percentage_fsm",
]
_CENSUS: Final = [
    "URN",
    "LA",
    "ESTAB",
    "SCHOOLTYPE",
    "NOR",
    "NORG",
    "NORB",
    "PNORG",
    "PNORB",
    "TSENELSE",
    "PSENELSE",
    "TSENELK",
    "PSENELK",
    "NUMEAL",
    "NUMENGFL",
    "NUMUNCFL",
    "PNUMEAL",
    "PNUMENGFL",
    "PNUMUNCFL",
    "NUMFSM",
    "NUMFSMEVER",
    "PNUMFSMEVER",
]
_TREES: Final = (
    "Alder",
    "Ash",
    "Aspen",
    "Beech",
    "Birch",
    "Cedar",
    "Elder",
    "Elm",
    "Hazel",
    "Holly",
    "Juniper",
    "Larch",
    "Linden",
    "Maple",
    "Oak",
    "Pine",
    "Rowan",
    "Spruce",
    "Willow",
    "Yew",
)
_FIRST_URN: Final = 900_001


@dataclass(frozen=True)
class _Phase:
    """A kind of school: pupils a school year that one takes, its years, how its pupils' SEN compares."""

    name: str
    census: str
    intake: int
    years: int
    ages: tuple[int, int]
    first_number: int
    support: float
    plan: float


_PRIMARY: Final = _Phase("Primary", "State-funded primary", 42, 7, (4, 11), 2001, 1.0, 0.5)
_SECONDARY: Final = _Phase("Secondary", "State-funded secondary", 190, 5, (11, 16), 4001, 0.95, 0.5)
_SPECIAL: Final = _Phase("", "State-funded special school", 1200, 1, (4, 19), 7001, 0.0, 0.0)


@dataclass(frozen=True)
class _School:
    urn: int
    place: Place
    number: int
    phase: _Phase
    name: str
    district: str
    pupils: int
    girls: int
    support: int
    plans: int
    meals: int
    other_language: int


def tables(model: Model) -> Iterator[PublishedTable]:
    schools = list(_schools(model))
    register = [_register_row(school) for school in schools if school.phase is not _SPECIAL]
    yield PublishedTable("gias_open_mainstream_schools_2023_24.csv", _REGISTER, register)
    yield PublishedTable("england_census_2023_24.csv", _CENSUS, [_census_row(school) for school in schools])


def _schools(model: Model) -> Iterator[_School]:
    urn = _FIRST_URN
    for place in AUTHORITIES:
        chance = model.chance("schools", place.code)
        for phase in (_PRIMARY, _SECONDARY, _SPECIAL):
            for number in range(max(model.traits[place].size // phase.intake, 1)):
                yield _school(model, place, phase, urn, number, chance)
                urn += 1


def _school(model: Model, place: Place, phase: _Phase, urn: int, number: int, chance: Chance) -> _School:
    traits = model.traits[place]
    mean = 110 if phase is _SPECIAL else min(phase.intake, traits.size) * phase.years
    pupils = int(mean * chance.between(0.5, 1.5))
    if phase is _SPECIAL:
        plans, support = pupils - chance.some(pupils, 0.02), 0
    else:
        plans = chance.some(pupils, traits.plan * phase.plan * chance.between(0.5, 1.6))
        support = chance.some(pupils - plans, traits.support * phase.support * chance.between(0.6, 1.4))
    return _School(
        urn=urn,
        place=place,
        number=phase.first_number + number,
        phase=phase,
        name=_name(number, phase),
        district=_district(place, chance),
        pupils=pupils,
        girls=chance.some(pupils, 0.49),
        support=support,
        plans=plans,
        meals=chance.some(pupils, chance.between(0.1, 0.45)),
        other_language=chance.some(pupils, chance.between(0.02, 0.3)),
    )


def _name(number: int, phase: _Phase) -> str:
    """Pairs of trees, so that no two schools of an authority and phase share a name."""
    first, second = divmod(number, len(_TREES))
    kind = f"{phase.name} School" if phase.name else "Special School"
    return f"{_TREES[first % len(_TREES)]} and {_TREES[second]} {kind}" if first else f"{_TREES[second]} {kind}"


def _district(place: Place, chance: Chance) -> str:
    if place is not MAIN:
        return place.name
    left = chance.between(0, sum(DISTRICT_SHARES.values()))
    for code, name in DISTRICTS:
        left -= DISTRICT_SHARES[code]
        if left < 0:
            return name
    return DISTRICTS[-1][1]


def _register_row(school: _School) -> Row:
    low, high = school.phase.ages
    filled = {
        "urn": school.urn,
        "la_code": school.place.number,
        "dfe_number": f"{school.place.number}/{school.number}",
        "school_name": school.name,
        "establishment_type": "Community school",
        "funding_type": "Local authority",
        "school_status": "Open",
        "phase_type": school.phase.name,
        "religious_character": "Does not apply",
        "statutory_low_age": low,
        "statutory_high_age": high,
        "administrative_district": school.district,
        "county": school.place.name,
        "school_capacity": 10 * (school.pupils // 9 + 1),
        "number_of_pupils": school.pupils,
        "number_of_boys": school.pupils - school.girls,
        "number_of_girls": school.girls,
        "number_of_fsm": school.meals,
        "percentage_fsm": percent(school.meals, school.pupils),
    }
    return {**dict.fromkeys(_REGISTER, ""), **filled}


def _census_row(school: _School) -> Row:
    of, english = school.pupils, school.pupils - school.other_language
    return {
        "URN": school.urn,
        "LA": school.place.number,
        "ESTAB": school.number,
        "SCHOOLTYPE": school.phase.census,
        "NOR": of,
        "NORG": school.girls,
        "NORB": of - school.girls,
        "PNORG": percent(school.girls, of),
        "PNORB": percent(of - school.girls, of),
        "TSENELSE": school.plans,
        "PSENELSE": percent(school.plans, of),
        "TSENELK": school.support,
        "PSENELK": percent(school.support, of),
        "NUMEAL": school.other_language,
        "NUMENGFL": english,
        "NUMUNCFL": 0,
        "PNUMEAL": percent(school.other_language, of),
        "PNUMENGFL": percent(english, of),
        "PNUMUNCFL": 0,
        "NUMFSM": school.meals,
        "NUMFSMEVER": school.meals,
        "PNUMFSMEVER": percent(school.meals, of),
    }
