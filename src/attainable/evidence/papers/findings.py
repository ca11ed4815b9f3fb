"""What stands out and what is merely noise: the lines of a paper's summary, made from figures and intervals."""

from dataclasses import dataclass
from typing import Final

from attainable.evidence import statistics as stats
from attainable.evidence import words
from attainable.evidence.charts.change import said_of_change
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.result import Basis, ProtectedResult, Row, Subject
from attainable.evidence.statistics import Estimate
from attainable.values.areas import AreaLevel
from attainable.values.codes import group_label

# The figures that a committee is told first: measure and group.
HEADLINES: Final = (
    ("ehc-20-weeks", "total"),
    ("ehc-six-weeks", "total"),
    ("annual-reviews-held", "total"),
    ("annual-review-decision-4-weeks", "total"),
    ("ehc-requests-refused", "total"),
    ("ehc-over-one-year", "total"),
    ("tribunal-appeal-rate", "total"),
    ("eyfs-gld", "sen-support"),
    ("phonics-expected", "sen-support"),
    ("ks2-rwm-expected", "sen-support"),
    ("ks2-rwm-expected", "ehc-plan"),
    ("attainment-8", "sen-support"),
    ("attainment-8", "ehc-plan"),
    ("persistent-absence", "ehc-plan"),
    ("persistent-absence", "sen-support"),
    ("suspension-rate", "sen-support"),
    ("suspension-rate", "ehc-plan"),
    ("destinations-sustained", "ehc-plan"),
)
_LINES: Final = 10
# Below this many children a figure is too small to lead a paper with, however far out it stands.
_TOO_FEW: Final = 30
_SMALL_AUTHORITY: Final = 100
# An authority stands out when it is surely among this share of all authorities at either end.
_FAR_OUT: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """One headline figure: the authority compared with its country and among all authorities.

    `tail` is the share of authorities that may be at least as far out on the same side: small is remarkable.
    """

    subject: Subject
    ours: Row
    england: Row | None
    rank: Row | None
    better: bool | None
    tail: float

    @property
    def name(self) -> str:
        return named(self.subject, self.ours)

    @property
    def figure(self) -> str:
        return words.value_of(self.ours, self.subject)

    def sentence(self) -> str:
        text = f"{self.name}: {self.figure} in {self.ours.period.label}"
        if self.england is not None:
            text += f", against {words.value_of(self.england, self.subject)} in {self.england.area.name}"
        if self.rank is not None:
            text += f"; {_placed(self.rank, self.subject)}"
        return f"{text}."


def findings(evidence: Evidence) -> list[PaperFinding]:
    """Every headline figure that the store can give, in the order of the list."""
    found = []
    for measure, group in HEADLINES:
        result = evidence.latest(measure, compare="england", groups=group)
        if result is None:
            continue
        ours = next(row for row in result if row.area == evidence.area)
        england = next((r for r in result if r.area.level is AreaLevel.NATIONAL and r.value is not None), None)
        if is_too_few(ours, evidence):
            continue
        rank = evidence.rank(measure, group)
        found.append(_finding(result.subject, ours, england, rank))
    return found


def _finding(subject: Subject, ours: Row, england: Row | None, rank: Row | None) -> PaperFinding:
    better: bool | None = None
    tail = 1.0
    if rank is not None and rank.lower is not None and rank.upper is not None and rank.denominator:
        from_top, from_bottom = (rank.upper / rank.denominator, (rank.denominator - rank.lower + 1) / rank.denominator)
        tail = min(from_top, from_bottom)
        if subject.polarity != "none" and tail <= _FAR_OUT:
            better = from_top < from_bottom
    if england is not None and (not _clearly_apart(ours, england) or better is not _ahead(subject, ours, england)):
        better, tail = None, 1.0
    return PaperFinding(subject, ours, england, rank, better, tail)


def is_too_few(row: Row, evidence: Evidence) -> bool:
    """Whether a figure is based on too few children, or on unknown numbers in a very small authority."""
    base = row.denominator if row.denominator is not None else row.numerator
    if base is not None:
        return base < _TOO_FEW
    plans = evidence.latest("ehc-plans", compare="")
    return plans is not None and (plans.rows[0].value or 0.0) < _SMALL_AUTHORITY


def _ahead(subject: Subject, ours: Row, theirs: Row) -> bool:
    """Whether ours is on the better side of theirs."""
    higher = (ours.value or 0.0) > (theirs.value or 0.0)
    return higher if subject.polarity == "high" else not higher


def _clearly_apart(ours: Row, theirs: Row) -> bool:
    a, b = estimate_of(ours), estimate_of(theirs)
    if a is None or b is None:
        return False
    gap = stats.difference(a, b)
    return gap.lower > 0 or gap.upper < 0


