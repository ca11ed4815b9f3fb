"""Areas that stored lists bring beyond those that come with the software: newer authorities, fictional ones."""

from pathlib import Path

from attainable.evidence.catalogue import FICTIONAL_NATION, StoredArea
from attainable.evidence.engines import fetch
from attainable.values.areas import ENGLAND, AreaLevel, AreaRegister
from attainable.values.problem import Problem, ProblemsError


def new_areas(table: str, stored: Path, register: AreaRegister) -> list[StoredArea]:
    """The areas of a list of regions or authorities that the register does not have.

    Raises ProblemsError for an authority whose region is unknown: sums over regions would leave it out.
    """
    if table == "regions":
        return [
            StoredArea(code, name, AreaLevel.REGIONAL.value, "", _country(code))
            for code, name in fetch(stored, ["region_code", "region_name"])
            if code not in register and len(code) == 9
        ]
    if table == "authorities":
        columns = ["new_la_code", "la_name", "old_la_code", "parent_geography_code"]
        found = [
            (number, StoredArea(code, name, AreaLevel.AUTHORITY.value, old, parent))
            for code, name, old, parent, number in fetch(stored, [*columns, "_row"])
            # A line for two authorities at once is no authority; nor is the forces' line with code z.
            if code not in register and len(code) == 9
        ]
        if lost := [pair for pair in found if not _is_region(pair[1].parent, register)]:
            raise ProblemsError([_lost(int(number), area) for number, area in lost])
        return [area for _, area in found]
    return []


def _is_region(code: str, register: AreaRegister) -> bool:
    return code in register and register[code].level is not AreaLevel.AUTHORITY


def _lost(number: int, area: StoredArea) -> Problem:
    return Problem(
        "unknown-region",
        f"{area.name} is in {area.parent!r}, which is not a region that we know.",
        "Correct the code, or add the list of regions with it.",
        file="the list of authorities",
        row=number,
        column="parent_geography_code",
    )


def _country(code: str) -> str:
    return FICTIONAL_NATION.code if code.startswith("X") else ENGLAND
