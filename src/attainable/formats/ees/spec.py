"""The standard as data: columns, levels, times, symbols and lists of Explore education statistics.

Source: DfE analysts' guide and the screening rules of May 2026 (data/SOURCES.md for the lists).
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

REQUIRED_DATA: Final = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name")
REQUIRED_META: Final = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
)
OPTIONAL_META: Final = ("filter_default", "parent_filter")
COLUMN_TYPES: Final = ("Filter", "Indicator")
UNITS: Final = ("", "%", "pp", "£", "£m", "numberstring")

NOT_AVAILABLE: Final = "x"
NOT_AVAILABLE_NAME: Final = "Not available"
NOT_APPLICABLE: Final = "z"
UNIVERSAL_NAMES: Final = frozenset(
    {
        "Not applicable",
        "Unknown",
        "Outside of England",
        "Outside of the United Kingdom",
        "Outside of England and unknown",
        "Outside of the United Kingdom and unknown",
    }
)
DEVOLVED_UNIVERSAL_NAME: Final = "Outside of an English Devolved Area and unknown"
# Schools of the forces overseas have a number and no authority.
FORCES_SCHOOLS: Final = ("702", NOT_APPLICABLE, "British Forces Post Office overseas establishments")

NULL_STRINGS: Final = frozenset({"NULL", "Null", "null", "NA", "na"})
LEGACY_SYMBOLS: Final = frozenset({"N/A", "n/a", ".", "..", "-"})
REFUSED_IN_INDICATORS: Final = frozenset({"", "~", ":"})
INDICATOR_SYMBOLS: Final = frozenset({"z", "x", "c", "low", "u", "k"})
TOTALS_IN_PLACES: Final = frozenset({"Total", "total", "TOTAL", "All", "all", "ALL"})
SMUSHED: Final = (
    "male",
    "female",
    "asian",
    "chinese",
    "indian",
    "pakistani",
    "bangladeshi",
    "black",
    "african",
    "caribbean",
    "white",
    "roma",
    "irish",
    "english",
    "british",
    "scottish",
    "welsh",
    "northern irish",
    "arab",
)
STACKED: Final = ("characteristic", "characteristic_group")

MAX_ITEMS: Final = 25_000
MAX_LOCATION_CODE: Final = 30
MAX_COLUMN_NAME: Final = 50
MAX_LABEL: Final = 100
MAX_ITEM: Final = 120

_TERMS = ("Autumn term", "Spring term", "Summer term")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKS = tuple(f"Week {number}" for number in range(1, 53))
_QUARTERS = tuple(f"Financial year Q{number}" for number in range(1, 5))
_HALVES = ("Part 1 (April to September)", "Part 2 (October to March)")
_ALONE_FOUR = ("Calendar year", "Reporting year")
_ALONE_SIX = ("Academic year", "Financial year", "Tax year", "Autumn and spring term")

# Members of a family may stand in one file; every other identifier stands alone.
TIME_FAMILY: Final[dict[str, str]] = {
    **dict.fromkeys(_TERMS, "terms"),
    **dict.fromkeys(_MONTHS, "months"),
    **dict.fromkeys(_WEEKS, "weeks"),
    **dict.fromkeys(_QUARTERS, "quarters"),
    **dict.fromkeys(_HALVES, "halves"),
    **{name: name for name in _ALONE_FOUR + _ALONE_SIX},
}
TIME_DIGITS: Final[dict[str, int]] = {
    **dict.fromkeys(_ALONE_FOUR + _MONTHS + _WEEKS, 4),
    **dict.fromkeys(_ALONE_SIX + _TERMS + _QUARTERS + _HALVES, 6),
}


@dataclass(frozen=True, slots=True)
class Level:
    """A geographic level and its columns. `rank` says which may be above which.

    0 is the country and 1 its regions; 2 are areas that may lie in one another (a district in a skills area);
    3 are single establishments, whose columns belong to their own rows only.
    """

    name: str
    code: str
    label: str
    second: str
    rank: int

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for column in (self.code, self.label, self.second) if column)


_RANKS = {"National": 0, "Regional": 1, "School": 3, "Provider": 3, "Institution": 3, "Planning area": 3}
IGNORED_ALWAYS: Final = ("Institution", "Planning area")
# School and provider rows can be shown only when their name is the one filter.
PLACE_FILTERS: Final = ("school_name", "provider_name")
LISTED: Final = ("National", "Regional", "Local authority", "Local authority district", "English devolved area")
# Published lists exist for these and are not held here: too long, or changed too often.
UNLISTED: Final = ("Ward", "Parliamentary constituency", "Local enterprise partnership", "Local skills improvement plan area")
# One name may lawfully have several codes: wards and schools share names, constituencies were redrawn.
SHARED_NAMES: Final = ("Ward", "School", "Provider", "Institution", "Parliamentary constituency", *LISTED)


@cache
def levels() -> dict[str, Level]:
    return {
        row["level"]: Level(
            row["level"], row["code_column"], row["name_column"], row["second_code_column"], _RANKS.get(row["level"], 2)
        )
        for row in rows("geographic_levels.csv")
    }


@cache
def observational() -> frozenset[str]:
    """Columns that say when and where; they are never in the metadata."""
    return frozenset(REQUIRED_DATA).union(*(level.columns for level in levels().values()))


# Words that make a filter look like a misnamed place: `la_code`, `school_number`, `region`.
PLACE_WORDS: Final = frozenset(
    {
        "sch",
        "school",
        "schools",
        "prov",
        "provider",
        "providers",
        "inst",
        "institution",
        "institutions",
        "estab",
        "laestab",
        "reg",
        "region",
        "la",
        "lad",
        "local",
        "rsc",
        "pcon",
        "lep",
        "lsip",
        "mca",
        "oa",
        "ward",
        "mat",
    }
)
PLACE_ENDINGS: Final = frozenset({"name", "code", "urn", "ukprn", "number", "upin", "id", "laestab"})


@cache
def pairs(name: str) -> frozenset[tuple[str, str]]:
    """Code and name of every place on a list."""
    return frozenset((row["code"], row["name"]) for row in rows(name))


@cache
def harmonised() -> dict[str, frozenset[str]]:
    """What a name may contain only if it is one of these standard names."""
    found: dict[str, set[str]] = {}
    for row in rows("harmonised_names.csv"):
        found.setdefault(row["contains"], set()).add(row["name"])
    return {part: frozenset(names) for part, names in found.items()}


@cache
def ethnicities() -> frozenset[tuple[str, str]]:
    """Major and minor group of each standard pair."""
    return frozenset((row["major"], row["minor"]) for row in rows("ethnicity.csv"))


@cache
def dictionary() -> dict[tuple[str, str], frozenset[str]]:
    """Items of each standard column, by column type and name. No items: the column takes any."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows("dictionary.csv"):
        found.setdefault((row["type"], row["column"]), set()).add(row["item"])
    return {key: frozenset(items - {""}) for key, items in found.items()}


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    text = (files("attainable.formats.ees") / "data" / name).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
