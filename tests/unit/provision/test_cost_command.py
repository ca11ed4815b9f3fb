"""`attainable provision cost`: what it prints, and what it refuses."""

import json

import pytest
from typer.testing import CliRunner

from attainable.domains.provision.commands import provision
from attainable.values.problem import ProblemsError

RUN = ("--rate", "17.24", "--sessions-per-week", "5", "--minutes", "30", "--group", "3", "--weeks", "38")


def run(*arguments: str):
    return CliRunner().invoke(provision, ["cost", *arguments])


def refused(*arguments: str) -> list[str]:
    error = run(*arguments).exception
    assert isinstance(error, ProblemsError)
    return [problem.what for problem in error.problems]


def test_cost_of_the_whole_run_and_to_date_comes_as_json():
    """Case P6."""
    found = json.loads(run(*RUN, "--done", "20", "--format", "json").stdout)
    assert (found["whole"], found["to_date"]) == (545.93, 287.33)
    assert (found["weeks"], found["done"], found["sessions"]) == (38, 20, 190)


def test_a_new_price_is_used_from_its_first_week_and_not_before():
    """Case P7."""
    found = json.loads(run(*RUN, "--done", "24", "--rate-from", "25=17.93", "--format", "json").stdout)
    assert found["whole"] == 553.98
    assert found["to_date"] == json.loads(run(*RUN, "--done", "24", "--format", "json").stdout)["to_date"]
    assert found["rates"] == [{"from_week": 1, "rate": 17.24}, {"from_week": 25, "rate": 17.93}]


def test_weeks_that_are_not_counted_leave_the_cost_to_date_unsaid():
    assert json.loads(run(*RUN, "--format", "json").stdout)["to_date"] is None
    assert run(*RUN).stdout == "Whole run\t£545.93\n"


def test_a_run_that_has_not_begun_has_cost_nothing():
    assert run(*RUN, "--done", "0").stdout.splitlines()[1] == "To date\t£0.00"


def test_prices_in_any_order_give_the_same_cost():
    one = run(*RUN, "--rate-from", "10=18", "--rate-from", "20=19.5").stdout
    assert one == run(*RUN, "--rate-from", "20=19.5", "--rate-from", "10=18").stdout


def test_every_bad_option_is_reported_at_once():
    assert refused("--rate", "-1", "--sessions-per-week", "5.5", "--minutes", "0", "--group", "none", "--done", "x") == [
        "--sessions-per-week can't be “5.5”.",
        "--minutes can't be “0”.",
        "--group can't be “none”.",
        "--weeks is missing.",
        "--done can't be “x”.",
        "--rate can't be “-1”.",
    ]


@pytest.mark.parametrize("price", ["1=18", "39=18", "25", "25=", "25=x", "=18", "25=0", "25=18.999", "२५=18"])
def test_a_price_without_a_week_of_the_run_or_without_pounds_is_refused(price: str):
    assert len(refused(*RUN, "--rate-from", price)) == 1


def test_two_prices_from_the_same_week_are_refused():
    assert refused(*RUN, "--rate-from", "25=18", "--rate-from", "25=19") == ["--rate-from can't be “25=19”."]


def test_more_weeks_to_date_than_the_run_has_are_refused():
    assert refused(*RUN, "--done", "39") == ["--done can't be “39”."]


def test_a_group_that_exists_for_one_child_is_charged_whole():
    assert json.loads(run(*RUN, "--only-child", "--format", "json").stdout)["whole"] == 1637.8


def test_equipment_is_charged_a_share_for_each_year_that_it_lasts():
    found = json.loads(run(*RUN, "--done", "20", "--once", "500", "--once-years", "5", "--format", "json").stdout)
    assert (found["once"], found["whole"], found["to_date"]) == (100.0, 645.93, 387.33)


def test_equipment_without_a_price_or_with_no_years_is_refused_with_the_rest():
    assert len(refused(*RUN, "--once", "0", "--once-years", "0", "--done", "39")) == 3
