"""The one schema of a measure: what its reviewed file says, whatever the measure is worked out from."""

from functools import cached_property
from importlib.resources import files
from typing import ClassVar, Final, Literal

import msgspec
import yaml

from attainable.evidence.result import Subject
from attainable.values.periods import Period, parse_period
from attainable.values.problem import Problem, ProblemsError

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From this period on, figures are not comparable with those before it."""

    period: str
    why: str


class PublishedCounterpart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The published measure that says the same of the nation: its id, breakdown and groups (the same as here), and in what it
    still `differs`."""

    measure: str
    by: str
    groups: list[str]
    differs: str
    gap: str = ""


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every measure says. `over` is what it is worked out from; `polarity` says which end is better."""

    over: ClassVar[str]

    id: str
    title: str
    short_title: str
    definition: str
    unit: str = "%"
    why: str = ""
    polarity: Literal["high", "low", "none", "neutral"] = "high"
    decimals: int = 1
    version: int = 1
    breaks: list[Break] = []

    def break_periods(self) -> tuple[tuple[Period, str], ...]:
        return tuple((parse_period(b.period), b.why) for b in self.breaks)

    def subject(self, *, title: str = "", definition: str = "") -> Subject:
        """What a result says about itself; `definition` is added to the measure's own, such as the year's standard."""
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
            breaks=self.break_periods(),
        )


class Definitions[D: Definition]:
    """The measures of one kind: a folder with a YAML file for each, named by its id and read when it is first asked for."""

    def __init__(self, package: str, kind: type[D]) -> None:
        self.folder, self.kind = files(package), kind
        self._loaded: dict[str, D] = {}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of every measure, in alphabetical order."""
        return tuple(sorted(p.name.removesuffix(".yaml") for p in self.folder.iterdir() if p.name.endswith(".yaml")))

    def load(self, id: str) -> D:
        """A measure by its id. Raises ProblemsError with near names if there is none."""
        if id not in self.ids:
            from difflib import get_close_matches

            near = get_close_matches(id, self.ids, n=3, cutoff=0.5)
            hint = f"Did you mean {' or '.join(near)}? " if near else ""
            what = f"There is no measure called {id!r} that is worked out from {self.kind.over}."
            raise ProblemsError(Problem("unknown-measure", what, f"{hint}Use `attainable measure list` to see them all."))
        if id not in self._loaded:
            self._loaded[id] = self.read((self.folder / f"{id}.yaml").read_text("utf-8"))
        return self._loaded[id]

    def all(self) -> tuple[D, ...]:
        return tuple(map(self.load, self.ids))

    def read(self, text: str) -> D:
        """Read one YAML definition; a misspelt field or wrong type is refused by name."""
        return msgspec.convert(yaml.load(text, Loader=_LOADER), self.kind)  # noqa: S506  (a safe loader)
