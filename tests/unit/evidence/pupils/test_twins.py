"""Every measure against its slow, obvious twin: a loop over the rows."""

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from attainable.evidence.backends import backend
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.groups import TARGET_ETHNIC_GROUPS
from attainable.evidence.pupils.pack import PackResults, work_out
from attainable.evidence.pupils.pack_question import pack_question
from attainable.evidence.result import Row, Statistic
from attainable.evidence.tables.reading import open_tables

GROUP = {"N": "no-sen", "A": "school-action", "P": "school-action-plus", "S": "statement", "K": "sen-support", "E": "ehc-plan"}
Records = list[dict[str, Any]]


@cache
def records(folder: Path) -> Records:
    return [row for file in sorted((folder / "pupil_year").glob("*.parquet")) for row in parquet.read_table(file).to_pylist()]


@cache
def answers(folder: Path) -> PackResults:
    tables = open_tables(folder)
    with backend("duckdb") as opened:
        return work_out(Cubes(tables, opened), pack_question(tables), profile_of("internal"))


def rows(folder: Path, measure: str, statistic: Statistic = Statistic.RATE) -> list[Row]:
    result = answers(folder).of(measure)
    assert result is not None
    return [row for row in result if row.statistic is statistic]


def counts(folder: Path, measure: str) -> dict[tuple[int, str], tuple[float | None, float | None]]:
    return {(r.period.year, r.group): (r.numerator, r.denominator) for r in rows(folder, measure)}


def tallied(pairs: list[tuple[Any, int]]) -> dict[Any, tuple[int, int]]:
    """key -> (met, of), from (key, 0 or 1)."""
    met: Counter[Any] = Counter()
    of: Counter[Any] = Counter()
    for key, reached in pairs:
        of[key] += 1
        met[key] += reached
    return {key: (met[key], of[key]) for key in of}


@pytest.mark.parametrize(("measure", "status"), [("sen-gap-january", "sen"), ("sen-gap-stage-start", "sen_start")])
def test_gap_over_time(nation: Path, measure: str, status: str) -> None:
    ended = [r for r in records(nation) if r["stage"] == "KS2" and r["expected"] is not None and r[status] is not None]
    twin = tallied([((r["year"], "no-sen" if r[status] == "N" else "any-sen"), r["expected"]) for r in ended])
    assert counts(nation, measure) == twin
    for row in rows(nation, measure, Statistic.GAP):
        without, with_sen = (twin[row.period.year, group] for group in ("no-sen", "any-sen"))
        assert row.value == pytest.approx(100 * (without[0] / without[1] - with_sen[0] / with_sen[1]))
        assert row.value is not None and row.lower is not None and row.upper is not None
        assert row.lower < row.value < row.upper


def test_overlap(nation: Path) -> None:
    ended = [r for r in records(nation) if r["stage"] == "KS4" and r["year"] == 2009]

    def region(r: dict[str, Any]) -> str:
        parts = {"sen": r["sen"] != "N", "fsm": r["fsm"] == 1, "ethnic": r["ethnicity"] in TARGET_ETHNIC_GROUPS}
        return ".".join(name for name, there in parts.items() if there) or "none"

    twin = tallied([((2009, region(r)), r["expected"]) for r in ended])
    attainment = {key: pair for key, pair in counts(nation, "overlap-attainment").items() if pair[1]}
    assert attainment == twin
    shares = counts(nation, "overlap-shares")
    assert {key: shares[key] for key in twin} == {key: (of, len(ended)) for key, (_, of) in twin.items()}
    assert sum(numerator or 0 for numerator, _ in shares.values()) == len(ended)


