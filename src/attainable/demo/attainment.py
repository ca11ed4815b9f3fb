"""Key stage 2 and phonics by SEN."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from attainable.demo.model import Model
from attainable.demo.places import AUTHORITIES, PLACES, Place, within
from attainable.demo.writing import Counts, PublishedTable, Row, added, percent, ratio

YEARS: Final = (2021, 2022, 2023)
# A group with fewer pupils than this is not shown by itself.
_SMALL: Final = 11


@dataclass(frozen=True)
class _Stage:
    name: str
    file: str
    subject: str
    plan: str
    levels: dict[str, float]


_KS2: Final = _Stage("ks2", "ks2_rwm_by_sen_la.csv", "rwm", "EHC plan", {"No SEN": 0.70, "SEN support": 0.24, "EHC plan": 0.08})
_PHONICS: Final = _Stage(
    "phonics",
    "phonics_y1_by_sen_la.csv",
    "phonics_y1",
    "EHC plan or Statement",
    {"No SEN": 0.87, "SEN support": 0.51, "EHC plan": 0.20},
)


def tables(model: Model) -> Iterator[PublishedTable]:
    for stage in (_KS2, _PHONICS):
        columns = [
            "time_period",
            "geographic_level",
            "region_name",
            "new_la_code",
            "old_la_code",
            "la_name",
            "characteristic",
            *_figures(stage),
        ]
        yield PublishedTable(stage.file, columns, list(_rows(model, stage)))


def _figures(stage: _Stage) -> tuple[str, str, str]:
    name = stage.subject
    return f"t_{name}_eligible_pupils", f"t_{name}_met_expected_standard", f"pt_{name}_met_expected_standard"


def _rows(model: Model, stage: _Stage) -> Iterator[Row]:
    for year in YEARS:
        pupils = {place: model.cohort(place, stage.name, year) for place in AUTHORITIES}
        met = {place: _met(model, stage, place, year, pupils[place]) for place in AUTHORITIES}
        for place in PLACES:
            eligible = added(pupils[a] for a in within(place))
            reached = added(met[a] for a in within(place))
            yield from _place_rows(stage, place, year, eligible, reached)


def _met(model: Model, stage: _Stage, place: Place, year: int, pupils: Counts) -> Counts:
    chance = model.chance(stage.name, "met", place.code, year)
    return {group: chance.some(count, model.share(place, stage.levels[group], year)) for group, count in pupils.items()}


def _place_rows(stage: _Stage, place: Place, year: int, pupils: Counts, met: Counts) -> Iterator[Row]:
    groups = {
        "All SEN": ("SEN support", "EHC plan"),
        stage.plan: ("EHC plan",),
        "No SEN": ("No SEN",),
        "SEN support": ("SEN support",),
    }
    # Both parts are kept back where one is small, or the other would give it away beside all SEN.
    small = min(pupils["SEN support"], pupils["EHC plan"]) < _SMALL
    for name, members in groups.items():
        of, reached = (sum(counts[member] for member in members) for counts in (pupils, met))
        cells: tuple[object, ...]
        if small and name in (stage.plan, "SEN support"):
            cells = ("c", "c", "c")
        elif place.level == "Regional":
            # Counts of regions are rounded to ten, the percentage is not made from the rounded ones.
            cells = (10 * ratio(of, 10, 0), 10 * ratio(reached, 10, 0), percent(reached, of, 0))
        else:
            cells = (of, reached, percent(reached, of, 0))
        yield {
            **place.cells,
            "time_period": f"{year}{(year + 1) % 100:02}",
            "characteristic": name,
            **dict(zip(_figures(stage), cells, strict=True)),
        }
