"""A question as an immutable value: say what is asked, check all of it at once, then run it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from attainable.evidence.catalogue import Catalogue
from attainable.evidence.engines import fetch
from attainable.evidence.measures.definition import Measure, load_measure
from attainable.evidence.result import Statistic
from attainable.values.areas import Area, AreaLevel, UnknownAreaError
from attainable.values.periods import NotAPeriodError, Period, parse_period
from attainable.values.problem import Problem, ProblemsError


class CompareWith(StrEnum):
    REGION = "region"
    ENGLAND = "england"
    NEIGHBOURS = "neighbours"


# The row of all ten neighbours together stands under this code, which no file uses.
POOLED = "neighbours"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a measure. Areas are today's codes; no periods means all there are.

    `ranks_gap`: areas are ranked by the gap between the two groups, and not by a figure.
    """

    measure: Measure
    areas: tuple[Area, ...]
    statistic: Statistic = Statistic.RATE
    by: str = "total"
    compare: tuple[CompareWith, ...] = ()
    between: tuple[str, str] = ("no-sen", "any-sen")
    periods: tuple[Period, ...] = ()
    since: Period | None = None
    across_breaks: bool = False
    release: str | None = None
    groups: tuple[str, ...] = ()
    neighbours: tuple[Area, ...] = field(default=())
    ranks_gap: bool = False


def ask(
    catalogue: Catalogue,
    measure: str,
    areas: list[str],
    *,
    statistic: str | None = None,
    by: str | None = None,
    compare: list[str] | None = None,
    between: str | None = None,
    periods: list[str] | None = None,
    since: str | None = None,
    across_breaks: bool = False,
    release: str | None = None,
    groups: list[str] | None = None,
) -> Question:
    """Make a question out of words. Raises ProblemsError with everything that is wrong with it."""
    asking = _Asking(catalogue)
    definition = asking.measure(measure)
    found = asking.all(asking.area, areas)
    if not areas:
        asking.problem("no-area", "You have not named an area.", "Give --area with a code or name, such as E10000017.")
    chosen = asking.statistic(statistic, between)
    asking.require_use(chosen, between=between, since=since)
    made = {
        "compare": asking.all(asking.comparison, compare),
        "between": asking.pair(between) if between else ("no-sen", "any-sen"),
        "periods": asking.all(asking.period, periods),
        "since": asking.period(since) if since else None,
        "by": asking.dimension(definition, by, chosen, between is not None),
    }
    if asking.problems or definition is None:
        raise ProblemsError(asking.problems)
    given = {"across_breaks": across_breaks, "release": release, "groups": tuple(groups or ())}
    given["ranks_gap"] = chosen is Statistic.RANK and between is not None
    question = Question(definition, found, chosen or natural_statistic(definition), **made, **given)  # type: ignore[arg-type]
    if CompareWith.NEIGHBOURS in question.compare or question.statistic is Statistic.RANK:
        question = replace(question, neighbours=neighbours_of(catalogue, found[0]))
    return question


def natural_statistic(measure: Measure) -> Statistic:
    return Statistic.COUNT if measure.kind == "count" else Statistic.RATE


def neighbours_of(catalogue: Catalogue, area: Area) -> tuple[Area, ...]:
    """The statistical neighbours of an authority, closest first; none if the store has no list of them."""
    found = []
    for entry in catalogue.of("statistical-neighbours"):
        rows = fetch(catalogue.path_of(entry), ["rank", "neighbour_la_number"], {"_area": [area.code]})
        for _, number in sorted(rows, key=lambda row: int(row[0])):
            try:
                found.append(catalogue.register.find(number))
            except UnknownAreaError:
                continue
    return tuple(found)


_OF_A_PAIR = (Statistic.GAP, Statistic.ODDS_RATIO, Statistic.RISK_RATIO, Statistic.MANTEL_HAENSZEL, Statistic.RANK)