def history(folder: Path, year: int, group: int, back: int) -> dict[int, dict[int, str]]:
    """pupil -> years ago -> provision, of the cohort that was in a year group in a year."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for r in records(folder):
        ago = year - r["year"]
        if 0 <= ago <= back and r["year_group"] == group - ago:
            found[r["pupil"]][ago] = r["sen"]
    return {pupil: by for pupil, by in found.items() if 0 in by}


def test_earlier_status(nation: Path) -> None:
    focus = [by for by in history(nation, 2009, 11, 6).values() if by[0] == "A"]
    twin: Counter[tuple[int, str]] = Counter()
    for by in focus:
        for ago in range(7):
            twin[2009 - ago, GROUP[by[ago]] if ago in by else "not-known"] += 1
    assert counts(nation, "earlier-sen-status") == {key: (n, len(focus)) for key, n in twin.items()}


def test_ever_identified(nation: Path) -> None:
    for year in (2008, 2009):
        by_pupil = history(nation, year, 6, 4)
        ended = {r["pupil"]: r["expected_english"] for r in records(nation) if r["year"] == year and r["stage"] == "KS2"}
        pairs = []
        for pupil, by in by_pupil.items():
            was = any(sen != "N" for ago, sen in by.items() if ago)
            pairs.append(("currently" if by[0] != "N" else "previously" if was else "never", ended[pupil]))
        found = {group: pair for (y, group), pair in counts(nation, "ever-identified-attainment").items() if y == year}
        assert found == tallied(pairs)


def test_expected_progress(nation: Path) -> None:
    ended = [r for r in records(nation) if r["stage"] == "KS2" and r["progress_maths"] is not None]
    twin = tallied([((r["year"], GROUP[r["sen"]]), r["progress_maths"]) for r in ended])
    twin |= tallied([((r["year"], "any-sen"), r["progress_maths"]) for r in ended if r["sen"] != "N"])
    assert counts(nation, "expected-progress") == twin


def test_mean_progress(county: Path) -> None:
    scores = defaultdict(list)
    for r in records(county):
        if r["stage"] == "KS2" and r["progress_score"] is not None:
            scores[r["year"], GROUP[r["sen"]]].append(r["progress_score"] / 100)
    found = {(r.period.year, r.group): r for r in rows(county, "mean-progress") if r.group != "any-sen"}
    assert set(found) == set(scores)
    for key, values in scores.items():
        # One pupil has no spread, so no mean is given.
        mean = pytest.approx(sum(values) / len(values)) if len(values) > 1 else None
        assert found[key].value == mean
        assert found[key].denominator == len(values)


def test_gaps_by_stage(nation: Path) -> None:
    ended = [r for r in records(nation) if r["expected"] is not None]
    last = {stage: max(r["year"] for r in ended if r["stage"] == stage) for stage in ("EYFS", "KS1", "KS2", "KS3", "KS4")}
    now = [r for r in ended if r["year"] == last[r["stage"]]]
    twin = tallied(
        [((r["year"], f"{r['stage'].lower()}.{'no-sen' if r['sen'] == 'N' else 'any-sen'}"), r["expected"]) for r in now]
    )
    assert counts(nation, "gaps-by-stage") == twin
    for row in rows(nation, "gaps-by-stage", Statistic.ODDS_RATIO):
        (a, n), (c, m) = (twin[row.period.year, f"{row.group}.{group}"] for group in ("no-sen", "any-sen"))
        if 0 < c < m and 0 < a < n:
            assert row.value == pytest.approx(a * (m - c) / ((n - a) * c))


@pytest.mark.parametrize("where", ["nation", "county"])
def test_identified_by_area(where: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(where)
    home = "home_authority" if where == "nation" else "home_district"
    last = max(r["year"] for r in records(folder))
    twin = tallied([(r[home], int(r["sen"] != "N")) for r in records(folder) if r["year"] == last])
    found = {r.area.code: (r.numerator, r.denominator) for r in rows(folder, "identified-by-area")[1:]}
    assert found == twin


@pytest.mark.parametrize(
    ("measure", "stage", "dim"), [("attainment-by-need", "KS2", "need"), ("attainment-by-prior", "KS4", "prior")]
)
def test_attainment_by(nation: Path, measure: str, stage: str, dim: str) -> None:
    ended = [r for r in records(nation) if r["stage"] == stage and r["year"] == 2009 and r[dim] is not None]
    twin = tallied([((2009, f"{r[dim].lower()}.{GROUP[r['sen']]}"), r["expected"]) for r in ended])
    assert counts(nation, measure) == twin


def test_histogram_of_schools(nation: Path) -> None:
    mainstream = {s["school"] for s in parquet.read_table(nation / "school.parquet").to_pylist() if s["mainstream"]}
    by = tallied(
        [(r["school"], int(r["sen"] != "N")) for r in records(nation) if r["year"] == 2009 and r["school"] in mainstream]
    )
    bands: Counter[str] = Counter()
    for met, of in by.values():
        if of >= 30:
            low = min(int(100 * met / of // 5) * 5, 95)
            bands[f"{low}-{low + 5}"] += 1
    found = {r.group: r.value for r in rows(nation, "identified-by-school", Statistic.COUNT) if r.value}
    assert found == dict(bands)


def test_funnel_expectation(nation: Path) -> None:
    """Expected = the sum over a school's pupils of the rate among all pupils like them."""
    mainstream = {s["school"] for s in parquet.read_table(nation / "school.parquet").to_pylist() if s["mainstream"]}
    now = [r for r in records(nation) if r["year"] == 2009 and r["school"] in mainstream]

    def stratum(r: dict[str, Any]) -> tuple[Any, ...]:
        return r["year_group"], r["sex"], r["fsm"], (r["birth_month"] + 3) % 12 // 4

    rate = {key: met / of for key, (met, of) in tallied([(stratum(r), int(r["sen"] != "N")) for r in now]).items()}
    expected: Counter[int] = Counter()
    for r in now:
        expected[r["school"]] += rate[stratum(r)]  # type: ignore[assignment]
    by = tallied([(r["school"], int(r["sen"] != "N")) for r in now])
    figures = answers(nation).funnel
    assert figures is not None
    total, identified = (sum(of for m, of in by.values() if of >= 30), sum(m for m, of in by.values() if of >= 30))
    assert figures.centre == pytest.approx(100 * identified / total)
    twin = sorted(round(min(met / expected[s] * identified / total, 1) * 100, 2) for s, (met, of) in by.items() if of >= 30)
    assert sorted(figures.share) == pytest.approx(twin, abs=0.011)


