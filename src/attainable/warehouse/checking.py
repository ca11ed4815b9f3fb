"""The checks that tables declare, run over the store: do published figures agree with themselves?"""

from collections.abc import Callable, Collection, Sequence

from attainable.evidence.catalogue import Catalogue, StoredTable
from attainable.formats.published.spec import (
    Areas,
    Check,
    Groups,
    NotNegative,
    Percent,
    Returns,
    SameColumn,
    Sum,
    TableSpec,
    all_specs,
)
from attainable.warehouse.check_columns import check_not_negative, check_percent, check_same_column, check_sum, summands
from attainable.warehouse.check_copies import CopyReport, compare_copies
from attainable.warehouse.check_report import KEPT, CheckReport, CheckResult, Finding
from attainable.warehouse.check_returns import check_returns
from attainable.warehouse.check_rows import Stored
from attainable.warehouse.check_totals import check_areas, check_groups

__all__ = ["CheckReport", "CheckResult", "CopyReport", "Finding", "check_store", "compare_copies"]

Progress = Callable[[str, int, int], None]


def check_store(
    catalogue: Catalogue, tables: Collection[str] | None = None, progress: Progress | None = None, *, keep: int = KEPT
) -> CheckReport:
    """Run the declared checks of every table that holds today, or of the `tables` named.

    Each result counts everything and keeps its first `keep` findings. `progress(what, done, total)` counts
    rows.
    """
    specs = all_specs()
    entries = [
        entry
        for table, found in catalogue.current.items()
        if (tables is None or table in tables) and table in specs and specs[table].checks
        for entry in found
    ]
    total, done = sum(entry.rows for entry in entries), 0
    results: list[CheckResult] = []
    for entry in entries:
        if progress is not None:
            progress(f"Checking {entry.title}", done, total)
        results += check_entry(catalogue, entry, specs[entry.table], keep)
        done += entry.rows
    if progress is not None:
        progress("Done", total, total)
    return CheckReport(tuple(results))


def check_entry(catalogue: Catalogue, entry: StoredTable, spec: TableSpec, keep: int = KEPT) -> list[CheckResult]:
    """The results of the checks of one stored table. A check of a column that the file hasn't is left out."""
    stored = Stored(catalogue, entry, spec, [c for check in spec.checks for c in columns_of_check(check)])
    return run_checks(stored, entry, spec.checks, keep)


def run_checks(stored: Stored, entry: StoredTable, checks: Sequence[Check], keep: int = KEPT) -> list[CheckResult]:
    """The results of some checks over rows that are in memory."""
    results = []
    for check in checks:
        words, unit = _words(check)
        result = CheckResult(entry.table, entry.title, entry.file, words, unit, keep=keep)
        missing = [c for c in columns_of_check(check) if c not in stored.cells]
        if missing:
            result.left_out = f"the file has no column {', '.join(missing)}"
        else:
            _run(stored, check, result)
        results.append(result)
    return results


def _run(stored: Stored, check: Check, result: CheckResult) -> None:
    match check:
        case Sum():
            check_sum(stored, check, result)
        case Percent():
            check_percent(stored, check, result)
        case Groups():
            check_groups(stored, check, result)
        case Areas():
            check_areas(stored, check, result)
        case NotNegative():
            check_not_negative(stored, check, result)
        case SameColumn():
            check_same_column(stored, check, result)
        case Returns():
            check_returns(stored, check, result)


def columns_of_check(check: Check) -> list[str]:
    """The columns that a check reads, besides those of period and place."""
    match check:
        case Sum():
            return [check.total, *check.parts]
        case Percent():
            return [check.printed, check.numerator, *summands(check.denominator)]
        case Groups():
            return [*filter(None, (check.column, check.topic_column)), *check.counts]
        case SameColumn():
            return [check.column, check.copy]
        case Returns():
            return [*check.where, *check.counts]
        case Areas() | NotNegative():
            return list(check.counts)


def _words(check: Check) -> tuple[str, str]:
    """A check in words, and what it counts."""
    match check:
        case Sum():
            return f"{check.total} is the sum of its {len(check.parts)} parts", "rows"
        case Percent():
            return f"{check.printed} is 100 × {check.numerator} ÷ {_bracketed(check.denominator)}", "rows"
        case Groups():
            parts = " + ".join(check.parts) or f"all of {check.topic or check.column}"
            return f"{check.total} is {parts} ({', '.join(check.counts)})", "totals"
        case Areas():
            return f"authorities and regions add up ({', '.join(check.counts)})", "totals"
        case NotNegative():
            return f"never below zero ({', '.join(check.counts)})", "cells"
        case SameColumn():
            return f"{check.column} and {check.copy} are the same", "rows"
        case Returns():
            return f"authorities' returns follow on from year to year ({', '.join(check.counts)})", "counts"


def _bracketed(columns: str) -> str:
    return f"({columns})" if len(summands(columns)) > 1 else columns
