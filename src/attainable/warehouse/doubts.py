"""Returns of authorities that the checks of their table call into question, for the store to remember.

A figure of such a return is shown with its reason, and nothing is concluded from it. Only what matters is kept: a total that is
one off its parts is a finding of `data check`, but the return can be used.
"""

from collections.abc import Iterator
from typing import Final

from attainable.evidence.catalogue import Catalogue, StoredDoubt, StoredTable
from attainable.formats.published.spec import Check, NotNegative, Percent, Returns, Sum, TableSpec, all_specs
from attainable.values.areas import AreaLevel
from attainable.warehouse.check_report import Finding
from attainable.warehouse.check_rows import Stored
from attainable.warehouse.checking import columns_of_check, run_checks

_ALL: Final = 10**9
# A difference matters from this share of the count, and from this many children; between percentages, from so many points.
_SHARE: Final = 0.02
_FEW: Final = 5
_POINTS: Final = 2.0


def find_doubts(catalogue: Catalogue) -> list[StoredDoubt]:
    """Every doubtful return of the tables that hold today."""
    specs = all_specs()
    entries = [(entry, specs[table]) for table, found in catalogue.current.items() if table in specs for entry in found]
    return [doubt for entry, spec in entries for doubt in doubts_of(catalogue, entry, spec)]


def doubts_of(catalogue: Catalogue, entry: StoredTable, spec: TableSpec) -> list[StoredDoubt]:
    """The doubtful returns of one stored table: rows that are an authority's whole return for a year."""
    found: dict[int, StoredDoubt] = {}
    for returns in (check for check in spec.checks if isinstance(check, Returns)):
        for row, why in _findings(catalogue, entry, spec, returns):
            found.setdefault(row, StoredDoubt(entry.id, row, why))
    return list(found.values())


def _findings(catalogue: Catalogue, entry: StoredTable, spec: TableSpec, returns: Returns) -> Iterator[tuple[int, str]]:
    checks: list[Check] = [returns, *(c for c in spec.checks if isinstance(c, Sum | Percent | NotNegative))]
    where = {"_level": [AreaLevel.AUTHORITY.value], **{column: [cell] for column, cell in returns.where.items()}}
    stored = Stored(catalogue, entry, spec, [c for check in checks for c in columns_of_check(check)], where)
    places = {number: place for place, number in enumerate(stored.rows)}
    for check, result in zip(checks, run_checks(stored, entry, checks, _ALL), strict=True):
        for finding in result.findings:
            if _matters(stored, check, finding, places[finding.rows[0]]):
                yield finding.rows[0], _why(check, finding.sentence.partition("): ")[2])


def _why(check: Check, sentence: str) -> str:
    """The reason for people who don't know the columns, with the finding itself behind it."""
    plain = {
        Sum: "a total in it is not the sum of its parts",
        Percent: "a percentage in it does not match its counts",
        NotNegative: "a number in it is below zero",
    }.get(type(check))
    return f"{plain}: {sentence}" if plain else sentence


def _matters(stored: Stored, check: Check, finding: Finding, place: int) -> bool:
    off = abs(finding.difference or 0.0)
    if isinstance(check, Returns):
        return True
    if isinstance(check, Percent):
        return off >= _POINTS
    columns = [check.total] if isinstance(check, Sum) else columns_of_check(check)
    largest = max(stored.values(column)[place] or 0.0 for column in columns)
    return off >= _FEW and off >= _SHARE * largest
