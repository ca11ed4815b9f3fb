"""Small published tables made for these tests, in the layouts of real ones. Their figures are nobody's."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from attainable.evidence.catalogue import Catalogue, open_catalogue
from attainable.warehouse.adding import add
from attainable.warehouse.checking import CheckReport, CheckResult, check_store

# Level, region, code, number and name as the key stage 2 and phonics tables print them.
ENGLAND = ("National", "England", "", "", "")
NORTH_WEST = ("Regional", "North West", "", "", "")
LANCASHIRE = ("Local authority", "North West", "E10000017", "888", "Lancashire")
BLACKPOOL = ("Local authority", "North West", "E06000009", "890", "Blackpool")
LONDON = ("Regional", "London", "", "", "")
INNER = ("Regional", "Inner London", "", "", "")
OUTER = ("Regional", "Outer London", "", "", "")
CAMDEN = ("Local authority", "Inner London", "E09000007", "202", "Camden")
BARNET = ("Local authority", "Outer London", "E09000003", "302", "Barnet")

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
EHC = (
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


def ks2(place: Sequence[str], group: str, *cells: object, period: str = "202223") -> list[str]:
    return [period, *place, group, *map(str, cells)]


def ehc(place: Sequence[str], group: str, *cells: object, topic: str = "", period: str = "2024") -> list[str]:
    """A row of an EHC plan table; the topic of a total is its own name."""
    level, region, code, old, name = place
    where = [level, "E92000001", "England", "", "" if level == "National" else region, code, old, name]
    return [period, "Calendar year", *where, topic or group, group, *map(str, cells)]


def write(path: Path, heading: Iterable[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(heading), *rows])
    return path


def stored(folder: Path, heading: Iterable[str], rows: Iterable[Sequence[str]]) -> Catalogue:
    """A store with one file."""
    add(folder / "store", [write(folder / "table.csv", heading, rows)])
    return open_catalogue(folder / "store")


def checked(folder: Path, heading: Iterable[str], rows: Iterable[Sequence[str]], *, keep: int = 20) -> CheckReport:
    return check_store(stored(folder, heading, rows), keep=keep)


def one(report: CheckReport, words: str) -> CheckResult:
    """The result of the check whose words hold these."""
    found = [result for result in report.results if words in result.check]
    assert len(found) == 1, [result.check for result in report.results]
    return found[0]