def estimate_of(row: Row) -> Estimate | None:
    """The row's figure as an estimate again."""
    if row.value is None or row.lower is None or row.upper is None:
        return None
    return Estimate(row.value, row.lower, row.upper)


def _placed(rank: Row, subject: Subject) -> str:
    place = f"{words.ordinal(rank.value or 0)} of {rank.denominator:.0f} authorities"
    spread = f"anywhere from {words.ordinal(rank.lower or 0)} to {words.ordinal(rank.upper or 0)}"
    spread_matters = rank.lower != rank.upper or rank.basis is Basis.ROUNDED
    if rank.basis is Basis.ROUNDED:
        spread = "numbers of children are not published, so we cannot say how certain the figure is"
    order = {"high": "highest first", "low": "lowest first", "none": "highest first"}[subject.polarity]
    return f"{place}, {order} ({spread})" if spread_matters else f"{place}, {order}"


def changes(evidence: Evidence) -> list[tuple[Subject, Row]]:
    """The change of each headline figure on the year before, clear or not."""
    found = []
    counts = (("ehc-plans", "total"), ("ehc-new-plans", "total"), ("ehc-requests", "total"))
    for measure, group in (*counts, *HEADLINES):
        previous = _previous(evidence.show(measure, compare="england", groups=group), evidence)
        if previous is None:
            continue
        result = evidence.show(measure, statistic="change", compare="", groups=group, since=previous)
        rows = [r for r in result or () if r.value is not None]
        wanted = "%" if (measure, group) in counts else rows[0].unit if rows else ""
        row = next((r for r in rows if r.unit == wanted), None)
        if row is not None and result is not None and not any(is_too_few(r, evidence) for r in row.compared):
            found.append((result.subject, row))
    return found


def _previous(result: ProtectedResult | None, evidence: Evidence) -> str | None:
    if result is None:
        return None
    periods = sorted({r.period for r in result if r.area == evidence.area and r.value is not None})
    return periods[-2].label if len(periods) > 1 and periods[-2].year == periods[-1].year - 1 else None


def is_clear(row: Row) -> bool:
    """Whether an interval of change leaves out no change."""
    return row.lower is not None and row.upper is not None and (row.lower > 0 or row.upper < 0)


def summary(evidence: Evidence) -> list[str]:
    """Ten lines: what is clearly worse, clearly better, clearly changed, and what is within the noise."""
    everything = findings(evidence)
    stand_out = sorted((f for f in everything if f.better is not None and f.tail <= _FAR_OUT), key=lambda f: f.tail)
    worse = [f for f in stand_out if not f.better]
    better = [f for f in stand_out if f.better]
    changed = changes(evidence)
    # Where only rates are published, chance can't be told from change: such a change is not called clear.
    judged = [c for c in changed if c[1].basis is not Basis.ROUNDED]
    clear = sorted((c for c in judged if is_clear(c[1])), key=lambda c: -_strength(c[1]))
    noise = _noise(everything, judged)
    lines = [f"Stands out, behind most: {f.sentence()}" for f in worse[:4]]
    lines += [f"Stands out, ahead of most: {f.sentence()}" for f in better[:2]]
    lines += [f"Clear change: {_changed(subject, row)}." for subject, row in clear[: _LINES - len(noise) - len(lines)]]
    return [*lines, *noise][:_LINES]


def _strength(row: Row) -> float:
    width = (row.upper or 0.0) - (row.lower or 0.0)
    return abs(row.value or 0.0) / width if width else abs(row.value or 0.0)


def named(subject: Subject, row: Row) -> str:
    """The measure and, in brackets, the group: `Year 1 phonics (SEN support)`."""
    return subject.short_title if row.group == "total" else f"{subject.short_title} ({group_label(row.group)})"


def _changed(subject: Subject, row: Row) -> str:
    first = row.compared[1].period.label if len(row.compared) > 1 else "the year before"
    return f"{named(subject, row)}, {said_of_change(row, subject)} from {first} to {row.period.label}"


def _noise(everything: list[PaperFinding], changed: list[tuple[Subject, Row]]) -> list[str]:
    level = [(f, f.england) for f in everything if f.england is not None and not _clearly_apart(f.ours, f.england)]
    steady = [(subject, row) for subject, row in changed if not is_clear(row)]
    lines = []
    if level:
        pairs = [f"{f.name}, {f.figure} against {words.value_of(e, f.subject)}" for f, e in level[:5]]
        lines.append(f"No clear difference from {level[0][1].area.name}: {'; '.join(pairs)}.")
    if steady:
        names = list(dict.fromkeys(named(subject, row) for subject, row in steady))[:6]
        lines.append(f"No clear change since the year before: {'; '.join(names)}.")
    return lines
