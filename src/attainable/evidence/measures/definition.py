"""A published measure as one reviewed file: what it counts, over what, from which tables, since when."""

from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
import yaml

from attainable.evidence.result import Subject
from attainable.values.periods import Period, PeriodKind, parse_period
from attainable.values.problem import Problem, ProblemsError

Kind = Literal["proportion", "count", "mean", "rate"]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER: Final = files("attainable.evidence.definitions")


class PeriodRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Read the period out of a column anew, where the stored one can't know (a table of many measures)."""

    column: str
    kind: PeriodKind


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a group's figures stand, in a table that gives each group columns or a `where` of its own.

    `numerator` may name several columns, which are added: an authority's SEN units stand in three.
    """

    numerator: str | list[str] = ""
    denominator: str | list[str] = ""
    value: str = ""
    where: dict[str, str] = {}


class GroupColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The column whose cells name the groups. Without `items` each cell becomes a group of its own."""

    column: str
    items: dict[str, str] = {}


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cells of a release that are plainly wrong: those of a region's authorities in one period.

    They are left out with the mark for "not available" and `why` as their note. The region's own row stays.
    """

    period: str
    region: str
    why: str


class SourceRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one stored table gives the figures of one breakdown. Earlier rules are preferred to later ones.

    `decimals` says how finely `value` was printed where the cells can't (noise); `rounded` by how much counts
    of a level were rounded; `lower` and `upper` are a published interval; `faults` are cells not to be used.
    """

    table: str
    by: str
    where: dict[str, str | list[str]] = {}
    group: str = ""
    group_column: GroupColumn | None = None
    groups: dict[str, Group] = {}
    numerator: str | list[str] = ""
    denominator: str | list[str] = ""
    value: str = ""
    lower: str = ""
    upper: str = ""
    decimals: int | None = None
    rounded: dict[str, int] = {}
    period: PeriodRule | None = None
    until: str = ""
    add_terms: bool = False
    note: str = ""
    faults: list[Fault] = []


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From this period on, figures are not comparable with those before it."""

    period: str
    why: str


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One published measure. `topic` is where it stands in a paper."""

    id: str
    title: str
    short_title: str
    topic: Literal["attainment", "identification", "ehc", "absence", "exclusion", "destinations"]
    kind: Kind
    unit: str
    definition: str
    why: str
    polarity: Literal["high", "low", "none"]
    version: int
    owner: str
    reviewed: str
    in_force: str
    sources: list[SourceRule]
    decimals: int = 1
    stage: str = ""
    counted: str = "pupils"
    breaks: list[Break] = []
    bounds: list[float] = []
    bounds_source: str = ""
    default_by: str = "total"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What it can be broken down by, in the order of the file."""
        return tuple(dict.fromkeys(source.by for source in self.sources))

    def break_periods(self) -> tuple[tuple[Period, str], ...]:
        return tuple((parse_period(b.period), b.why) for b in self.breaks)

    def subject(self) -> Subject:
        return Subject(
            self.id,
            self.title,
            self.short_title,
            self.unit,
            self.polarity,
            self.decimals,
            self.definition,
            self.version,
            self.why,
            self.break_periods(),
        )


def measure_ids() -> tuple[str, ...]:
    """The ids of every measure, in alphabetical order."""
    return tuple(sorted(p.name.removesuffix(".yaml") for p in _FOLDER.iterdir() if p.name.endswith(".yaml")))


@cache
def load_measure(measure: str) -> Measure:
    """One measure by id. Raises ProblemsError with near names if there is none."""
    if measure not in measure_ids():
        from difflib import get_close_matches

        near = get_close_matches(measure, measure_ids(), n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise ProblemsError(
            Problem(
                "unknown-measure", f"There is no measure called {measure!r}.", f"{hint}`attainable measure list` gives them all."
            )
        )
    return read_measure((_FOLDER / f"{measure}.yaml").read_text("utf-8"))


def read_measure(text: str) -> Measure:
    """Read one YAML definition; a misspelt field or wrong type is refused by name."""
    return msgspec.convert(yaml.load(text, Loader=_LOADER), Measure)  # noqa: S506  (a safe loader)


def all_measures() -> tuple[Measure, ...]:
    return tuple(load_measure(measure) for measure in measure_ids())
