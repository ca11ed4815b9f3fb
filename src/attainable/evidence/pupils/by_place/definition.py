"""A measure by place as one reviewed file."""

from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
import yaml

from attainable.evidence.pupils.definition import Break, Published
from attainable.evidence.pupils.groups import ANY_SEN, NO_SEN
from attainable.evidence.result import Subject
from attainable.values.codes import SEN_NEED
from attainable.values.periods import Period, PeriodKind
from attainable.values.problem import Problem, ProblemsError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER: Final = files("attainable.evidence.pupils.by_place.definitions")

# Groups of provision of any era, as they are called today.
PROVISION: Final = {
    "no-sen": NO_SEN,
    "sen-support": frozenset("KAPQ"),
    "ehc-plan": frozenset("ES"),
    "any-sen": ANY_SEN,
    "total": NO_SEN | ANY_SEN,
}
NEEDS: Final = {code.code.lower(): frozenset({code.code}) for code in SEN_NEED}


class PlaceMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`counts` says what is counted: `provision` and `need` are shares of pupils by what they have; the others are the share of
    each group's pupils who met something (`expected` at the end of `stage`, `absent` persistently, `suspended` at all).

    `schools` names the groups of which single schools have figures for those outside them. `gap` names two groups to subtract.
    """

    id: str
    title: str
    short_title: str
    counts: Literal["provision", "need", "expected", "absent", "suspended"]
    definition: str
    why: str
    source: str
    groups: list[str]
    topic: str
    stage: str = ""
    gap: str = ""
    schools: list[str] = []
    unit: str = "%"
    polarity: str = "high"
    decimals: int = 1
    version: int = 1
    tables: tuple[str, ...] = ("pupil_year", "school")
    breaks: list[Break] = []
    published: Published | None = None

    @property
    def is_share_of_all(self) -> bool:
        return self.counts in ("provision", "need")

    @property
    def cells(self) -> dict[str, frozenset[str]]:
        """The codes of each group."""
        known = NEEDS if self.counts == "need" else PROVISION
        return {group: known[group] for group in self.groups}

    def shows_schools(self, profile: str) -> bool:
        """Whether single schools stand beside areas: for council staff, in measures whose numbers allow it."""
        return bool(self.schools) and profile == "la-internal"

    def subject(self) -> Subject:
        breaks = tuple((Period(PeriodKind.ACADEMIC, b.year), b.why) for b in self.breaks)
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
            breaks,
        )


@cache
def all_place_measures() -> tuple[PlaceMeasure, ...]:
    """Every measure by place, by topic."""
    names = [e.name.removesuffix(".yaml") for e in _FOLDER.iterdir() if e.name.endswith(".yaml")]
    return tuple(sorted(map(load_place_measure, names), key=lambda m: (m.topic, m.id)))


@cache
def load_place_measure(id: str) -> PlaceMeasure:
    """A measure by its id. Raises ProblemsError for one that does not exist."""
    path = _FOLDER / f"{id}.yaml"
    if not path.is_file():
        raise ProblemsError(Problem("unknown-measure", f"There is no measure by place called {id!r}.", "Choose one of the list."))
    return msgspec.convert(yaml.load(path.read_text("utf-8"), _LOADER), PlaceMeasure)  # noqa: S506
