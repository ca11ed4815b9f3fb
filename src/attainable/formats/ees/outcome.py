"""What a screening says: the outcome of each check, in words that lead to a mended file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from attainable.values.problem import Problem, Severity


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an outcome, not a password
    WARNING = "warning"
    FAIL = "fail"


class Stage(StrEnum):
    """The stages in the order in which they are run."""

    FILE_NAMES = "File names"
    PRECHECK_COLUMNS = "Precheck columns"
    PRECHECK_CROSS_FILE = "Precheck cross-file"
    COLUMNS = "Columns"
    PRECHECK_META = "Precheck metadata"
    META = "Metadata"
    PRECHECK_TIME = "Precheck time"
    PRECHECK_FILTERS = "Precheck filters"
    PRECHECK_GEOGRAPHY = "Precheck geography"
    TIME = "Time"
    FILTERS = "Filters"
    GEOGRAPHY = "Geography"
    GENERAL = "General"
    INDICATORS = "Indicators"
    HARMONISED = "Harmonised names"
    API = "API"
    DICTIONARY = "Data dictionary"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a check found. `rows` count as a spreadsheet does: the heading is row 1.

    A remark is not a finding: it says what the check could not look at, and does not change the outcome.
    """

    what: str
    mend: str = ""
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    remark: bool = False


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check. `rows` and `columns` name the first places, `file` the file of the pair."""

    stage: Stage
    check: str
    level: Outcome
    message: str
    mend: str = ""
    file: str = ""
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()

    def as_problem(self) -> Problem | None:
        """The same as a `Problem`, or None for a check that passed."""
        if self.level is Outcome.PASS:
            return None
        return Problem(
            code=f"ees-{self.check}",
            what=self.message,
            mend=self.mend,
            file=self.file or None,
            row=self.rows[0] if self.rows else None,
            column=self.columns[0] if len(self.columns) == 1 else None,
            severity=Severity.ERROR if self.level is Outcome.FAIL else Severity.WARNING,
        )


@dataclass(frozen=True, slots=True)
class Screening:
    """Every check that was run on a pair of files, and the stages that were not reached."""

    data_file: str
    meta_file: str
    results: tuple[CheckResult, ...]
    not_run: tuple[Stage, ...] = ()

    @property
    def outcome(self) -> Outcome:
        levels = {result.level for result in self.results}
        return next((o for o in (Outcome.FAIL, Outcome.WARNING) if o in levels), Outcome.PASS)

    @property
    def passed(self) -> bool:
        """Whether Explore education statistics would take the pair: no check failed."""
        return self.outcome is not Outcome.FAIL

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        return self.at(Outcome.FAIL)

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        return self.at(Outcome.WARNING)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Failures and warnings as `Problem` records, in the order of the checks."""
        return tuple(p for p in (result.as_problem() for result in self.results) if p is not None)

    def at(self, level: Outcome) -> tuple[CheckResult, ...]:
        return tuple(result for result in self.results if result.level is level)

    def __getitem__(self, check: str) -> CheckResult:
        """The result of a check that was run; `KeyError` for one that the run did not reach."""
        for result in self.results:
            if result.check == check:
                return result
        raise KeyError(check)


type Levels = Mapping[str, Outcome]
type Findings = Iterable[Found]
