"""Areas that stored lists bring beyond those that come with the software: newer authorities, fictional ones."""

from pathlib import Path

from attainable.evidence.catalogue import FICTIONAL_NATION, StoredArea
from attainable.evidence.engines import fetch
from attainable.values.areas import ENGLAND, AreaLevel, AreaRegister


def new_areas(table: str, stored: Path, register: AreaRegister) -> list[StoredArea]:
    """The areas of a list of regions or authorities that the register does not have."""
    if table == "regions":
        return [
            StoredArea(code, name, AreaLevel.REGIONAL.value, "", _country(code))
            for code, name in fetch(stored, ["region_code", "region_name"])
            if code not in register and len(code) == 9
        ]
    if table == "authorities":
        columns = ["new_la_code", "la_name", "old_la_code", "parent_geography_code"]
        return [
            StoredArea(code, name, AreaLevel.AUTHORITY.value, old, parent)
            for code, name, old, parent in fetch(stored, columns)
            # A line for two authorities at once is no authority; nor is the forces' line with code z.
            if code not in register and len(code) == 9
        ]
    return []


def _country(code: str) -> str:
    return FICTIONAL_NATION.code if code.startswith("X") else ENGLAND
