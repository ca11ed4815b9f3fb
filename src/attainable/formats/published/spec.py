"""The declaration of a published table. One YAML file a publication, in `specs/`, each loaded by a test."""

from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
import yaml

from attainable.values.periods import PeriodKind

YEAR_BY_NAME: Final = "name"


class PeriodSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a row's period is: in a column, with an identifier column or a fixed kind; or in the file's name.

    `january` says that a calendar year means January of it, so that 2022 is the academic year 2021/22.
    """

    column: str = ""
    identifier: str = ""
    kind: PeriodKind | None = None
    january: bool = False
    optional: bool = False


class AreaSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a row's place is. `level` is a column with the geographic level, or empty when all rows are
    authorities; `old` holds three-digit numbers; `region` and `name` are names."""

    code: str = ""
    old: str = ""
    level: str = ""
    region: str = ""
    name: str = ""
    district: str = ""
    national: bool = False


class Sum(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", tag="columns add up"):
    """`total` is the sum of the `parts` columns, row by row."""

    total: str
    parts: list[str]


class Percent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", tag="percentage"):
    """`printed` is 100 × numerator ÷ denominator, as finely as it was printed. `a + b` adds two columns."""

    printed: str
    numerator: str
    denominator: str


class Groups(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", tag="groups add up"):
    """In the rows alike but for `column`, the counts of `parts` add up to those of `total`.

    With `topic`, `parts` may be left out: then all items of the topic are added.
    """

    column: str
    total: str
    counts: list[str]
    parts: list[str] = []
    topic_column: str = ""
    topic: str = ""
    total_topic: str = ""


class Areas(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", tag="areas add up"):
    """Authorities add up to their region and regions to the country, for each count."""

    counts: list[str]
    rounded_to: int = 0


class NotNegative(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", tag="not negative"):
    """Counts are never below zero."""

    counts: list[str]


class SameColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", tag="equal columns"):
    """A column that appears twice has the same values both times."""

    column: str
    copy: str


class Returns(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", tag="returns follow on"):
    """What an authority returns for a year is not wildly unlike what it returned for the years next to it.

    `where` chooses the rows that are whole returns, one for each authority and year; `counts` are the columns to compare, each
    with words for a sentence.
    """

    where: dict[str, str]
    counts: dict[str, str]


Check = Sum | Percent | Groups | Areas | NotNegative | SameColumn | Returns


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another layout of the same table: the columns it is known by, and what they are called today. Names may have a year in them
    (`yearly.py`)."""

    has: list[str]
    rename: dict[str, str]


class TableSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One published table. `has` are the columns it is known by, besides those of period and area."""

    id: str
    title: str
    has: list[str]
    lacks: list[str] = []
    # Where tables share their columns, the cells of the first row tell which this is.
    told_by: dict[str, list[str]] = {}
    publication: str = ""
    publisher: str = "Department for Education"
    licence: str = "Open Government Licence v3.0"
    layouts: list[Layout] = []
    period: PeriodSpec | None = None
    area: AreaSpec | None = None
    figures: list[str] = []
    codes: dict[str, list[str]] = {}
    scope: str = ""
    status: str = ""
    as_at: Literal["end", "january", "none"] = "end"
    each_period_alone: bool = False
    # Files of this layout cover different places and never replace each other (districts beside counties).
    side_by_side: bool = False
    # The publisher leaves out the empty cells at the end of a row (a closed school's line).
    short_rows: bool = False
    shape: Literal["table", "tribunal", "features", "manifest"] = "table"
    checks: list[Check] = []
    # The declaration names every column: one that a release adds is named to the person who adds the file.
    names_columns: bool = False

    def holds_figures(self, column: str) -> bool:
        """Whether the cells of a column must be numbers or symbols."""
        return any(fnmatchcase(column, pattern) for pattern in self.figures)

    @property
    def place_columns(self) -> tuple[str, ...]:
        """The columns of period and area, which every row needs."""
        period = (self.period.column, self.period.identifier) if self.period else ()
        area = (self.area.code, self.area.level, self.area.old, self.area.region) if self.area else ()
        return tuple(column for column in (*period, *area) if column)

    def required(self) -> tuple[str, ...]:
        return (*self.has, *(c for c in self.place_columns if c not in self.has))


class SpecFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of `specs/`: tables that share a publication and, unless they say otherwise, its columns."""

    publication: str
    tables: list[dict[str, object]]
    publisher: str = "Department for Education"
    licence: str = "Open Government Licence v3.0"
    shared: dict[str, object] = {}


@cache
def all_specs() -> dict[str, TableSpec]:
    """Every declared table by id."""
    specs: dict[str, TableSpec] = {}
    folder = files("attainable.formats.published") / "specs"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".yaml"):
            continue
        for spec in load_specs(path.read_text("utf-8")):
            if spec.id in specs:
                raise ValueError(f"Two tables are called {spec.id!r}")
            specs[spec.id] = spec
    return specs


def load_specs(text: str) -> list[TableSpec]:
    """Read one YAML file of tables; a misspelt field or a wrong type is refused by name."""
    file = msgspec.convert(yaml.load(text, Loader=_LOADER), SpecFile)  # noqa: S506  (a safe loader)
    common = {"publication": file.publication, "publisher": file.publisher, "licence": file.licence, **file.shared}
    return [msgspec.convert({**common, **table}, TableSpec) for table in file.tables]


# The C loader is about eight times as fast, and starting up is most of a command's time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
