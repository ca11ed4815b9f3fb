"""What is learnt of a published table while it is read."""

from dataclasses import dataclass, field

from attainable.formats.containers import Content
from attainable.formats.published.spec import TableSpec
from attainable.values.periods import Period
from attainable.values.problem import Problem


@dataclass(slots=True)
class Reading:
    """What was learnt on the way through a table. Complete once `chunks` is spent."""

    content: Content
    spec: TableSpec
    columns: tuple[str, ...]
    is_declared: bool
    rows: int = 0
    periods: set[Period] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    fictional: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def release(self) -> str:
        """The release in a person's words: its last period, and its status where the file says it."""
        if not self.periods:
            return "undated"
        label = max(self.periods).label
        statuses = sorted(status.strip().lower() for status in self.statuses if status.strip())
        # With both in one file, the figures of its last year are the provisional ones.
        status = "provisional" if "provisional" in statuses else "".join(statuses[:1])
        return f"{label} {status}".strip()

    @property
    def as_at(self) -> str:
        if not self.periods or self.spec.as_at == "none":
            return ""
        last = max(self.periods)
        return f"{last.ends.year}-01" if self.spec.as_at == "january" else last.ends.isoformat()
