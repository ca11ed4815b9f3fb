"""The legal clock of EHC assessments, plans and reviews. Case numbers are those of the acceptance cases, part (c)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attainable.domains.casework.rules import clock, clock_disputes
from attainable.domains.casework.rules.exceptions import KINDS, Excuse
from attainable.domains.casework.rules.law import limits
from attainable.domains.casework.rules.states import standing, warned

D = dt.date
RECEIVED = D(2026, 6, 1)
MEETING = D(2026, 9, 10)
DAYS = st.dates(D(2015, 1, 1), D(2027, 6, 1))


def by_id(steps):
    return {step.id: step for step in steps}


def dues(steps):
    return {step.id: step.due for step in steps}


def test_a_request_of_1_june_2026():
    """Case C1: 6, 16 and 20 weeks are 13 July, 21 September and 19 October."""
    found = dues(clock.needs_assessment(RECEIVED))
    assert found["decide-to-assess"] == D(2026, 7, 13)
    assert found["no-plan"] == D(2026, 9, 21) and found["final-plan"] == D(2026, 10, 19)


def test_on_the_day_is_in_time_and_the_day_after_is_late():
    """Case C1."""
    due = D(2026, 7, 13)
    assert standing(due, due, met=due).state == "met" and standing(due, due).words == "Due today"
    assert standing(due, due + dt.timedelta(1)).words == "1 day late"


@pytest.mark.parametrize(
    ("asked", "applies"), [(D(2026, 7, 15), False), (D(2026, 7, 16), True), (D(2026, 8, 26), True), (D(2026, 8, 27), False)]
)
def test_a_school_closed_for_the_summer_excuses_only_advice_asked_in_its_window(asked, applies):
    """Case C2: closed from 23 July to 1 September 2026, 41 days. The due date stays in either case."""
    excuse = Excuse("a", D(2026, 7, 23), D(2026, 9, 1), asked)
    assert excuse.applies == applies
    steps = by_id(clock.needs_assessment(RECEIVED, advice_asked=asked, excuses=(excuse,)))
    assert steps["final-plan"].due == D(2026, 10, 19)
    assert ("excuses a late step" in steps["final-plan"].note) == applies
    assert ("does not apply" in steps["final-plan"].note) != applies


@pytest.mark.parametrize("kind", ["a", "b"])
def test_two_weeks_at_christmas_never_excuse(kind):
    """Case C2."""
    excuse = Excuse(kind, D(2026, 12, 19), D(2027, 1, 3), D(2026, 12, 18))
    assert not excuse.applies and "16 days are fewer than 4 weeks." in excuse.note("final-plan")


def test_28_days_absent_excuse_and_27_do_not():
    first = D(2026, 3, 2)
    assert Excuse("d", first, first + dt.timedelta(27)).applies
    assert not Excuse("d", first, first + dt.timedelta(26)).applies
    assert not Excuse("d").applies and Excuse("c").applies


def test_advice_that_is_late_for_lack_of_staff_is_no_exception():
    """Case C3: there is no kind of exception for it, and a late plan is late."""
    assert not any("staff" in words.lower() for words in KINDS.values()) and sorted(KINDS) == ["a", "b", "c", "d"]
    assert standing(D(2026, 10, 19), D(2026, 12, 1), met=D(2026, 11, 30)).is_late


def test_an_excuse_never_makes_a_late_step_one_in_time():
    found = standing(D(2026, 10, 19), D(2026, 12, 1), met=D(2026, 11, 30), excused=True)
    assert found.state == "excused" and "42 days late, excused" in found.words


def test_the_family_has_fifteen_days_that_begin_with_the_day_of_service():
    found = dues(clock.needs_assessment(RECEIVED))
    assert found["representations"] - found["draft-plan"] == dt.timedelta(14)
    assert found["final-plan"] - found["representations"] == dt.timedelta(1)


def test_a_move_is_counted_in_working_days_that_begin_with_the_day_of_becoming_aware():
    """Case C4: Good Friday and Easter Monday do not count; the day itself does."""
    assert dues(clock.move(D(2026, 3, 18), moved=D(2026, 3, 9)))["old-council-sends"] == D(2026, 4, 9)


def test_a_council_that_knew_in_time_sends_the_plan_on_the_day_of_the_move():
    """Case C4."""
    step = by_id(clock.move(D(2026, 3, 18), moved=D(2026, 5, 1)))["old-council-sends"]
    assert step.due == D(2026, 5, 1) and "on the day of the move" in step.note


def test_the_new_council_tells_within_six_weeks():
    """Case C5."""
    found = dues(clock.move(D(2026, 3, 18), transferred=D(2026, 4, 9)))
    assert found["new-council-tells"] == D(2026, 5, 21) and found["new-council-reviews"] == D(2026, 7, 8)


def test_the_new_council_reviews_by_the_later_of_a_year_and_three_months():
    """Case C5."""
    early = dues(clock.move(D(2026, 3, 18), transferred=D(2026, 4, 9), reviewed=D(2025, 5, 1)))
    late = dues(clock.move(D(2026, 3, 18), transferred=D(2026, 4, 9), reviewed=D(2026, 2, 1)))
    assert early["new-council-reviews"] == D(2026, 7, 8) and late["new-council-reviews"] == D(2027, 1, 31)


def test_a_letter_without_the_changes_stops_no_clock():
    """Case C7: the notice of 20 November is late, and the final plan is still due twelve weeks after the meeting."""
    steps = by_id(clock.review(MEETING, notice=D(2026, 11, 20), letter=D(2026, 10, 6)))
    assert steps["review-decision"].due == D(2026, 10, 8) and "carries no proposed changes" in steps["review-decision"].note
    assert steps["amendment-notice"].due == D(2026, 10, 8) and "is late" in steps["amendment-notice"].note
    assert steps["amended-plan-outer"].due == D(2026, 12, 3)


def test_the_final_plan_is_due_eight_weeks_after_a_notice_in_time():
    steps = by_id(clock.review(MEETING, notice=D(2026, 9, 20)))
    assert steps["amended-plan"].due == D(2026, 11, 15) and "amended-plan-outer" not in steps
    assert steps["amendment-comments"].due == D(2026, 10, 4) and steps["review-report"].due == D(2026, 9, 24)


@pytest.mark.parametrize(
    ("into", "year", "final", "meeting"),
    [
        ("secondary", 2027, D(2027, 2, 15), D(2026, 11, 23)),
        ("post-16", 2027, D(2027, 3, 31), D(2027, 1, 6)),
        ("post-16", 2028, D(2028, 3, 31), D(2028, 1, 7)),
        ("reception", 2027, D(2027, 2, 15), D(2026, 11, 23)),
        ("secondary", 2019, D(2019, 2, 15), D(2018, 11, 23)),
    ],
)
def test_a_transfer_has_its_day_and_the_meeting_leaves_twelve_weeks(into, year, final, meeting):
    """Cases C8 and C19: a child of four who starts Reception is no exception; a leap year moves the meeting by a day."""
    steps = clock.phase_transfer(into, year)
    assert [step.due for step in steps] == [meeting, final]


def test_a_move_between_colleges_is_five_months_before():
    assert clock.phase_transfer("between-post-16", 2027, moves=D(2027, 7, 31))[1].due == D(2027, 2, 28)


def test_a_transfer_and_a_move_of_home_run_both():
    """Case C10: neither clock knows of the other."""
    transfer = clock.phase_transfer("post-16", 2027)[1]
    moved = by_id(clock.move(D(2027, 3, 1), moved=D(2027, 8, 1)))["old-council-sends"]
    assert (transfer.due, moved.due) == (D(2027, 3, 31), D(2027, 8, 1))


def test_a_plan_is_kept_until_the_time_for_an_appeal_has_passed():
    """Case C11: notice on 1 June 2026; with a certificate of 20 July the family has until 20 August."""
    assert clock_disputes.appeal_ends(D(2026, 6, 1)) == D(2026, 8, 1)
    kept = by_id(clock_disputes.ceasing(D(2026, 6, 1), certificate=D(2026, 7, 20)))["plan-kept"]
    assert kept.due == D(2026, 8, 20) and "section 45(4)" in kept.rule


def test_an_early_certificate_does_not_shorten_two_months():
    assert clock_disputes.appeal_ends(D(2026, 6, 1), D(2026, 6, 10)) == D(2026, 8, 1)


def test_an_appeal_about_the_school_alone_needs_no_mediation():
    steps = clock_disputes.appeal(D(2026, 6, 1), school_only=True)
    assert [step.id for step in steps] == ["appeal"] and not steps[0].note


def test_mediation_is_arranged_in_thirty_days_and_certified_in_three_working_days():
    steps = dues(clock_disputes.appeal(D(2026, 3, 2), mediation_asked=D(2026, 3, 10), mediation_ended=D(2026, 4, 1)))
    assert steps["mediation-arranged"] == D(2026, 4, 9)
    assert steps["mediation-certificate"] == D(2026, 4, 8), "Good Friday and Easter Monday lie between"


def test_a_concession_is_counted_from_the_notice_to_the_tribunal():
    """Case C13."""
    found = [step.due for step in clock_disputes.concession("assess", D(2026, 8, 3))]
    assert found == [D(2026, 8, 17), D(2026, 10, 12), D(2026, 11, 9)]


@pytest.mark.parametrize(
    ("kind", "weeks"),
    [
        ("assess", [2, 10, 14]),
        ("plan", [5, 11]),
        ("contents", [5]),
        ("school", [2]),
        ("contents-and-school", [5]),
        ("continue", [0]),
    ],
)
def test_an_order_has_its_own_clock(kind, weeks):
    ordered = D(2026, 2, 2)
    assert [step.due for step in clock_disputes.order(kind, ordered)] == [ordered + dt.timedelta(weeks=n) for n in weeks]


def test_an_order_to_decide_again_has_no_day_of_ours():
    (step,) = clock_disputes.order("refer-back", D(2026, 2, 2))
    assert step.due is None and step.as_record()["due"] is None


def test_a_reassessment_is_told_in_15_days_and_ends_14_weeks_after_the_notice():
    found = dues(clock.reassessment(D(2026, 6, 1), notice=D(2026, 6, 10)))
    assert found == {"reassess-decision": D(2026, 6, 16), "reassess-finished": D(2026, 9, 16)}


@pytest.mark.parametrize(("left", "warning"), [(15, None), (14, 14), (8, 14), (7, 7), (1, 7), (0, 0), (-1, None)])
def test_a_step_is_warned_of_at_14_7_and_0_days(left, warning):
    on = D(2026, 6, 1)
    assert warned(on + dt.timedelta(left), on) == warning


def test_every_limit_names_its_rule_and_how_it_counts():
    for name, versions in limits().items():
        for one in versions:
            assert one.rule and one.counted, name
            assert bool(one.month) != bool(one.unit), name


def slow_day(start, days):
    """Day after day."""
    day = start
    for _ in range(days):
        day += dt.timedelta(days=1)
    return day


@given(DAYS)
def test_an_assessment_agrees_with_counting_day_after_day(received):
    found = dues(clock.needs_assessment(received))
    assert found["decide-to-assess"] == slow_day(received, 42)
    assert found["advice"] == slow_day(received, 84)
    assert found["no-plan"] == slow_day(received, 112) and found["final-plan"] == slow_day(received, 140)


@given(DAYS, st.integers(0, 120))
def test_an_amended_plan_is_never_due_later_than_twelve_weeks_after_the_meeting(meeting, later):
    notice = slow_day(meeting, later)
    final = next(step for step in clock.review(meeting, notice=notice) if step.id.startswith("amended-plan"))
    assert final.due == min(slow_day(notice, 56), slow_day(meeting, 84))


@given(DAYS, st.integers(-60, 120))
def test_a_moved_plan_is_sent_on_the_later_of_the_two_days(aware, later):
    moved = aware + dt.timedelta(later)
    sent = dues(clock.move(aware, moved=moved))["old-council-sends"]
    assert sent == max(moved, dues(clock.move(aware))["old-council-sends"])


@given(DAYS, st.integers(0, 200))
def test_an_appeal_never_ends_before_two_months(notice, later):
    end = clock_disputes.appeal_ends(notice, slow_day(notice, later))
    assert end >= clock_disputes.appeal_ends(notice)
