"""Each statistic against its slow twin, on small files read again with the csv module."""

from pathlib import Path

import pytest
from tests.unit.evidence.measures import small, twins
from tests.unit.evidence.measures.small import BLACKPOOL, BOLTON, BURY, LANCASHIRE, NORTH_WEST, ks2, only, shown

from attainable.evidence.catalogue import Catalogue
from attainable.evidence.result import Row
from attainable.values.problem import ProblemsError

_SIZES = {LANCASHIRE: (900, 610, 200, 44), BLACKPOOL: (400, 250, 90, 30), BOLTON: (700, 480, 150, 21), BURY: (300, 230, 80, 25)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twins")
    rows = []
    for place, (of, met, sen_of, sen_met) in _SIZES.items():
        rows += [ks2(place, "No SEN", of, met), ks2(place, "All SEN", sen_of, sen_met)]
    rows += [ks2(LANCASHIRE, "All SEN", 190, 60, period="202122"), ks2(NORTH_WEST, "All SEN", 523, 121)]
    weeks = [small.weeks(LANCASHIRE, 110 + i, 100 + 7 * i, 50, met, period=str(2022 + i)) for i, met in enumerate((52, 61, 40))]
    weeks += [small.weeks(BLACKPOOL, 50, 40, 50, 33, period="2024"), small.weeks(BOLTON, 50, 40, 50, 20, period="2024")]
    plans = [small.ehc(LANCASHIRE, "New EHC plans", n, 1, 1, 0, period=y) for y, n in (("2023", 120), ("2024", 171))]
    small.store(
        folder,
        ks2=(small.KS2, rows),
        weeks=(small.WEEKS, weeks),
        newplans=(small.NEW_PLANS, plans),
        near=(small.NEIGHBOURS, small.neighbours(LANCASHIRE, BLACKPOOL, BOLTON)),
    )
    return folder


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalogue:
    from attainable.evidence.catalogue import open_catalogue

    return open_catalogue(folder / "store")


def _counts(folder: Path, name: str, group: str, period: str = "202223") -> tuple[int, int]:
    (row,) = twins.where(twins.rows_of(folder / "ks2.csv"), la_name=name, characteristic=group, time_period=period)
    return int(row["t_rwm_met_expected_standard"]), int(row["t_rwm_eligible_pupils"])


def _weeks(folder: Path, name: str, year: str) -> tuple[int, int]:
    (row,) = twins.where(twins.rows_of(folder / "weeks.csv"), la_name=name, time_period=year)
    return int(row["plans_issued_20_weeks_ex"]), int(row["plans_issued_den_ex"])


def same(row: Row, twin: twins.Three) -> bool:
    return (row.value, row.lower, row.upper) == pytest.approx(twin, rel=1e-8)


def test_rate_is_the_share_with_wilsons_interval(folder: Path, catalogue: Catalogue) -> None:
    result = shown(catalogue, "ks2-rwm-expected", ["Lancashire", "Bolton"])
    assert len(result) == 5
    for row in result:
        named = {"no-sen": "No SEN", "any-sen": "All SEN"}[row.group]
        met, of = _counts(folder, row.area.name, named, row.period.ees[0])
        assert (row.numerator, row.denominator) == (met, of)
        assert same(row, twins.share(met, of))


def test_count_of_a_share_is_its_numerator_with_the_shares_interval(folder: Path, catalogue: Catalogue) -> None:
    row = only(shown(catalogue, "ks2-rwm-expected", "Bury", "count"), group="any-sen")
    met, of = _counts(folder, "Bury", "All SEN")
    assert row.value == pytest.approx(met)
    assert same(row, tuple(of / 100 * x for x in twins.share(met, of)))  # type: ignore[arg-type]
    assert row.unit == "pupils"


def test_a_count_has_the_exact_interval_of_a_count(catalogue: Catalogue) -> None:
    assert same(only(shown(catalogue, "ehc-new-plans", "Lancashire"), period="2024"), twins.count(171))


def test_gap_odds_and_risk_ratio(folder: Path, catalogue: Catalogue) -> None:
    met, of = _counts(folder, "Blackpool", "No SEN")
    sen = _counts(folder, "Blackpool", "All SEN")
    expected = {
        "gap": twins.gap(twins.share(met, of), twins.share(*sen)),
        "odds-ratio": twins.odds_ratio(met, of, *sen),
        "risk-ratio": twins.risk_ratio(met, of, *sen),
    }
    for statistic, twin in expected.items():
        (row,) = shown(catalogue, "ks2-rwm-expected", "Blackpool", statistic)
        assert same(row, twin), statistic
        assert row.group == "no-sen vs any-sen"


def test_two_groups_named_and_nothing_more_give_the_gap(catalogue: Catalogue) -> None:
    (row,) = shown(catalogue, "ks2-rwm-expected", "Blackpool", between="any-sen,no-sen")
    assert row.statistic == "gap" and row.value is not None and row.value < 0


def test_mantel_haenszel_pools_the_authorities_of_the_region(folder: Path, catalogue: Catalogue) -> None:
    strata = [(*_counts(folder, place[4], "No SEN"), *_counts(folder, place[4], "All SEN")) for place in _SIZES]
    (row,) = shown(catalogue, "ks2-rwm-expected", "North West", "mantel-haenszel", periods=["2022/23"])
    assert same(row, twins.mantel_haenszel(strata))
    assert row.note.startswith("Over 4 of 24 authorities")


def test_change_is_the_difference_in_points_per_cent_and_times(folder: Path, catalogue: Catalogue) -> None:
    result = shown(catalogue, "ehc-20-weeks", "Lancashire", "change", periods=["2024", "2023"])
    last, first = (twins.share(*_weeks(folder, "Lancashire", "2024")), twins.share(*_weeks(folder, "Lancashire", "2022")))
    assert same(only(result, unit="percentage points"), twins.gap(last, first))
    assert only(result, unit="times").value == pytest.approx(last[0] / first[0])
    assert only(result, unit="%").value == pytest.approx(100 * (last[0] / first[0] - 1))
    assert all(row.period.label == "2024" and row.note == "Since 2022." for row in result)


def test_change_of_a_count(catalogue: Catalogue) -> None:
    result = shown(catalogue, "ehc-new-plans", "Lancashire", "change")
    assert same(only(result, unit="plans"), twins.gap(twins.count(171), twins.count(120)))
    assert same(only(result, unit="times"), twins.times(171, 120))


def test_trend_is_the_weighted_line(folder: Path, catalogue: Catalogue) -> None:
    (row,) = shown(catalogue, "ehc-20-weeks", "Lancashire", "trend")
    points = [(float(y), twins.share(*_weeks(folder, "Lancashire", str(y)))) for y in (2022, 2023, 2024)]
    assert same(row, twins.trend(points))
    assert row.unit == "percentage points a year"


def test_rank_counts_who_is_better_and_who_surely_is(folder: Path, catalogue: Catalogue) -> None:
    result = shown(catalogue, "ks2-rwm-expected", "Lancashire", "rank", groups=["any-sen"])
    every = {place[4]: twins.share(*_counts(folder, place[4], "All SEN")) for place in _SIZES}
    mine = every.pop("Lancashire")
    among_all = only(result, unit="rank of 4 authorities")
    assert same(among_all, twins.rank(mine, list(every.values()), lambda a, b: a > b))
    near = [every["Blackpool"], every["Bolton"]]
    assert same(only(result, unit="rank of 3 with its neighbours"), twins.rank(mine, near, lambda a, b: a > b))


@pytest.mark.parametrize("between", ["no-sen,any-sen", "any-sen,no-sen"])
def test_rank_between_two_groups_ranks_the_gap_and_the_narrowest_is_first(
    folder: Path, catalogue: Catalogue, between: str
) -> None:
    first, second = ({"no-sen": "No SEN", "any-sen": "All SEN"}[group] for group in between.split(","))
    gaps = {
        place[4]: twins.gap(*(twins.share(*_counts(folder, place[4], named)) for named in (first, second))) for place in _SIZES
    }
    ends = {name: sorted((abs(gap[1]), abs(gap[2]))) for name, gap in gaps.items()}  # none of them holds 0
    widths = {name: (abs(gap[0]), ends[name][0], ends[name][1]) for name, gap in gaps.items()}
    mine = widths.pop("Lancashire")
    result = shown(catalogue, "ks2-rwm-expected", "Lancashire", "rank", between=between)
    row = only(result, unit="rank of 4 authorities")
    assert same(row, twins.rank(mine, list(widths.values()), lambda a, b: a < b))
    assert row.group == between.replace(",", " vs ") and row.note.startswith("Rank 1 is the narrowest gap.")
    assert same(row.compared[0], gaps["Lancashire"])


@pytest.mark.parametrize(
    ("statistic", "asking", "said"),
    [
        ("rate", {"between": "no-sen,any-sen"}, "rate is not about two groups"),
        ("change", {"between": "no-sen,any-sen"}, "change is not about two groups"),
        ("trend", {"between": "no-sen,any-sen"}, "trend is not about two groups"),
        ("count", {"between": "no-sen,any-sen"}, "count is not about two groups"),
        ("gap", {"since": "2022/23"}, "Only a change has a period to compare with"),
        (None, {"since": "2022/23"}, "Only a change has a period to compare with"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(
    catalogue: Catalogue, statistic: str | None, asking: dict[str, str], said: str
) -> None:
    with pytest.raises(ProblemsError, match=said):
        shown(catalogue, "ks2-rwm-expected", "Lancashire", statistic, **asking)


def test_a_count_has_no_gap_to_rank(catalogue: Catalogue) -> None:
    with pytest.raises(ProblemsError, match="counts, so it has no gap"):
        shown(catalogue, "ehc-new-plans", "Lancashire", "rank", between="female,male")


def test_neighbours_are_those_of_the_first_area_alone(catalogue: Catalogue) -> None:
    result = shown(catalogue, "ks2-rwm-expected", ["Lancashire", "Blackpool"], "rank", groups=["any-sen"])
    assert {(r.area.name, "neighbours" in r.unit) for r in result} == {
        ("Lancashire", False),
        ("Lancashire", True),
        ("Blackpool", False),
    }


def test_neighbours_together_are_their_counts_added(folder: Path, catalogue: Catalogue) -> None:
    result = shown(catalogue, "ks2-rwm-expected", "Lancashire", compare=["neighbours"], groups=["any-sen"], periods=["2022/23"])
    near = [_counts(folder, name, "All SEN") for name in ("Blackpool", "Bolton")]
    met, of = (sum(column) for column in zip(*near, strict=True))
    row = only(result, area="Statistical neighbours of Lancashire")
    assert (row.numerator, row.denominator) == (met, of) and same(row, twins.share(met, of))
