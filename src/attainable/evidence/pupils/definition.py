"""A measure over pupil tables as one reviewed file: what it counts, why, in which years it means something."""

from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import yaml

from attainable.evidence.result import Subject
from attainable.values.periods import Period, PeriodKind
from attainable.values.problem import Problem, ProblemsError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER: Final = files("attainable.evidence.pupils.definitions")


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first academic year (by the year it begins in) that can't be compared with the one before."""

    year: int
    why: str


class Published(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The published measure that says the same of the nation: its id, breakdown and groups (the same as here), and in what it
    still `differs`."""

    measure: str
    by: str
    groups: list[str]
    differs: str
    gap: str = ""


class PupilMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`chart` is its place among the twelve (13 to 15 came later); `first` and `last` its years in force.

    `tables` are the evidence tables that it needs, `source` says where the definition comes from,
    `published` which published measure can stand beside it.
    """

    id: str
    chart: int
    title: str
    short_title: str
    unit: str
    definition: str
    why: str
    source: str
    polarity: str = "high"
    decimals: int = 1
    version: int = 1
    first: int = 2002
    last: int = 2100
    tables: tuple[str, ...] = ("pupil_year",)
    breaks: list[Break] = []
    published: Published | None = None

    def subject(self, *, title: str = "", definition: str = "") -> Subject:
        """What a result says of itself; `definition` is added to the measure's own, such as the year's standard."""
        return Subject(
            measure=self.id,
            title=title or self.title,
            short_title=self.short_title,
            unit=self.unit,
            polarity=self.polarity,
            decimals=self.decimals,
            definition=f"{self.definition} {definition}".strip(),
            version=self.version,
            why=self.why,
            breaks=tuple((Period(PeriodKind.ACADEMIC, b.year), b.why) for b in self.breaks),
        )


@cache
def all_pupil_measures() -> tuple[PupilMeasure, ...]:
    """Every measure over pupil tables, by chart."""
    found = [load_pupil_measure(e.name.removesuffix(".yaml")) for e in _FOLDER.iterdir() if e.name.endswith(".yaml")]
    return tuple(sorted(found, key=lambda m: (m.chart, m.id)))


@cache
def load_pupil_measure(id: str) -> PupilMeasure:
    """A measure by its id. Raises ProblemsError for one that does not exist."""
    path = _FOLDER / f"{id}.yaml"
    if not path.is_file():
        raise ProblemsError(
            Problem(
                "unknown-measure",
                f"There is no measure over pupil tables called {id!r}.",
                "`attainable measure list` names them.",
            )
        )
    return msgspec.convert(yaml.load(path.read_text("utf-8"), _LOADER), PupilMeasure)  # noqa: S506
