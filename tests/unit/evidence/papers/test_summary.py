"""The summary of a paper: what a committee should know, in the order in which it should know it."""

from dataclasses import replace
from typing import Any

import pytest

from attainable.evidence import statistics as stats
from attainable.evidence.measures.definition import load_measure
from attainable.evidence.papers.findings import Comparison, Finding, Unjudged, decided
from attainable.evidence.papers.summary import lines_of, note_on_chance
from attainable.evidence.result import Basis, Row, Statistic
from attainable.evidence.statistics import Estimate
from attainable.values.areas import Area, england
from attainable.values.periods import parse_period

LANCASHIRE, ENGLAND = england()["E10000017"], england()["E92000001"]


def share(
    measure: str, met: float, of: float, *, area: Area = LANCASHIRE, when: str = "2024", group: str = "total", **more: Any
) -> Row:
    found = stats.wilson(met, of)
    assert found is not None
    given: dict[str, Any] = {"value": 100 * found.value, "lower": 100 * found.lower, "upper": 100 * found.upper}
    given |= {"numerator": met, "denominator": of, "basis": Basis.COUNTS, **more}
    unit = load_measure(measure).unit
    return Row(measure, Statistic.RATE, parse_period(when), area, group, unit, 1, (), **given)


def of(row: Row) -> Estimate:
    assert row.value is not None and row.lower is not None and row.upper is not None
    return Estimate(row.value, row.lower, row.upper)


def finding(
    measure: str,
    ours: tuple[float, float],
    theirs: tuple[float, float] | None = None,
    before: tuple[float, float] | None = None,
    group: str = "total",
) -> Finding:
    """A share of ours, beside England's and beside the year before."""
    mine = share(measure, *ours, group=group)
    found = Finding(load_measure(measure).subject(), mine, base=mine.denominator)
    if theirs:
        country = share(measure, *theirs, area=ENGLAND, group=group)
        found = replace(found, england=country, level=Comparison(stats.difference(of(mine), of(country)), country))
    if before:
        was = share(measure, *before, when="2023", group=group)
        gap = stats.difference(of(mine), of(was))
        row = replace(mine, value=gap.value, lower=gap.lower, upper=gap.upper, statistic=Statistic.CHANGE, compared=(mine, was))
        found = replace(found, change=Comparison(gap, replace(row, unit="percentage points")))
    return found


def lines(*found: Finding) -> list[str]:
    return lines_of(decided(found))


LATE = finding("ehc-20-weeks", (297, 1718), (39407, 84866), (1225, 1527))
PHONICS = finding("phonics-expected", (440, 1000), (52000, 100000), group="sen-support")
REVIEWS = finding("annual-reviews-held", (8320, 10000), (865000, 1000000))
LEVEL = finding("eyfs-gld", (26, 100), (26400, 100000), (25, 100), group="sen-support")
EARLY = finding("ehc-six-weeks", (965, 1000), (84800, 100000))
REFUSED = finding("ehc-requests-refused", (876, 3658), (38889, 154489), (177, 2560))


def test_what_gets_worse_comes_first_then_what_is_worse_large_before_small_then_what_is_better() -> None:
    said = lines(EARLY, REVIEWS, LEVEL, REFUSED, PHONICS, LATE)
    headings = [line.partition(",")[0].partition(":")[0] for line in said]
    assert headings == [
        "Getting worse",
        "Worse than England",
        "Worse than England",
        "Rising",
        "Better than England",
        "No clear difference from England",
    ]
    names = [
        "Plans within 20 weeks",
        "Year 1 phonics (SEN support)",
        "Annual reviews held",
        "Requests refused",
        "Six-week decisions",
    ]
    assert all(name in line for name, line in zip(names, said, strict=False))


def test_a_line_says_how_far_from_where_and_about_how_many() -> None:
    assert lines(LATE) == [
        "Getting worse, and worse than England: Plans within 20 weeks, 17.3% in 2024, down 62.9 percentage points (60.1 to 65.5) "
        "from 80.2% in 2023. England: 46.4%. At the rate of England it would be about 800 plans, not 297."
    ]


