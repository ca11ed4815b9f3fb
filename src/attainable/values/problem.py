"""One record of what is wrong, for a form, a page, the terminal and an export alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and how to mend it, in words that a user of the file would use.

    `code` is a stable slug. `row` counts lines as a spreadsheet shows them: the heading is row 1.
    """

    code: str
    what: str
    mend: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    severity: Severity = Severity.ERROR

    @property
    def where(self) -> str:
        """The place in words: `schools.csv, row 12, column "URN"`."""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(f"row {self.row:,}")
        if self.column is not None:
            parts.append(f'column "{self.column}"')
        return ", ".join(parts)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what} {self.mend}".strip()


class ProblemsError(Exception):
    """Raised when work can't go on. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(str(p) for p in self.problems))