def test_progress_by_intervention(nation: Path) -> None:
    given = {
        (g["year"], g["pupil"])
        for g in parquet.read_table(nation / "provision_given.parquet").to_pylist()
        if g["subject"] == "maths"
    }
    pupils = [
        r for r in records(nation) if r["year"] == 2009 and r["sen"] != "N" and r["prior"] and r["progress_maths"] is not None
    ]
    strata: dict[Any, dict[bool, list[int]]] = defaultdict(lambda: {True: [], False: []})
    for r in pupils:
        key = (r["stage"], r["year_group"], r["prior"], r["sen"], r["need"])
        strata[key][(2009, r["pupil"]) in given].append(r["progress_maths"])
    helped = [x for by in strata.values() for x in by[True]]
    found = {r.group: r for r in rows(nation, "progress-by-intervention")}
    one = found["maths.one-to-one-tuition.given"]
    assert (one.numerator, one.denominator) == (sum(helped), len(helped))
    both = [by for by in strata.values() if by[True] and by[False]]
    matched = sum(len(by[True]) for by in both)
    if "maths.one-to-one-tuition.comparison" in found:
        rate = sum(len(by[True]) / matched * sum(by[False]) / len(by[False]) for by in both)
        assert found["maths.one-to-one-tuition.comparison"].value == pytest.approx(100 * rate)
    else:
        gap = rows(nation, "progress-by-intervention", Statistic.GAP)[-1]
        assert gap.value is None and "Too few" in gap.note


def is_persistent(r: dict[str, Any]) -> bool:
    if r["year"] <= 2009:
        return bool(r["absent"] >= 64)
    return bool(r["absent"] >= 56) if r["year"] <= 2014 else bool(r["absent"] * 10 >= r["sessions"])


