"""The summary of a paper in ten lines: what a committee should know, in the order in which it should know it.

First what is getting worse, then what is worse than in the country, then what changed, then what is better; in each, large
differences first and of those the ones about most children. Then what is level, and plainly what nobody can judge.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from attainable.evidence import words
from attainable.evidence.charts.change import said_of_change
from attainable.evidence.measures.definition import load_measure
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.papers.findings import Comparison, Finding, Unjudged, comparisons, findings
from attainable.evidence.result import Basis, Row

_LINES: Final = 10
_CHANGED, _BETTER = 3, 3
_NOTHING_WORSE: Final = "Nothing that can be judged is clearly worse than in the country or than the year before."


@dataclass(frozen=True, slots=True)
class Summary:
    """The lines, and how chance was kept out of them."""

    lines: tuple[str, ...]
    note: str


def summary(evidence: Evidence) -> Summary:
    """The summary for an authority; without lines where no figure can carry one."""
    found = findings(evidence)
    return Summary(tuple(lines_of(found)), note_on_chance(found)) if found else Summary((), "")


def lines_of(found: Sequence[Finding]) -> list[str]:
    """The lines of a summary, ten at most. What is clear is never left out: what has no line of its own is named in one."""
    worse = sorted((f for f in found if f.is_worse), key=lambda f: (f.is_better(f.change) is not False, *_largest_first(f)))
    others = [f for f in found if f.is_clear and not f.is_worse]
    better = sorted((f for f in others if f.is_better(f.change) or f.is_better(f.level)), key=_largest_first)
    changed = sorted((f for f in others if f not in better), key=lambda f: (not _has_moved(f), *_largest_first(f)))
    end = [*_level_lines(found), *_unjudged_lines(found)]
    room = max(3, _LINES - len(end))
    first = _fitted("Also clearly worse", worse, room - bool(changed) - bool(better)) or [_NOTHING_WORSE]
    second = _fitted("Other clear changes and differences", changed, min(_CHANGED, room - len(first) - bool(better)))
    return [*first, *second, *_fitted("Clearly better", better, min(_BETTER, room - len(first) - len(second))), *end]


def _fitted(heading: str, found: Sequence[Finding], lines: int) -> list[str]:
    """A line for each, or as many as there is room for and the rest in one."""
    if len(found) <= lines:
        return [_line(f) for f in found]
    own = found[: max(0, lines - 1)]
    return [*(_line(f) for f in own), f"{heading}: {'; '.join(_short(f) for f in found[len(own) :])}."]


def note_on_chance(found: Sequence[Finding]) -> str:
    """How many comparisons were made, and how many of those called clear may be chance all the same."""
    made = list(comparisons(found))
    clear = sum(comparison.is_clear for comparison in made)
    if len(made) < 2:
        return ""
    if not clear:
        return f"We made {len(made)} comparisons for this summary and judged them together. None of them is clear."
    return (
        f"Of many comparisons, some look clear only by chance. We made {len(made)} for this summary and judged them together: "
        f"{clear} are clear, and we expect no more than 1 in 20 of those to be chance (false discovery rate of 5%)."
    )


def _largest_first(one: Finding) -> tuple[bool, float]:
    is_large, children = one.size
    return not is_large, -children


def _has_moved(one: Finding) -> bool:
    return one.change is not None and one.change.is_clear


def _line(one: Finding) -> str:
    """`Getting worse, and worse than England: Plans within 20 weeks, 17.3% in 2024 …` and how far, and about how many."""
    parts = [f"{_heading(one)}: {one.name}, {one.figure} in {one.ours.period.label}"]
    if one.change is not None and _has_moved(one):
        before = one.change.shown.compared[1]
        moved = said_of_change(one.change.shown, one.subject)
        parts[0] += f", {moved} from {words.value_of(before, one.subject)} in {before.period.label}"
    if one.england is not None and one.level is not None:
        unclear = "" if one.level.is_clear else f" ({words.NO_CLEAR_DIFFERENCE})"
        parts.append(f"{one.england.area.name}: {words.value_of(one.england, one.subject)}{unclear}")
        if one.rank is not None:
            parts[-1] += f"; {placed(one.rank, one.subject.polarity)}"
        parts += _children(one, one.level)
    return f"{'. '.join(parts)}."


def _children(one: Finding, level: Comparison) -> list[str]:
    """How many children the difference is about, where it is for the worse."""
    measure, number = load_measure(one.subject.measure), one.children(level)
    if one.is_better(level) is not False or measure.kind != "proportion" or number < 1 or one.england is None:
        return []
    start = f"At the rate of {one.england.area.name} it would be about"
    if one.ours.numerator is None:
        return [f"{start} {_about(number)} {'fewer' if level.gap.value > 0 else 'more'} {measure.counted}"]
    expected = one.ours.numerator - (number if level.gap.value > 0 else -number)
    return [f"{start} {_about(max(0.0, expected))} {measure.counted}, not {words.number(one.ours.numerator)}"]


def _about(number: float) -> str:
    """Two figures that matter: 1,080 and not 1,081.3."""
    unit = 10 ** max(0, len(f"{number:.0f}") - 2)
    return words.number(round(number / unit) * unit)


def _heading(one: Finding) -> str:
    moved, level = one.is_better(one.change), one.is_better(one.level)
    country = one.england.area.name if one.england is not None else ""
    if moved is None and level is None:
        if _has_moved(one) and one.change is not None:
            return "Rising" if one.change.gap.value > 0 else "Falling"
        return f"{'Higher' if one.level is not None and one.level.gap.value > 0 else 'Lower'} than {country}"
    way = {True: "Getting better", False: "Getting worse", None: ""}[moved]
    side = {True: f"better than {country}", False: f"worse than {country}", None: ""}[level]
    joint = ", and " if moved == level else ", but still "
    return words.sentence_case(joint.join(filter(None, (way, side))))


def _short(one: Finding) -> str:
    """`Annual reviews held, 83.2% against 86.5%`; `EHC plans, 12,317, up 9% (7% to 12%) since 2023/24`."""
    moved = ""
    if one.change is not None and _has_moved(one):
        moved = f", {said_of_change(one.change.shown, one.subject)} since {one.change.shown.compared[1].period.label}"
    return f"{one.name}, {one.figure}{_against(one)}{moved}"


def _against(one: Finding) -> str:
    return f" against {words.value_of(one.england, one.subject)}" if one.england is not None else ""


def _level_lines(found: Sequence[Finding]) -> list[str]:
    level = [f for f in found if f.unjudged is None and not f.is_clear]
    beside = [f for f in level if f.england is not None]
    steady = [f.name for f in level if f.england is None and f.change is not None]
    parts = []
    if beside and beside[0].england is not None:
        parts.append(f"No clear difference from {beside[0].england.area.name}: {'; '.join(_short(f) for f in beside)}.")
    if steady:
        parts.append(f"No clear change: {words.listing(steady)}.")
    return [" ".join(parts)] if parts else []


def _unjudged_lines(found: Sequence[Finding]) -> list[str]:
    lines = []
    for why in Unjudged:
        mine = sorted((f for f in found if f.unjudged is why), key=_worst_placed_first)
        if mine:
            lines.append(_SAID[why](mine))
    return lines


def _listed(why: Unjudged, say: Callable[[Finding], str]) -> Callable[[Sequence[Finding]], str]:
    return lambda found: f"Cannot be judged, because {why}: {'; '.join(say(f) for f in found)}."


def _doubtful_line(found: Sequence[Finding]) -> str:
    """Each doubtful return once, with the figures that come from it."""
    returns: dict[tuple[str, str], list[str]] = {}
    for one in found:
        returns.setdefault((one.ours.period.label, one.ours.doubt.rstrip(".")), []).append(one.name)
    said = [f"{words.listing(names)} in {period} ({why})" for (period, why), names in returns.items()]
    return f"Cannot be judged, because {Unjudged.DOUBTFUL}: {'; '.join(said)}."


def _rates_line(found: Sequence[Finding]) -> str:
    """Rates without numbers: a place among the last tenth may be chance, but a committee should know it."""
    last = [_with_rank(f) for f in found if _is_last_tenth(f)]
    others = [_with_rank(f) for f in found if not _is_last_tenth(f)]
    parts = [f"Cannot be judged against chance, because {Unjudged.RATES}"]
    if last:
        parts.append(f"Among the last tenth of authorities: {'; '.join(last)}")
    if others:
        parts.append(f"{'Others' if last else 'These are'}: {'; '.join(others)}")
    return f"{'. '.join(parts)}."


def _is_last_tenth(one: Finding) -> bool:
    rank = one.rank
    return one.subject.polarity in ("high", "low") and rank is not None and (rank.value or 0) > 0.9 * (rank.denominator or 0)


def _worst_placed_first(one: Finding) -> float:
    rank = one.rank
    return -(rank.value or 0.0) / rank.denominator if rank is not None and rank.denominator else 0.0


def _with_rank(one: Finding) -> str:
    rank = f" ({placed(one.rank, one.subject.polarity)})" if one.rank is not None else ""
    return f"{one.name}, {one.figure} in {one.ours.period.label}{rank}"


_SAID: Final[dict[Unjudged, Callable[[Sequence[Finding]], str]]] = {
    Unjudged.DOUBTFUL: _doubtful_line,
    Unjudged.MISSING: _listed(Unjudged.MISSING, lambda f: f"{f.name}, last published for {f.ours.period.label}"),
    Unjudged.NOTHING: _listed(Unjudged.NOTHING, lambda f: f"{f.name}, {f.figure} in {f.ours.period.label}"),
    Unjudged.RATES: _rates_line,
    Unjudged.SPREAD: _listed(Unjudged.SPREAD, lambda f: f"{f.name}, {f.figure}{_against(f)}"),
    Unjudged.FEW: _listed(Unjudged.FEW, lambda f: f.name),
}


def placed(rank: Row, polarity: str) -> str:
    """`130th of 151 authorities, highest first (anywhere from 126th to 135th)`."""
    order = {"high": "highest first", "low": "lowest first"}.get(polarity, "highest first")
    place = f"{words.ordinal(rank.value or 0)} of {rank.denominator:.0f} authorities, {order}"
    if rank.basis is Basis.ROUNDED or rank.lower is None or rank.upper is None or rank.lower == rank.upper:
        return place
    return f"{place} (anywhere from {words.ordinal(rank.lower)} to {words.ordinal(rank.upper)})"
