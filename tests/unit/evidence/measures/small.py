"""Small published files in the real layouts, and the stores made of them. Their figures are nobody's."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from attainable.evidence.catalogue import Catalogue, open_catalogue
from attainable.evidence.disclosure.protected_results import protect_published
from attainable.evidence.measures.answering import answer
from attainable.evidence.measures.question import ask
from attainable.evidence.result import ProtectedResult, Row
from attainable.warehouse.adding import add

type Place = tuple[str, str, str, str, str]

# Level, region, code, number and name, as the key stage 2 table prints them.
ENGLAND: Place = ("National", "", "", "", "")
NORTH_WEST: Place = ("Regional", "North West", "", "", "")
LONDON: Place = ("Regional", "London", "", "", "")
INNER: Place = ("Regional", "Inner London", "", "", "")
LANCASHIRE: Place = ("Local authority", "North West", "E10000017", "888", "Lancashire")
BLACKPOOL: Place = ("Local authority", "North West", "E06000009", "890", "Blackpool")
BOLTON: Place = ("Local authority", "North West", "E08000001", "350", "Bolton")
BURY: Place = ("Local authority", "North West", "E08000002", "351", "Bury")
CAMDEN: Place = ("Local authority", "Inner London", "E09000007", "202", "Camden")
OLD_BUCKS: Place = ("Local authority", "South East", "E10000002", "825", "Buckinghamshire")
NEW_BUCKS: Place = ("Local authority", "South East", "E06000060", "825", "Buckinghamshire")
CUMBERLAND: Place = ("Local authority", "North West", "E06000063", "942", "Cumberland")
CUMBRIA: Place = ("Local authority", "North West", "E10000006", "909", "Cumbria")
_NORTH_EAST = (
    "E06000047 840 County Durham",
    "E06000005 841 Darlington",
    "E08000037 390 Gateshead",
    "E06000001 805 Hartlepool",
    "E06000002 806 Middlesbrough",
    "E08000021 391 Newcastle upon Tyne",
    "E08000022 392 North Tyneside",
    "E06000057 929 Northumberland",
    "E06000003 807 Redcar and Cleveland",
    "E08000023 393 South Tyneside",
    "E06000004 808 Stockton-on-Tees",
    "E08000024 394 Sunderland",
)
NORTH_EAST: tuple[Place, ...] = tuple(
    ("Local authority", "North East", *line.split(" ", 2))  # type: ignore[misc]
    for line in _NORTH_EAST
)

KS2 = (
    "time_period",
    "geographic_level",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
    "characteristic",
    "t_rwm_eligible_pupils",
    "t_rwm_met_expected_standard",
    "pt_rwm_met_expected_standard",
)
_EHC = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
    "breakdown_topic",
    "breakdown",
)
WEEKS = (
    *_EHC,
    "plans_issued_den",
    "plans_issued_den_ex",
    "plans_issued_within_20_weeks",
    "plans_issued_20_weeks_ex",
    "pc_plans_issued_within_20_weeks",
    "PC_plans_issued_20_weeks_ex",
    "plans_issued_gt_1_year",
    "pc_plans_issued_gt_1_year",
)
NEW_PLANS = (*_EHC, "new_ehc_plans", "mainstream_total", "special_total", "placement_unknown")
REVIEWS = (
    *_EHC,
    "total_ehc_plans",
    "review_expected",
    "total_review_meeting",
    "number_decsion_4weeks",
    "number_decision_gt_4weeks",
    "pc_decsion_4weeks",
)
NEED_NAMES = ("asd", "hi", "mld", "msi", "oth", "pd", "pmld", "semh", "slcn", "sld", "spld", "vi")
NEEDS = (
    *_EHC,
    "ehc_plans",
    *(f"number_{n}" for n in NEED_NAMES),
    "number_need_unknown",
    *(f"{n}_pc" for n in NEED_NAMES),
    "unknown_pc",
)
LAIT = ("Short Desc", "Years", "LA and Regions", "LA Number", "Region", "Values")
NEIGHBOURS = ("la_number", "la_name", "rank", "neighbour_la_number", "neighbour_la_name", "closeness")


def ks2(place: Place, group: str, of: object, met: object, printed: object = None, period: str = "202223") -> list[str]:
    """A row of the key stage 2 table. Without `printed` the percentage is worked out, as the publisher does."""
    if printed is None:
        printed = round(100 * int(str(met)) / int(str(of)))
    return [period, *place, group, str(of), str(met), str(printed)]


def ehc(
    place: Place, group: str, *cells: object, topic: str = "", period: str = "2024", kind: str = "Calendar year"
) -> list[str]:
    """A row of an EHC plan table; the topic of a total is its own name."""
    level, region, code, old, name = place
    where = [level, "E92000001", "England", "", "" if level == "National" else region, code, old, name]
    return [period, kind, *where, topic or group, group, *map(str, cells)]


def weeks(place: Place, den: object, den_ex: object, met: object, met_ex: object, period: str = "2024") -> list[str]:
    return ehc(place, "All EHC plans issued", den, den_ex, met, met_ex, "x", "x", "x", "x", period=period)


def neighbours(of: Place, *near: Place) -> list[list[str]]:
    return [[of[3], of[4], str(i), n[3], n[4], "Close"] for i, n in enumerate(near, start=1)]


def write(path: Path, heading: Iterable[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(heading), *rows])
    return path


def store(folder: Path, **files: tuple[Iterable[str], Iterable[Sequence[str]]]) -> Catalogue:
    """A store of one file for each name."""
    paths = [write(folder / f"{name}.csv", heading, rows) for name, (heading, rows) in files.items()]
    add(folder / "store", paths)
    return open_catalogue(folder / "store")


def shown(
    catalogue: Catalogue, measure: str, area: str | list[str], statistic: str | None = None, **asking: Any
) -> ProtectedResult:
    """Ask and answer, as the command does; `between` and `compare` as there."""
    areas = [area] if isinstance(area, str) else area
    return protect_published(answer(catalogue, ask(catalogue, measure, areas, statistic=statistic, **asking)))


def only(result: Iterable[Row], **wanted: str) -> Row:
    """The one row whose group, period, area or unit are these."""
    texts = {
        "group": lambda r: r.group,
        "period": lambda r: r.period.label,
        "area": lambda r: r.area.name,
        "unit": lambda r: r.unit,
    }
    found = [row for row in result if all(texts[key](row) == value for key, value in wanted.items())]
    assert len(found) == 1, [(r.area.name, r.period.label, r.group, r.unit, r.value) for r in found]
    return found[0]
