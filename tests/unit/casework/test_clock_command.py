"""The command `attainable clock`: the same steps as the rules, and every wrong option at once."""

import json

import pytest
from typer.testing import CliRunner

from attainable.domains.casework.commands.clock import clock
from attainable.values.problem import ProblemsError


def run(*words):
    result = CliRunner().invoke(clock, [*words], catch_exceptions=False)
    return result.stdout


def steps(*words):
    return json.loads(run(*words, "--format", "json"))


def test_steps_have_five_keys():
    found = steps("needs-assessment", "--received", "2026-06-01")
    assert all(set(step) == {"step", "due", "rule", "counted", "note"} for step in found)
    assert [step["due"] for step in found if "final plan" in step["step"]] == ["2026-10-19"]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (["phase-transfer", "--into", "secondary", "--year", "2027"], ["2026-11-23", "2027-02-15"]),
        (["reassessment", "--asked", "2026-06-01", "--notice", "2026-06-10"], ["2026-06-16", "2026-09-16"]),
        (["order", "--kind", "plan", "--on", "2026-02-02"], ["2026-03-09", "2026-04-20"]),
        (["concession", "--kind", "school", "--notice", "2026-08-03"], ["2026-08-17"]),
        (["appeal", "--decision", "2026-06-01", "--certificate", "2026-07-20"], ["2026-08-01", "2026-08-20"]),
        (["cease", "--notice", "2026-06-01"], ["2026-08-01", "2026-08-01", "2026-08-01"]),
    ],
)
def test_each_clock(words, days):
    assert [step["due"] for step in steps(*words)] == days


def test_a_review_and_a_move():
    assert "2026-12-03" in [s["due"] for s in steps("review", "--meeting", "2026-09-10", "--notice", "2026-11-20")]
    assert steps("move", "--aware", "2026-03-18", "--moved", "2026-03-09")[0]["due"] == "2026-04-09"


def test_text_has_a_line_for_each_step():
    lines = run("order", "--kind", "refer-back", "--on", "2026-02-02").splitlines()
    assert len(lines) == 1 and lines[0].startswith("as ordered\t")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["needs-assessment", "--received", "1 June", "--exception", "e", "--closed", "2026-07-23", "--format", "xml"], 4),
        (["needs-assessment", "--received", "2026-06-01", "--advice-asked", "2026-05-01"], 1),
        (["needs-assessment", "--received", "2026-06-01", "--closed", "2026-07-23,2026-07-01"], 2),
        (["review", "--meeting", "2026-09-10", "--notice", "2026-09-01", "--letter", "x"], 2),
        (["phase-transfer", "--into", "university", "--year", "2027", "--moves", "2027-01-01"], 2),
        (["phase-transfer", "--into", "between-post-16", "--year", "2027", "--moves", "2026-01-01"], 1),
        (["order", "--kind", "nothing", "--on", "2026-02-30"], 2),
        (["move", "--aware", "20260318"], 1),
        (["move", "--aware", "2028-12-28"], 1),
    ],
)
def test_every_wrong_option_is_named_at_once(words, said):
    with pytest.raises(ProblemsError) as raised:
        CliRunner().invoke(clock, words, catch_exceptions=False)
    assert len(raised.value.problems) == said
    assert all(problem.mend for problem in raised.value.problems)
