"""What checking found: findings one by one, and whole counts however many of them are kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from attainable.values.problem import Severity

KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a published table disagrees with itself.

    `rows` are row numbers of the file as a spreadsheet shows them: the total's own first, then its parts'.
    `expected` and `stands` are words, because what is expected can be "at least 5"; `difference` is what
    is less what was expected, and None where there is nothing to subtract.
    """

    table: str
    file: str
    check: str
    period: str
    area: str
    place: str
    group: str
    column: str
    rows: tuple[int, ...]
    expected: str
    stands: str
    difference: float | None
    sentence: str
    severity: Severity = Severity.WARNING


@dataclass(slots=True)
class CheckResult:
    """One declared check of one stored table. The counts are whole; only the first `keep` findings are kept.

    `tested` doesn't include `not_testable`: what has a mark (c, x, z …) in place of a number on one side.
    """

    table: str
    title: str
    file: str
    check: str
    unit: str
    tested: int = 0
    failed: int = 0
    not_testable: int = 0
    left_out: str = ""
    findings: list[Finding] = field(default_factory=list)
    keep: int = KEPT

    def fail(self) -> bool:
        """Count a failure (it counts as tested too). True while there is room for its finding."""
        self.tested += 1
        self.failed += 1
        return self.failed <= self.keep

    @property
    def summary(self) -> str:
        """The counts in words: `1,967 rows tested, 3 differ; 12 not testable`."""
        if self.left_out:
            return f"not tested: {self.left_out}"
        differ = "none differs" if not self.failed else f"{self.failed:,} differ{'s' * (self.failed == 1)}"
        beside = f"; {self.not_testable:,} not testable" if self.not_testable else ""
        return f"{self.tested:,} {self.unit} tested, {differ}{beside}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The results of every declared check, in the order of the tables."""

    results: tuple[CheckResult, ...]

    @property
    def tested(self) -> int:
        return sum(result.tested for result in self.results)

    @property
    def failed(self) -> int:
        return sum(result.failed for result in self.results)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for result in self.results for finding in result.findings)

    def of(self, table: str) -> tuple[CheckResult, ...]:
        return tuple(result for result in self.results if result.table == table)


def number(value: float) -> str:
    """A number as a person would write it: `1,234`, `45.6`."""
    return f"{value:,.10g}"


def some_rows(rows: Iterable[int]) -> str:
    """Row numbers in words, the first few only: `rows 3, 4, 5 and 12 more`."""
    every = list(rows)
    shown = ", ".join(f"{row:,}" for row in every[:5])
    more = f" and {len(every) - 5:,} more" if len(every) > 5 else ""
    return f"row{'s' * (len(every) != 1)} {shown}{more}"
