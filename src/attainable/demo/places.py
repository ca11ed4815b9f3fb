"""The fictional nation: its regions, authorities and districts, with names that are nobody's."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from attainable.evidence.catalogue import FICTIONAL_NATION

_REGIONS: Final = ("Fictional Uplands", "Fictional Lowlands", "Fictional Coast")
_AUTHORITIES: Final = (
    "Exampleshire",
    "Sampleton",
    "Mockfordshire",
    "Testminster",
    "Draftwick",
    "Specimenford",
    "Pretendbury",
    "Imaginley",
    "Fablestoke",
    "Storyhampton",
    "Inventworth",
    "Makebelieve Valley",
    "Nowhereshire",
    "Protoham",
    "Fictonbury",
    "Suchandsuch",
    "Trialborough",
    "Modelstead",
    "Fauxley",
    "Patternham",
    "Templatesea",
    "Hypothetical Isles",
    "Notionwich",
    "Placeholdershire",
)
_DISTRICTS: Final = ("Exampleton", "Instanceley", "Lower Exampleshire", "Upper Exampleshire")
_A_REGION: Final = len(_AUTHORITIES) // len(_REGIONS)
# The one authority so small that most of its figures are suppressed, as those of two English ones are.
TINY: Final = "X10000022"


@dataclass(frozen=True)
class Place:
    """The nation, a region or an authority, with the cells that published files have for it."""

    level: str
    code: str
    name: str
    number: str = ""
    region: "Place | None" = None

    @cached_property
    def cells(self) -> dict[str, str]:
        """Every geography column that the layouts know; a table takes those that its heading has.

        National rows name the nation as their region too, as some published files do: it is what tells rows
        of a fictional nation from England's where a layout has no country column.
        """
        region = self if self.level == "Regional" else self.region
        return {
            "geographic_level": self.level,
            "country_code": FICTIONAL_NATION.code,
            "country_name": FICTIONAL_NATION.name,
            "region_code": region.code if region else "",
            "region_name": region.name if region else FICTIONAL_NATION.name,
            "new_la_code": self.code if self.number else "",
            "old_la_code": self.number,
            "la_name": self.name if self.number else "",
        }


NATION: Final = Place("National", FICTIONAL_NATION.code, FICTIONAL_NATION.name)
REGIONS: Final = tuple(Place("Regional", f"X1200000{number}", name) for number, name in enumerate(_REGIONS, start=1))
AUTHORITIES: Final = tuple(
    Place("Local authority", f"X100000{i + 1:02}", name, f"X{i + 1:02}", REGIONS[i // _A_REGION])
    for i, name in enumerate(_AUTHORITIES)
)
MAIN: Final = AUTHORITIES[0]
DISTRICTS: Final = tuple((f"X070000{i + 1:02}", name) for i, name in enumerate(_DISTRICTS))
# How the main authority's children divide over its districts.
DISTRICT_SHARES: Final = {code: share for (code, _), share in zip(DISTRICTS, (38, 27, 20, 15), strict=True)}


def within(place: Place) -> tuple[Place, ...]:
    """The authorities that a place's figures are the sum of."""
    return tuple(a for a in AUTHORITIES if place in (a, a.region, NATION))


PLACES: Final = (NATION, *REGIONS, *AUTHORITIES)
