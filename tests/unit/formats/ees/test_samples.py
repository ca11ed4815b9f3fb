"""The publisher's own examples, when they are there."""

import os
from pathlib import Path

import pytest

from attainable.formats.ees.outcome import Outcome
from attainable.formats.ees.screen import screen
from attainable.values.problem import ProblemsError

_ROOT = Path(__file__).parents[4]
SHARED = Path(os.environ.get("ATTAINABLE_SHARED") or _ROOT.parent / "shared")
SAMPLES = SHARED / "reference" / "samples" / "ees"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"The publisher's samples are not at {SAMPLES}; set ATTAINABLE_SHARED"
)


@pytest.mark.parametrize("name", ["passes_everything", "passes_everything_ancillary", "filter_groups_mix"])
def test_what_the_publisher_passes_has_no_failure(name: str) -> None:
    screening = screen(SAMPLES / "test_files" / f"{name}.csv")
    assert screening.failures == ()
    assert screening.not_run == ()


def test_the_publishers_best_file_has_no_warning_either() -> None:
    assert screen(SAMPLES / "test_files" / "passes_everything.csv").outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("name", "check"), [("fails_everything_ancillary", "hint-on-indicator"), ("data_mandatory_cols", "data-columns-required")]
)
def test_what_the_publisher_fails_fails_for_the_same_reason(name: str, check: str) -> None:
    assert [r.check for r in screen(SAMPLES / "test_files" / f"{name}.csv").failures] == [check]


def test_a_release_without_metadata_says_so() -> None:
    for path in sorted((SAMPLES / "ehc_plans_2025").glob("*.csv")):
        with pytest.raises(ProblemsError) as error:
            screen(path)
        assert [p.code for p in error.value.problems] == ["ees-meta-missing"]