@pytest.mark.parametrize("where", ["nation", "county"])
def test_persistent_absence(where: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(where)
    scope = [r for r in records(folder) if 1 <= r["year_group"] <= 11 and r["sessions"]]
    sex = {"F": "female", "M": "male"}
    twin = tallied([((r["year"], f"{sex[r['sex']]}.{GROUP[r['sen']]}"), int(is_persistent(r))) for r in scope])
    found = counts(folder, "persistent-absence-by-sex")
    assert found == {key: twin[key] for key in found}


@pytest.mark.parametrize(("measure", "column"), [("permanent-exclusion-ratio", "excluded"), ("suspension-ratio", "suspensions")])
def test_exclusion(nation: Path, measure: str, column: str) -> None:
    now = [r for r in records(nation) if r["year"] == 2009]
    twin = tallied([((2009, GROUP[r["sen"]]), int(r[column] > 0)) for r in now])
    twin |= tallied([((2009, "any-sen"), int(r[column] > 0)) for r in now if r["sen"] != "N"])
    assert counts(nation, measure) == twin


def test_need_by_area(county: Path) -> None:
    ended = [r for r in records(county) if r["stage"] == "KS2" and r["expected"] is not None and r["need"]]
    years = sorted({r["year"] for r in ended})[-3:]
    ended = [r for r in ended if r["year"] in years]
    result = next(r for r in answers(county).results["14"] if "key stage 2" in r.subject.title)
    pairs = [
        ((r["year"], area, need), r["expected"])
        for r in ended
        for area in (r["home_district"], "all")
        for need in (r["need"].lower(), "any-need")
    ]
    whole = pack_question(open_tables(county)).area.code
    found = {
        (r.period.year, "all" if r.area.code == whole else r.area.code, r.group): (r.numerator, r.denominator)
        for r in result
        if r.denominator
    }
    assert found == tallied(pairs)


def test_cost_of_provision(county: Path) -> None:
    given = parquet.read_table(county / "provision_given.parquet").to_pylist()
    last = max(g["year"] for g in given)
    by: dict[str, list[int]] = defaultdict(list)
    for g in given:
        if g["year"] == last:
            for key in ("all", f"{g['subject']}.all", f"{g['subject']}.{g['intervention']}"):
                by[key].append(g["cost"])
    means = {r.group: r for r in rows(county, "cost-of-provision")}
    totals = {r.group: r.value for r in rows(county, "cost-of-provision", Statistic.COUNT)}
    assert set(means) == set(by)
    for key, costs in by.items():
        assert means[key].value == pytest.approx(sum(costs) / len(costs) / 100)
        assert means[key].denominator == len(costs)
        assert totals[key] == round(sum(costs) / 100)


def test_those_without_a_match_do_not_come_out_by_subtraction(county: Path) -> None:
    """Given less matched are those without anyone like them: never few of them, nor few of them who did well."""
    public = profile_of("public")
    tables = open_tables(county)
    question = replace(pack_question(tables), least_matched=5)
    with backend("duckdb") as opened:
        found = work_out(Cubes(tables, opened), question, public, charts=("11",)).of("progress-by-intervention")
        true = work_out(Cubes(tables, opened), question, profile_of("internal"), charts=("11",)).of("progress-by-intervention")
    assert found is not None and true is not None
    hidden = 0
    shown, all_of = ({r.group: r for r in result} for result in (found, true))
    for group, row in all_of.items():
        if group.endswith(".matched"):
            given = all_of[group.replace("matched", "given")]
            rest = (given.denominator or 0) - (row.denominator or 0)
            if public.is_unsafe(int(rest)):
                hidden += 1
                both = shown.get(group), shown[group.replace("matched", "given")]
                assert any(r is None or r.denominator is None for r in both)
    assert hidden, "nothing to protect: the county is too large for this test"


def test_movement_between_provisions(nation: Path) -> None:
    by: dict[int, dict[int, str]] = defaultdict(dict)
    for r in records(nation):
        if r["year_group"] == 11 - (2009 - r["year"]) and r["year"] >= 2003:
            by[r["pupil"]][r["year"]] = GROUP[r["sen"]]
    focus = [history for history in by.values() if history.get(2009) == "school-action"]
    moved = Counter(
        (year, f"{history.get(year - 1, 'not-known')}.{history.get(year, 'not-known')}")
        for history in focus
        for year in range(2004, 2010)
    )
    found = {(r.period.year, r.group): (r.numerator, r.denominator) for r in rows(nation, "sen-status-flows")}
    assert found == {key: (count, len(focus)) for key, count in moved.items()}
