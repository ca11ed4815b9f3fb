"""Every check of the table of rules: a pair that passes it and a pair that it finds fault with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.formats.ees.pair_files import PairFiles

from attainable.formats.ees.outcome import Outcome
from attainable.formats.ees.read import meta_path_for, read_pair
from attainable.formats.ees.rules import RULES
from attainable.formats.ees.screen import CHECKS, screen

type Spoil = Callable[[PairFiles], PairFiles]


def _district(files: PairFiles, code: str, name: str, region: str = "E12000006") -> PairFiles:
    """The local authority rows made into district rows."""
    files.add("lad_code", [""]).add("lad_name", [""])
    for row in (6, 7):
        files.put(row, geographic_level="Local authority district", lad_code=code, lad_name=name)
        files.put(row, old_la_code="", new_la_code="", la_name="", region_code=region)
        files.put(row, region_name="East of England" if region else "")
    return files


def _level(files: PairFiles, level: str, code: str, name: str, *pairs: tuple[str, str]) -> PairFiles:
    """The local authority rows made into rows of another level."""
    files.add(code, [""]).add(name, [""])
    for row, pair in zip((6, 7), pairs or (("A1", "Alpha"),) * 2, strict=True):
        files.put(row, geographic_level=level, **dict(zip((code, name), pair, strict=True)))
    return files


def _grouped(files: PairFiles, groups: list[str], is_filter: bool = False) -> PairFiles:
    files.add("provision_group", groups).put_meta(2, filter_grouping_column="provision_group")
    return files.add_meta("provision_group", "Filter", "Group") if is_filter else files


def _second_filter(files: PairFiles, name: str, items: list[str]) -> PairFiles:
    return files.add(name, items).add_meta(name, "Filter", "Second filter")


def _ethnic(files: PairFiles, major: list[str], minor: list[str]) -> PairFiles:
    files.add("ethnicity_major", major).add_meta("ethnicity_major", "Filter", "Major")
    return files.add("ethnicity_minor", minor).add_meta("ethnicity_minor", "Filter", "Minor")


SPOILT: dict[str, Spoil] = {
    "meta-columns-required": lambda f: _without_meta_column(f, "filter_hint"),
    "meta-columns-unknown": lambda f: _extra_meta_column(f),
    "meta-row-count": lambda f: f.drop(*f.data[0][5:12]).add_meta("a").add_meta("b"),
    "data-columns-required": lambda f: f.rename("time_period", "year"),
    "data-column-duplicate": lambda f: f.add("pupil_count", ["1"]),
    "meta-name-in-data": lambda f: f.put_meta(3, col_name="pupils"),
    "data-column-in-meta": lambda f: f.add("version", ["1"]),
    "column-name-spaces": lambda f: f.add("the version", ["1"]),
    "column-name-snake-case": lambda f: f.rename("pupil_percent", "PC_pupils"),
    "column-characteristic": lambda f: _second_filter(f, "characteristic", ["Total", "Other"]),
    "indicator-smushed": lambda f: f.rename("pupil_percent", "english_maths_level4_percent"),
    "meta-column-type": lambda f: f.put_meta(3, col_type="indicator"),
    "meta-observational": lambda f: f.add_meta("region_name", "Filter", "Region"),
    "meta-name-blank": lambda f: f.put_meta(3, col_name=""),
    "label-duplicate": lambda f: f.put_meta(4, label="Number of pupils"),
    "label-blank": lambda f: f.put_meta(4, label=""),
    "meta-name-duplicate": lambda f: f.put_meta(4, col_name="pupil_count"),
    "meta-name-spaces": lambda f: f.rename("pupil_percent", "pupil percent"),
    "group-on-indicator": lambda f: f.put_meta(3, filter_grouping_column="sen_provision"),
    "group-duplicate": lambda f: _grouped(_twice_grouped(f), ["Total", "Any"]),
    "group-in-data": lambda f: f.put_meta(2, filter_grouping_column="nowhere"),
    "group-alike": lambda f: f.put_meta(4, indicator_grouping="Head-line"),
    "hint-on-indicator": lambda f: f.put_meta(3, filter_hint="Hint"),
    "filter-is-place": lambda f: _second_filter(f, "school_number", ["Total", "2"]),
    "dp-on-filter": lambda f: f.put_meta(2, indicator_dp="0"),
    "dp-whole-number": lambda f: f.put_meta(3, indicator_dp="-1"),
    "unit-on-filter": lambda f: f.put_meta(2, indicator_unit="%"),
    "unit-known": lambda f: f.put_meta(4, indicator_unit="percent"),
    "indicator-group-on-filter": lambda f: f.put_meta(2, indicator_grouping="Headline"),
    "group-is-filter": lambda f: _grouped(f, ["Total", "Any"]),
    "dp-blank": lambda f: f.put_meta(3, indicator_dp=""),
    "time-period-digits": lambda f: f.put(2, time_period="2024/25"),
    "time-identifier-known": lambda f: f.put(2, time_identifier="School year"),
    "time-identifier-mix": lambda f: f.put(2, time_identifier="Calendar year", time_period="2024"),
    "filter-one-level": lambda f: f.put_all(sen_provision="Total"),
    "geographic-level-known": lambda f: f.put(2, geographic_level="Country"),
    "geographic-columns-present": lambda f: f.drop("new_la_code"),
    "time-digits-suit": lambda f: f.put(2, time_period="2024"),
    "time-years-follow": lambda f: f.put(2, time_period="202426"),
    "filter-total": lambda f: _second_filter(f, "cohort", ["One", "Two"]),
    "group-levels": lambda f: _grouped(f, ["Total", "One", "Two"]),
    "filter-item-spaces": lambda f: f.put(2, sen_provision="Total "),
    "place-total": lambda f: f.put(2, region_name="Total"),
    "filter-blank": lambda f: f.put(2, sen_provision=""),
    "geography-fictional": lambda f: f.put_all(country_code="X92000001", country_name="Exland"),
    "country-known": lambda f: f.put(2, country_name="Angleterre"),
    "region-known": lambda f: f.put(4, region_name="East"),
    "local-authority-known": lambda f: f.put(6, old_la_code="872"),
    "district-known": lambda f: _district(f, "E07000008", "Oxford"),
    "devolved-area-known": lambda f: _level(
        f,
        "English devolved area",
        "english_devolved_area_code",
        "english_devolved_area_name",
        ("E47000001", "Greater London"),
        ("E47000001", "Greater Manchester"),
    ),
    "unlisted-area-codes": lambda f: _level(f, "Ward", "ward_code", "ward_name"),
    "geography-incomplete": lambda f: f.put(6, la_name=""),
    "geography-overfilled": lambda f: f.put(2, region_code="E12000006", region_name="East of England"),
    "geography-not-available": lambda f: f.put(4, region_code="x", region_name="Unknown"),
    "geography-code-names": lambda f: _level(f, "MAT", "trust_id", "trust_name", ("T1", "A"), ("T1", "B")),
    "geography-name-codes": lambda f: _level(f, "MAT", "trust_id", "trust_name", ("T1", "A"), ("T2", "A")),
    "school-with-provider": lambda f: _schools_and_providers(f),
    "geography-only-ignored": lambda f: _institutions(f),
    "geography-half-set": lambda f: f.put(6, region_code=""),
    "region-missing": lambda f: f.put(6, region_code="", region_name=""),
    "duplicate-rows": lambda f: f.put(3, sen_provision="Total"),
    "null-strings": lambda f: f.put(2, pupil_count="NULL"),
    "legacy-symbols": lambda f: f.put(2, pupil_count="n/a"),
    "indicator-blank": lambda f: f.put(2, pupil_count=":"),
    "indicator-plain-number": lambda f: f.put(2, pupil_count="1,000"),
    "harmonised-names": lambda f: f.rename("pupil_count", "sen_pupil_count"),
    "ethnic-groups": lambda f: f.add("characteristic_group", ["Total", "Ethnic background"]),
    "ethnicity-items": lambda f: _ethnic(f, ["Total", "White"], ["Total", "Chinese"]),
    "api-location-code": lambda f: _level(f, "MAT", "trust_id", "trust_name", *[("T" * 31, "Trust")] * 2),
    "api-column-name": lambda f: f.rename("pupil_count", "pupil_count_" + "x" * 40),
    "api-label": lambda f: f.put_meta(3, label="N" * 101),
    "api-item": lambda f: f.put(3, sen_provision="P" * 121),
    "dictionary-columns": lambda f: f.rename("pupil_count", "young_people"),
    "dictionary-items": lambda f: f.put(3, sen_provision="EHC plan"),
}


def _without_meta_column(files: PairFiles, column: str) -> PairFiles:
    at = files.meta[0].index(column)
    files.meta = [row[:at] + row[at + 1 :] for row in files.meta]
    return files


def _extra_meta_column(files: PairFiles) -> PairFiles:
    files.meta = [[*row, "remarks"] for row in files.meta]
    return files


def _twice_grouped(files: PairFiles) -> PairFiles:
    _second_filter(files, "cohort", ["Total", "Two"])
    return files.put_meta(5, filter_grouping_column="provision_group")


def _schools_and_providers(files: PairFiles) -> PairFiles:
    for column in ("school_urn", "school_name", "school_laestab", "provider_ukprn", "provider_name"):
        files.add(column, [""])
    files.put(6, geographic_level="School", school_urn="100000", school_name="Elm", school_laestab="8731000")
    return files.put(7, geographic_level="Provider", provider_ukprn="10000001", provider_name="Oak")


def _institutions(files: PairFiles) -> PairFiles:
    files.data = [files.data[0], *files.data[5:]]
    files.add("institution_id", ["1"]).add("institution_name", ["Elm"])
    return files.put_all(geographic_level="Institution")


NAMED = {
    "file-name-spaces": ("pupil numbers", None),
    "file-name-characters": ("pupils(1)", None),
    "meta-file-name": ("pupils", "other.meta"),
}


def test_a_good_pair_passes_every_check(tmp_path: Path) -> None:
    screening = screen(PairFiles().write(tmp_path))
    assert [r for r in screening.results if r.level is not Outcome.PASS] == []
    assert (screening.outcome, screening.not_run) == (Outcome.PASS, ())
    assert {r.check for r in screening.results} == {rule.check for rule in RULES}
    assert all(result.message for result in screening.results)


def test_every_rule_has_a_check_and_an_example_that_fails_it() -> None:
    assert {rule.check for rule in RULES} == set(CHECKS)
    assert len({rule.check for rule in RULES}) == len(RULES)
    # The limit of items has a test of its own, which needs a large file.
    assert set(CHECKS) == {*SPOILT, *NAMED, "filter-item-limit"}


# An earlier stage refuses these faults first, so that a whole run never comes to them.
SHADOWED = {"meta-name-spaces": "column-name-spaces", "group-in-data": "meta-name-in-data"}


@pytest.mark.parametrize("check", SHADOWED)
def test_a_check_behind_another_still_finds_its_fault(check: str, tmp_path: Path) -> None:
    path = SPOILT[check](PairFiles()).write(tmp_path)
    assert screen(path)[SHADOWED[check]].level is Outcome.FAIL
    assert list(CHECKS[check](read_pair(path, meta_path_for(path))))


LEVELS = {rule.check: rule for rule in RULES}


@pytest.mark.parametrize("check", [check for check in SPOILT if check not in SHADOWED])
def test_the_check_finds_the_fault_at_its_level(check: str, tmp_path: Path) -> None:
    result = screen(SPOILT[check](PairFiles()).write(tmp_path))[check]
    assert (result.level, result.stage) == (LEVELS[check].level, LEVELS[check].stage), result
    assert result.mend
    problem = result.as_problem()
    assert problem is not None
    assert problem.code == f"ees-{check}"


@pytest.mark.parametrize("check", NAMED)
def test_file_names_are_checked(check: str, tmp_path: Path) -> None:
    name, meta_name = NAMED[check]
    path = PairFiles().write(tmp_path, name, meta_name)
    meta = tmp_path / f"{meta_name or name + '.meta'}.csv"
    assert screen(path, meta)[check].level is Outcome.FAIL


def test_more_than_25_000_items_fail(tmp_path: Path) -> None:
    files = PairFiles()
    row = files.data[1]
    files.data += [[*row[:10], f"Item {n}", "1", "2"] for n in range(25_000)]
    screening = screen(files.write(tmp_path))
    assert screening["filter-item-limit"].level is Outcome.FAIL


GOOD: dict[str, tuple[str, Spoil]] = {
    "composite authority": (
        "local-authority-known",
        lambda f: f.put(
            6,
            old_la_code="940 / 941",
            new_la_code="E06000061 / E06000062",
            la_name="North Northamptonshire / West Northamptonshire",
        ),
    ),
    "unknown authority": ("local-authority-known", lambda f: f.put(6, old_la_code="z", new_la_code="z", la_name="Unknown")),
    "authority not available": (
        "local-authority-known",
        lambda f: f.put(6, old_la_code="x", new_la_code="x", la_name="Not available"),
    ),
    "blank new code": ("local-authority-known", lambda f: f.put(6, new_la_code="")),
    "ended without a number": (
        "local-authority-known",
        lambda f: f.put(6, old_la_code="x", new_la_code="E10000010", la_name="Durham"),
    ),
    "Inner London": ("region-known", lambda f: f.put(6, region_code="E13000001", region_name="Inner London")),
    "region unknown": ("region-known", lambda f: f.put(4, region_code="z", region_name="Unknown")),
    "district": ("district-known", lambda f: _district(f, "E07000008", "Cambridge")),
    "ward": ("unlisted-area-codes", lambda f: _level(f, "Ward", "ward_code", "ward_name", *[("E05009385", "Elm")] * 2)),
    "wards share names": (
        "geography-name-codes",
        lambda f: _level(f, "Ward", "ward_code", "ward_name", ("E05009385", "Elm"), ("E05009386", "Elm")),
    ),
    "default item": ("filter-total", lambda f: _defaulted(_second_filter(f, "cohort", ["One", "Two"]), 5, "One")),
    "terms mix": (
        "time-identifier-mix",
        lambda f: f.put_all(time_identifier="Autumn term").put(2, time_identifier="Spring term"),
    ),
    "turn of the century": ("time-years-follow", lambda f: f.put_all(time_period="199900")),
    "standard ethnicity": ("ethnicity-items", lambda f: _ethnic(f, ["Total", "White"], ["Total", "Irish"])),
    "group that is a filter": ("group-is-filter", lambda f: _grouped(f, ["Total", "Any"], is_filter=True)),
}


def _defaulted(files: PairFiles, row: int, default: str) -> PairFiles:
    files.meta = [[*cells, ""] for cells in files.meta]
    files.meta[0][-1], files.meta[row - 1][-1] = "filter_default", default
    return files


@pytest.mark.parametrize("case", GOOD)
def test_the_check_passes_what_is_right(case: str, tmp_path: Path) -> None:
    check, change = GOOD[case]
    assert screen(change(PairFiles()).write(tmp_path))[check].level is Outcome.PASS


def test_a_composite_with_one_wrong_part_fails(tmp_path: Path) -> None:
    files = PairFiles().put(6, old_la_code="940 / 941", new_la_code="E06000061 / E06000062")
    files.put(6, la_name="North Northamptonshire / West Northampton")
    assert screen(files.write(tmp_path))["local-authority-known"].level is Outcome.FAIL


def test_a_fictional_place_is_refused_in_words(tmp_path: Path) -> None:
    screening = screen(PairFiles().put_all(country_code="X92000001", country_name="Exland").write(tmp_path))
    result = screening["geography-fictional"]
    assert (screening.passed, result.columns, result.rows) == (False, ("country_code",), (2,))
    assert "fictional" in result.message
    assert "upload" in result.mend


def test_wards_are_said_to_have_no_list(tmp_path: Path) -> None:
    files = _level(PairFiles(), "Ward", "ward_code", "ward_name", *[("E05009385", "Elm")] * 2)
    assert "We have no list for Ward" in screen(files.write(tmp_path))["unlisted-area-codes"].message


def test_school_name_may_be_the_one_filter(tmp_path: Path) -> None:
    files = PairFiles().drop("sen_provision").rename("pupil_count", "pupil_count")
    for column in ("school_urn", "school_name", "school_laestab"):
        files.add(column, [""], before="pupil_count")
    files.data = [files.data[0], *files.data[5:]]
    files.put(2, school_urn="100000", school_name="Elm", school_laestab="8731000")
    files.put(3, school_urn="100001", school_name="Oak", school_laestab="8731001")
    files.put_all(geographic_level="School").put_meta(2, col_name="school_name")
    screening = screen(files.write(tmp_path))
    assert screening.passed
    assert "meta-observational" not in {w.check for w in screening.warnings}


def test_a_failing_stage_is_run_to_its_end_and_is_the_last(tmp_path: Path) -> None:
    files = PairFiles().put_meta(3, label="", filter_hint="Hint").put(2, pupil_count="")
    screening = screen(files.write(tmp_path))
    assert {r.check for r in screening.failures} == {"label-blank", "hint-on-indicator"}
    assert screening.not_run[0].value == "Precheck time"
    assert all(r.check != "indicator-blank" for r in screening.results)


def test_levels_can_be_moved_without_code(tmp_path: Path) -> None:
    path = PairFiles().put(2, pupil_count="n/a").write(tmp_path)
    assert screen(path).passed
    assert not screen(path, levels={"legacy-symbols": Outcome.FAIL}).passed


def test_messages_say_where(tmp_path: Path) -> None:
    result = screen(PairFiles().put(5, pupil_count="").write(tmp_path))["indicator-blank"]
    assert (result.rows, result.columns, result.file) == ((5,), ("pupil_count",), "pupils.csv")
    assert result.message == 'Row 5: "pupil_count" is blank.'