def test_the_largest_differences_lead_and_of_those_the_ones_about_most_children() -> None:
    small_but_many = finding("annual-reviews-held", (83200, 100000), (865000, 1000000))
    large = finding("ks2-rwm-expected", (180, 1000), (29000, 100000), group="sen-support")
    larger = finding("phonics-expected", (4100, 10000), (52000, 100000), group="sen-support")
    said = lines(small_but_many, large, larger)
    assert ["phonics" in said[0], "KS2" in said[1], "reviews" in said[2]] == [True, True, True]


def test_nothing_that_is_clearly_worse_is_left_out_however_much_there_is() -> None:
    ids = ("eyfs-gld", "phonics-expected", "ks2-rwm-expected", "ks4-engmath-94", "ks4-engmath-95", "level-2-at-19")
    worse = [finding(id, (300 + place, 1000), (50000, 100000)) for place, id in enumerate(ids)]
    worse += [finding("ehc-20-weeks", (300, 1000), (50000, 100000)), finding("ehc-six-weeks", (310, 1000), (50000, 100000))]
    unjudged = [replace(PHONICS, level=None, unjudged=why) for why in Unjudged]
    said = lines(*worse, EARLY, REFUSED, *unjudged)
    assert len(said) <= 10
    assert all(any(f.name in line for line in said) for f in worse)
    assert any(line.startswith("Also clearly worse: ") for line in said)


def test_where_nothing_is_worse_it_says_so() -> None:
    assert lines(EARLY)[0] == "Nothing that can be judged is clearly worse than in the country or than the year before."


def test_chance_is_judged_among_all_comparisons_and_not_one_by_one() -> None:
    """A difference that is just clear alone is not among nineteen that are nothing."""
    just = finding("eyfs-gld", (225, 1000), (26400, 100000))
    assert just.level is not None and 0.001 < just.level.p_value < 0.05
    assert decided([just])[0].is_clear
    nothing = finding("phonics-expected", (520, 1000), (52000, 100000))
    assert not decided([just, *[nothing] * 19])[0].is_clear
    assert note_on_chance(decided([just, *[nothing] * 19])).endswith("None of them is clear.")
    assert "We made 2 for this summary and judged them together: 2 are clear" in note_on_chance(decided([LATE]))


def test_a_doubtful_return_is_named_once_and_concludes_nothing() -> None:
    why = "7 plans issued, but 193 in 2022."
    found = [
        replace(f, level=None, change=None, unjudged=Unjudged.DOUBTFUL, ours=replace(f.ours, doubt=why))
        for f in (LATE, finding("ehc-over-one-year", (0, 7)))
    ]
    assert lines(*found)[1:] == [
        "Cannot be judged, because the return is doubtful: Plans within 20 weeks and Plans over a year in 2024 (7 plans issued, "
        "but 193 in 2022)."
    ]


def test_rates_without_numbers_are_never_called_ahead_or_behind_but_the_last_tenth_is_named() -> None:
    def placed(measure: str, place: int) -> Finding:
        ours = replace(share(measure, 30, 100, group="ehc-plan"), basis=Basis.ROUNDED)
        rank = replace(ours, statistic=Statistic.RANK, value=place, lower=place, upper=place, denominator=153)
        return Finding(load_measure(measure).subject(), ours, rank=rank, unjudged=Unjudged.RATES)

    said = lines(placed("persistent-absence", 47), placed("severe-absence", 152))
    assert said[1] == (
        "Cannot be judged against chance, because only rates are published, without numbers of pupils. Among the last tenth of "
        "authorities: Severe absence (EHC plan), 30.0% in 2024 (152nd of 153 authorities, lowest first). Others: Persistent "
        "absence (EHC plan), 30.0% in 2024 (47th of 153 authorities, lowest first)."
    )


@pytest.mark.parametrize(("clear", "unjudged"), [(False, Unjudged.SPREAD), (True, None)])
def test_within_the_widest_possible_interval_a_difference_cannot_be_judged(clear: bool, unjudged: Unjudged | None) -> None:
    ours = replace(share("attainment-8", 12.2, 100), basis=Basis.BOUNDS)
    gap = Estimate(-2.6, -6.0, -0.1 if clear else 0.8)
    found = Finding(load_measure("attainment-8").subject(), ours, england=ours, level=Comparison(gap, ours), base=500)
    assert decided([found])[0].unjudged is unjudged
