"""A published measure as one reviewed file: what it counts, over what, from which tables, since when."""

from dataclasses import replace
from typing import Final, Literal

import msgspec

from attainable.evidence.definition import Definition, Definitions
from attainable.evidence.result import Subject
from attainable.values.periods import PeriodKind

FigureKind = Literal["proportion", "count", "mean", "rate"]
# What is counted: a case for each pupil or plan; the sessions of pupils, who each have many that are alike; or events that may
# happen to one pupil several times.
Cases = Literal["each", "sessions", "repeated"]
# "At least 380 sessions shall be held at a school during any school year": the Education (School Day and School Year) (England)
# Regulations 1999 (SI 1999/3181), regulation 3(2). So there are at least as many pupils as sessions over 380.
SESSIONS_A_YEAR: Final = 380


class PeriodRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Read the period from a column again, where the stored one can't know (a table of many measures)."""

    column: str
    kind: PeriodKind


class MeasureGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a group's figures are, in a table that gives each group columns or a `where` of its own.

    `numerator` may name several columns, which are added: an authority's SEN units are in three.
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
    groups: dict[str, MeasureGroup] = {}
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


class Measure(Definition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One published measure. `topic` is its place in a paper."""

    over = "published figures"

    topic: Literal["attainment", "identification", "ehc", "absence", "exclusion", "destinations"]
    kind: FigureKind
    owner: str
    reviewed: str
    in_force: str
    sources: list[SourceRule]
    stage: str = ""
    counted: str = "pupils"
    cases: Cases = "each"
    bounds: tuple[float, ...] = ()
    bounds_source: str = ""
    default_by: str = "total"

    def subject(self, *, title: str = "", definition: str = "") -> Subject:
        found = super().subject(title=title, definition=definition)
        return replace(found, counted=self.counted if self.cases == "sessions" else "")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What it can be broken down by, in the order of the file."""
        return tuple(dict.fromkeys(source.by for source in self.sources))


MEASURES: Final = Definitions("attainable.evidence.definitions", Measure)
load_measure, read_measure, all_measures = MEASURES.load, MEASURES.read, MEASURES.all