class _Asking:
    """Gathers every problem of a question before reporting any."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.problems: list[Problem] = []

    def problem(self, code: str, what: str, mend: str) -> None:
        self.problems.append(Problem(code, what, mend))

    def measure(self, text: str) -> Measure | None:
        try:
            return load_measure(text)
        except ProblemsError as error:
            self.problems += error.problems
            return None

    def area(self, text: str) -> Area | None:
        try:
            return self.catalogue.register.find(text)
        except UnknownAreaError as error:
            district = self._district(text)
            if district is not None:
                return district
            hint = f"Did you mean {' or '.join(error.near)}?" if error.near else "Codes look like E10000017 or 888."
            self.problem("unknown-area", f"There is no area {text!r}.", hint)
            return None

    def _district(self, text: str) -> Area | None:
        """Districts are not in the register: their names are in the store's lookup."""
        for entry in self.catalogue.of("district-authority-lookup"):
            rows = fetch(self.catalogue.path_of(entry), ["lad_code", "lad_name", "new_la_code"])
            for code, name, parent in rows:
                if text.upper() == code or text.lower() == name.lower():
                    return Area(code, name, AreaLevel.DISTRICT, parent=parent)
        return None

    def one_of[E: StrEnum](self, what: str, text: str, kinds: type[E]) -> E | None:
        try:
            return kinds(text.strip().lower())
        except ValueError:
            self.problem(f"unknown-{what}", f"There is no {what} called {text!r}.", f"Use one of: {', '.join(kinds)}.")
            return None

    def all[T](self, read: Callable[[str], T | None], texts: Sequence[str] | None) -> tuple[T, ...]:
        return tuple(found for text in texts or () if (found := read(text)) is not None)

    def statistic(self, text: str | None, between: str | None) -> Statistic | None:
        """The one named; two groups named and nothing more mean the gap between them."""
        return self.one_of("statistic", text, Statistic) if text else Statistic.GAP if between else None

    def require_use(self, statistic: Statistic | None, *, between: str | None, since: str | None) -> None:
        """Refuse an option that the statistic would ignore."""
        if between and statistic is not None and statistic not in _OF_A_PAIR:
            self.problem(
                "unused-option",
                f"{statistic} is not about two groups, so --between has no meaning.",
                f"Leave --between out, or ask for {', '.join(_OF_A_PAIR[:-1])} or {_OF_A_PAIR[-1]}.",
            )
        if since and statistic is not Statistic.CHANGE:
            self.problem(
                "unused-option", "Only a change has a period to compare with.", "Add --statistic change, or leave --since out."
            )

    def comparison(self, text: str) -> CompareWith | None:
        return self.one_of("comparison", text, CompareWith)

    def pair(self, text: str) -> tuple[str, str]:
        parts = [part.strip() for part in text.split(",")]
        if len(parts) != 2 or not all(parts) or parts[0] == parts[1]:
            self.problem("not-a-pair", f"{text!r} does not name two groups.", "Write --between no-sen,any-sen.")
            return ("", "")
        return parts[0], parts[1]

    def period(self, text: str) -> Period | None:
        try:
            return parse_period(text)
        except NotAPeriodError as error:
            self.problem("not-a-period", str(error), "")
            return None

    def dimension(self, measure: Measure | None, by: str | None, statistic: Statistic | None, has_pair: bool) -> str:
        if measure is None:
            return "total"
        compares = statistic in (Statistic.GAP, Statistic.ODDS_RATIO, Statistic.RISK_RATIO, Statistic.MANTEL_HAENSZEL)
        wanted = by or ("sen" if (compares or has_pair) and "sen" in measure.dimensions else measure.default_by)
        if wanted not in measure.dimensions:
            self.problem(
                "unknown-breakdown",
                f"{measure.id} is not published by {wanted!r}.",
                f"Use --by with one of: {', '.join(measure.dimensions)}.",
            )
        if (compares or (has_pair and statistic is Statistic.RANK)) and measure.kind == "count":
            self.problem(
                "no-comparison",
                f"{measure.id} counts, so it has no {statistic if compares else 'gap'}.",
                "Ask for count, change or rank.",
            )
        elif statistic is Statistic.RATE and measure.kind == "count":
            self.problem("no-comparison", f"{measure.id} counts, so it has no rate.", "Ask for the count.")
        elif statistic is Statistic.COUNT and measure.kind == "mean":
            self.problem("no-comparison", f"{measure.id} is a mean, so it has no count.", "Ask for the rate.")
        elif compares and statistic is not Statistic.GAP and measure.kind != "proportion":
            self.problem("no-odds", f"{measure.id} is not a share of pupils, so it has no {statistic}.", "Ask for the gap.")
        return wanted
