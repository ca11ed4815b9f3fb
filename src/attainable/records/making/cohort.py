"""A cohort of fictional children, and what their years brought, as columns: what each domain's maker is given."""

from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np

type Columns = dict[str, np.ndarray]
# The last year group at school.
LAST: Final = 11
# The code of the county as an authority.
COUNTY: Final = "X10000888"


@dataclass(frozen=True)
class Facts:
    """Rows in columns; `child` is a place in the cohort, `group` the year group that the row is of."""

    results: Columns
    sessions: Columns
    suspensions: Columns

    def only(self, who: np.ndarray, size: int) -> "Facts":
        """The facts about some of `size` children, who are at the places of `who` afterwards."""
        place = np.full(size, -1, np.int64)
        place[who] = np.arange(len(who))
        return Facts(*(_placed(rows, place) for rows in (self.results, self.sessions, self.suspensions)))


def _placed(rows: Columns, place: np.ndarray) -> Columns:
    if not rows:
        return rows
    child = place[rows["child"]]
    return {name: (child if name == "child" else column)[child >= 0] for name, column in rows.items()}


@dataclass
class Cohort:
    """Children who begin Reception in `year`, some or all; `group` is their year group today, below 0 before school.

    `sen`, `need`, `need2` and `school` hold an array a year group that they have been in, `facts` what those years brought;
    `plan_now` marks young people whose plan goes on after year 11, and children before school who have one.
    """

    year: int
    group: int
    neighbours: bool
    pupil: np.ndarray
    district: np.ndarray
    male: np.ndarray
    ethnicity: np.ndarray
    fsm: np.ndarray
    eal: np.ndarray
    looked_after: np.ndarray
    month: np.ndarray
    primary: np.ndarray
    secondary: np.ndarray
    in_special: np.ndarray
    plan_now: np.ndarray
    unit: np.ndarray
    sen: list[np.ndarray] = field(default_factory=list)
    need: list[np.ndarray] = field(default_factory=list)
    need2: list[np.ndarray] = field(default_factory=list)
    school: list[np.ndarray] = field(default_factory=list)
    ethnic_codes: tuple[str, ...] = ()
    facts: Facts = field(default_factory=lambda: Facts({}, {}, {}))

    @property
    def ethnic(self) -> np.ndarray:
        """The official code of each child's ethnic group: `ethnicity` holds places in `ethnic_codes`."""
        found: np.ndarray = np.array(self.ethnic_codes)[self.ethnicity]
        return found

    def __len__(self) -> int:
        return len(self.pupil)

    def only(self, who: np.ndarray) -> "Cohort":
        """Some of them."""
        values: dict[str, Any] = {}
        for name in (known.name for known in fields(self)):
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                value = value[who]
            elif isinstance(value, list):
                value = [part[who] for part in value]
            elif isinstance(value, Facts):
                value = value.only(who, len(self))
            values[name] = value
        return Cohort(**values)

    @property
    def key(self) -> str:
        return f"{self.year}{'n' if self.neighbours else ''}"
