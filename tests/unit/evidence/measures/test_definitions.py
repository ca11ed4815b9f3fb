"""Every published measure loads, and names only what the declared tables have."""

import msgspec
import pytest

from attainable.evidence.measures.cells import _parts
from attainable.evidence.measures.definition import MEASURES, all_measures, load_measure, read_measure
from attainable.formats.published.spec import all_specs
from attainable.values.areas import england
from attainable.values.codes import GROUPS
from attainable.values.periods import parse_period
from attainable.values.problem import ProblemsError

DEMANDED = (
    "eyfs-gld",
    "phonics-expected",
    "ks2-rwm-expected",
    "ks4-engmath-94",
    "attainment-8",
    "progress-8",
    "persistent-absence",
    "suspension-rate",
    "ehc-plans",
    "ehc-new-plans",
    "ehc-requests",
    "ehc-requests-refused",
    "ehc-20-weeks",
    "ehc-20-weeks-all",
    "annual-reviews-expected",
    "annual-reviews-held",
    "annual-review-decision-4-weeks",
    "ehc-primary-need",
    "ehc-placement",
)
MINIMAL = """
id: x
title: X
short_title: X
topic: ehc
kind: count
unit: plans
definition: X
why: X
polarity: none
version: 1
owner: us
reviewed: "2026-11-22"
in_force: "2014/15"
sources: [{table: ehc-caseload, by: total, numerator: ehcplans}]
"""


def test_all_measures_that_were_demanded_are_there() -> None:
    assert set(DEMANDED) <= set(MEASURES.ids)


@pytest.mark.parametrize("measure", MEASURES.ids)
def test_a_definition_is_whole(measure: str) -> None:
    found = load_measure(measure)
    assert found.id == measure
    assert found.default_by in found.dimensions
    assert found.owner and found.why and found.definition and found.version >= 1
    parse_period(found.in_force)
    breaks = [period for period, _ in found.break_periods()]
    assert breaks == sorted(breaks)
    assert not found.bounds or (len(found.bounds) == 2 and found.bounds_source)


@pytest.mark.parametrize("measure", MEASURES.ids)
def test_its_tables_are_declared_and_its_figures_with_them(measure: str) -> None:
    for rule in load_measure(measure).sources:
        spec = all_specs()[rule.table]
        parts = _parts(rule)
        figures = {f for p in parts for f in (*p.numerators, *p.denominators, p.value)} | {rule.lower, rule.upper}
        figures -= {""}
        assert figures, f"{measure} by {rule.by} has no figures"
        loose = {f for f in figures if not spec.holds_figures(f) and f not in spec.has}
        assert not loose, f"{rule.table} declares no figures in {loose}"


def test_groups_by_sen_are_the_four_and_the_total() -> None:
    for measure in all_measures():
        for rule in measure.sources:
            if rule.by == "sen":
                named = set(rule.groups) | set(rule.group_column.items.values() if rule.group_column else ())
                named |= {rule.group} - {""}
                assert named <= {"no-sen", "sen-support", "ehc-plan", "any-sen", "total"} == GROUPS["sen"].keys(), measure.id


def test_faults_name_a_region_and_a_period() -> None:
    faults = [fault for m in all_measures() for rule in m.sources for fault in rule.faults]
    assert [england()[fault.region].name for fault in faults] == ["Yorkshire and The Humber"]
    assert [parse_period(fault.period).label for fault in faults] == ["2022"]


@pytest.mark.parametrize(
    "wrong",
    [
        MINIMAL + "numeratr: x\n",
        MINIMAL.replace("numerator:", "numeratr:"),
        MINIMAL.replace("kind: count", "kind: shares"),
        MINIMAL.replace("title: X\nshort", "short"),
        MINIMAL.replace("numerator: ehcplans", "faults: [{period: '2022', area: E12000003, why: x}]"),
    ],
)
def test_a_misspelt_field_or_wrong_word_is_refused(wrong: str) -> None:
    assert read_measure(MINIMAL).id == "x"
    with pytest.raises(msgspec.ValidationError):
        read_measure(wrong)


def test_an_unknown_measure_is_told_with_names_near_it() -> None:
    with pytest.raises(ProblemsError, match="Did you mean ks2-rwm-expected"):
        load_measure("ks2-rwm-expcted")
