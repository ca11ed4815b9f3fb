"""How many pupils with and without SEN reach the expected standard at the end of primary school.

Each test gives a small table as the Department for Education prints it (group, eligible pupils, pupils who met the
standard) and says what comes out of it.
"""

from pathlib import Path
from typing import Any

import pytest
from tests.unit.evidence.measures import small
from tests.unit.evidence.measures.small import BLACKPOOL, BOLTON, LANCASHIRE, Place, ks2, shown, store

from attainable.evidence.catalogue import Catalogue

MEASURE = "ks2-rwm-expected"


def given(folder: Path, table: str, place: Place = LANCASHIRE) -> Catalogue:
    """A store with the table: lines of `group | eligible | met`."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    rows = [ks2(place, group, of, met, "c" if met == "c" else None) for group, of, met in lines]
    return store(folder, ks2=(small.KS2, rows))


def table_of(catalogue: Catalogue, *question: str | None, **asking: Any) -> str:
    """What comes out: lines of `group | figure | interval`."""
    lines = []
    for row in shown(catalogue, MEASURE, "Lancashire", *question, **asking):
        figure = f"{row.value:.1f} | {row.lower:.1f} to {row.upper:.1f}" if row.value is not None else f"{row.mark} | "
        lines.append(f"{row.group} | {figure}".strip())
    return "\n".join(lines)


def test_each_group_has_its_percentage_and_any_sen_is_both_groups_together(tmp_path: Path) -> None:
    catalogue = given(
        tmp_path,
        """
        No SEN      | 1000 | 700
        SEN support |  200 |  50
        EHC plan    |   50 |   5
        """,
    )
    assert table_of(catalogue) == "\n".join(
        [
            "no-sen | 70.0 | 67.1 to 72.8",
            "any-sen | 22.0 | 17.3 to 27.5",
            "sen-support | 25.0 | 19.5 to 31.4",
            "ehc-plan | 10.0 | 4.3 to 21.4",
        ]
    )


def test_a_number_that_was_hidden_stays_hidden_and_so_does_what_needs_it(tmp_path: Path) -> None:
    catalogue = given(
        tmp_path,
        """
        No SEN      | 1000 | 700
        SEN support |  200 |  50
        EHC plan    |    c |   c
        """,
    )
    assert table_of(catalogue) == "no-sen | 70.0 | 67.1 to 72.8\nsen-support | 25.0 | 19.5 to 31.4\nehc-plan | c |"
    assert table_of(catalogue, "gap", between="no-sen,ehc-plan") == "no-sen vs ehc-plan | c |"


def test_the_gap_is_the_first_group_minus_the_second(tmp_path: Path) -> None:
    catalogue = given(tmp_path, "No SEN | 1000 | 700\nAll SEN | 250 | 55")
    assert table_of(catalogue, "gap", between="no-sen,any-sen") == "no-sen vs any-sen | 48.0 | 41.7 to 53.4"
    assert table_of(catalogue, "gap", between="any-sen,no-sen") == "any-sen vs no-sen | -48.0 | -53.4 to -41.7"


def test_the_odds_ratio_says_how_many_times_the_odds(tmp_path: Path) -> None:
    """60 of 100 are odds of 1.5; 20 of 100 are odds of 0.25; 1.5 is six times 0.25."""
    catalogue = given(tmp_path, "No SEN | 100 | 60\nAll SEN | 100 | 20")
    assert table_of(catalogue, "odds-ratio") == "no-sen vs any-sen | 6.0 | 3.2 to 11.3"
    assert table_of(catalogue, "risk-ratio") == "no-sen vs any-sen | 3.0 | 2.0 to 4.6"


def test_when_nobody_reached_it_no_ratio_is_made_up_for_a_handful_of_children(tmp_path: Path) -> None:
    catalogue = given(tmp_path, "No SEN | 100 | 60\nEHC plan | 6 | 0")
    assert table_of(catalogue, "odds-ratio", between="no-sen,ehc-plan") == "no-sen vs ehc-plan | x |"
    assert table_of(catalogue, groups=["ehc-plan"]) == "ehc-plan | 0.0 | 0.0 to 39.0"


@pytest.mark.parametrize(("met", "place"), [(500, "1 (1 to 2)"), (420, "2 (1 to 3)"), (100, "3 (3 to 3)")])
def test_a_rank_tells_the_ranks_that_cant_be_ruled_out(tmp_path: Path, met: int, place: str) -> None:
    """Bolton has 45 per cent and Blackpool 37.5 per cent of 1,000 and of 40 pupils."""
    rows = [ks2(LANCASHIRE, "No SEN", 1000, met), ks2(BOLTON, "No SEN", 1000, 450), ks2(BLACKPOOL, "No SEN", 40, 15)]
    (row,) = shown(store(tmp_path, ks2=(small.KS2, rows)), MEASURE, "Lancashire", "rank")
    assert f"{row.value:.0f} ({row.lower:.0f} to {row.upper:.0f})" == place
