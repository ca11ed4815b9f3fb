"""The scrutiny paper of real authorities, read as a councillor would: what comes first, what is judged, and what can't be."""

from functools import cache

import pytest
from tests.real import NEEDS_REAL
from tests.unit.evidence.measures.small import shown

from attainable.documents.model import Table
from attainable.evidence.catalogue import Catalogue
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.papers.district_sections import district_sen
from attainable.evidence.papers.districts import district_view
from attainable.evidence.papers.findings import Finding, Unjudged, findings
from attainable.evidence.papers.summary import lines_of, summary
from attainable.warehouse.adding import AddReport

pytestmark = NEEDS_REAL

AUTHORITIES = (
    "Lancashire",
    "Bracknell Forest",
    "Knowsley",
    "Hackney",
    "Isles of Scilly",
    "Isle of Wight",
    "Rutland",
    "Middlesbrough",
)


@pytest.fixture(scope="session")
def catalogue(real_files: tuple[AddReport, Catalogue]) -> Catalogue:
    return real_files[1]


@cache
def _found(catalogue: Catalogue, name: str) -> tuple[Finding, ...]:
    return tuple(findings(Evidence(catalogue, name)))


def _named(catalogue: Catalogue, name: str) -> dict[tuple[str, str], Finding]:
    return {(f.subject.measure, f.ours.group): f for f in _found(catalogue, name)}


@pytest.mark.parametrize("name", AUTHORITIES)
def test_ten_lines_name_every_headline_and_claim_only_what_is_clear(catalogue: Catalogue, name: str) -> None:
    found = _found(catalogue, name)
    lines = lines_of(found)
    assert 1 < len(lines) <= 10
    for one in found:
        assert any(one.name in line for line in lines), one.name
    for one in found:
        mine = [line for line in lines if f": {one.name}," in line]
        if one.unjudged or not one.is_clear:
            assert all(line.startswith(("Cannot be judged", "No clear")) for line in mine), mine


def test_lancashire_leads_with_the_fall_in_twenty_weeks_and_keeps_its_worst_attainment(catalogue: Catalogue) -> None:
    lines = list(summary(Evidence(catalogue, "Lancashire")).lines)
    assert lines[0].startswith(
        "Getting worse, and worse than England: Plans within 20 weeks, 17.3% in 2024, down 62.9 percentage points (60.1 to 65.5) "
        "from 80.2% in 2023. England: 46.4%; "
    )
    assert lines[1].startswith("Getting worse, and worse than England: Plans over a year, 13.8% in 2024")
    worse = " ".join(line for line in lines if "worse" in line.lower())
    assert "Year 1 phonics (SEN support), 44% in 2024/25. England: 52%; 147th of 151 authorities" in worse
    assert "276%" not in " ".join(lines)
    assert not any(line.startswith(("Better", "Clearly better")) and "Suspensions" in line for line in lines)


def test_figures_without_numbers_of_pupils_are_never_ahead_or_behind(catalogue: Catalogue) -> None:
    for name in AUTHORITIES:
        for (measure, _), one in _named(catalogue, name).items():
            if measure in ("suspension-rate", "persistent-absence"):
                assert one.unjudged in (Unjudged.RATES, Unjudged.FEW, Unjudged.MISSING) and not one.is_clear


def test_the_return_of_the_isle_of_wight_is_doubtful_and_no_headline(catalogue: Catalogue) -> None:
    found = _named(catalogue, "Isle of Wight")
    doubtful = {measure for (measure, _), one in found.items() if one.unjudged is Unjudged.DOUBTFUL}
    assert doubtful == {"ehc-20-weeks", "ehc-over-one-year", "ehc-requests", "ehc-requests-refused", "ehc-six-weeks"}
    assert found["ehc-20-weeks", "total"].ours.doubt == "7 plans issued, but 193 in 2022."


def test_lancashires_requests_are_counted_from_the_first_return_that_can_be_believed(catalogue: Catalogue) -> None:
    rows = shown(catalogue, "ehc-requests", "Lancashire", "change")
    assert [(r.unit, round(r.value or 0, 1), r.compared[1].period.label) for r in rows] == [
        ("requests", 1098.0, "2023"),
        ("%", 42.9, "2023"),
        ("times", 1.4, "2023"),
    ]
    (year,) = shown(catalogue, "ehc-requests", "Lancashire", periods=["2022"])
    assert (year.value, year.doubt) == (972, "0 requests refused, but 291 in 2021 and 177 in 2023.")


def test_of_comparisons_called_clear_few_are_chance(catalogue: Catalogue) -> None:
    """The false discovery rate calls fewer differences clear than each interval for itself does."""
    for name in AUTHORITIES:
        made = [c for f in _found(catalogue, name) for c in (f.level, f.change) if c is not None]
        alone = sum(c.p_value < 0.05 for c in made)
        assert sum(c.is_clear for c in made) <= alone


def test_half_days_of_a_million_sessions_are_those_of_some_thousand_pupils(catalogue: Catalogue) -> None:
    rows = [
        r for r in shown(catalogue, "attendance", "Lancashire", groups=["ehc-plan"]) if r.period.label == "2025/26 autumn term"
    ]
    assert [(round(r.value or 0, 1), round(r.lower or 0, 1), round(r.upper or 0, 1)) for r in rows] == [(86.5, 85.2, 87.7)]


def test_a_school_in_another_authority_makes_no_district(catalogue: Catalogue) -> None:
    view = district_view(catalogue, catalogue.register.find("Lancashire"))
    assert view.sen is not None
    districts = {row.area.name for row in view.sen} - {"Lancashire"}
    assert len(districts) == 12 and "Blackburn with Darwen" not in districts
    assert view.elsewhere == {"Blackburn with Darwen": 1}
    assert view.schools["Lancashire"] == sum(view.schools[name] for name in districts) + 1
    (table,) = [b for b in district_sen(view, "E10000017") if isinstance(b, Table)]
    assert table.notes[-1] == (
        "The last row includes schools of the authority in places that belong to another authority: Blackburn with Darwen "
        "(1 school)."
    )
