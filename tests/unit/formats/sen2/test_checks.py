"""Each check of a SEN2 return: one return that it finds, and a valid one that it does not."""

import datetime as dt
from copy import deepcopy

import pytest

from attainable.demo.returns import make
from attainable.formats.sen2.checks import catalogue, check
from attainable.formats.sen2.judged import Schools
from attainable.formats.sen2.measures import measures
from attainable.formats.sen2.spec import YEARS
from attainable.values.identifiers import upn_letter

LATE = {"S207", "S305", "S511", "S514"}
ON = dt.date(2026, 1, 15)


def numbers(found, **more):
    return [one.check for one in check(found, **more)]


@pytest.mark.parametrize("year", YEARS)
def test_a_valid_return_has_no_errors_and_only_queries_about_lateness(year):
    found = list(check(make(300, year)))
    assert {one.check for one in found if one.level == "error"} == set()
    assert {one.check for one in found} <= LATE


def one(kind="new"):
    """A return of one person of a kind: with a new plan, refused, waiting, with an older plan, or with one that ceased."""
    for seed in range(400):
        made = make(1, 2026, seed=seed)
        request = made.people[0]["Requests"][0]
        plan = (request.get("Assessment") or {}).get("NamedPlan") or {}
        is_kind = {
            "new": request["RequestOutcome"] == "Y",
            "refused": request["RequestOutcome"] == "N",
            "waiting": request["RequestOutcome"] == "A",
            "older": request["RequestOutcome"] == "H" and "ActivePlans" in request,
            "ceased": "CeaseDate" in plan,
        }[kind]
        if is_kind and not set(numbers(made)) - LATE:
            return made
    raise AssertionError(kind)


def person(made):
    return made.people[0]


def request(made):
    return person(made)["Requests"][0]


def assessment(made):
    return request(made)["Assessment"]


def plan(made):
    return assessment(made)["NamedPlan"]


def active(made):
    return request(made)["ActivePlans"]


def detail(made):
    return plan(made)["PlanDetail"][0]


def placement(made):
    return active(made)["PlacementDetail"][0]


def put(block, **items):
    def change(made):
        block(made).update(items)

    return change


def drop(block, *items):
    def change(made):
        for item in items:
            block(made).pop(item, None)

    return change


def header(made):
    return made.header


def both(*changes):
    def change(made):
        for one_change in changes:
            one_change(made)

    return change


def twice(made):
    other = deepcopy(made.people[0])
    other["UPNunknown"] = ""
    made.people.append(other)


def same_names(made):
    other = deepcopy(made.people[0])
    body = "873999999999"
    other["UPN"] = upn_letter(body) + body
    made.people.append(other)


def second_detail(made):
    plan(made)["PlanDetail"].append({"URN": "100001", "PlacementRank": "1"})


def took(asked, outcome, **items):
    """The request of this day, and the outcome of the assessment on that."""
    return both(put(request, ReceivedDate=asked), put(assessment, AssessmentOutcomeDate=outcome, **items))


FAULTY = [
    ("S001", "new", put(person, PersonBirthDate="5 May")),
    ("S002", "new", put(person, Ethnicity="XXXX")),
    ("S003", "new", put(person, GenderCurrent="1")),
    ("S101", "new", drop(person, "Surname")),
    ("S102", "new", drop(person, "UPN")),
    ("S103", "new", put(person, UPN="A873000000001")),
    ("S104", "new", put(person, UniqueLearnerNumber="1234567890")),
    ("S105", "new", put(person, UPNunknown="UN5")),
    ("S106", "new", both(drop(person, "UPN"), put(person, UPNunknown="UN1", PersonBirthDate="2015-01-01"))),
    ("S107", "new", put(person, PersonBirthDate="2026-01-16")),
    ("S107", "older", put(person, PersonBirthDate="1999-08-30")),
    ("S108", "older", put(person, PersonBirthDate="1999-09-01")),
    ("S109", "new", twice),
    ("S113", "new", same_names),
    ("S110", "new", drop(person, "PostCode")),
    ("S110", "new", put(person, PostCode="nowhere")),
    ("S112", "new", drop(person, "Requests")),
    ("S201", "waiting", drop(request, "RequestOutcome")),
    ("S202", "waiting", drop(request, "ReceivedDate")),
    ("S203", "waiting", put(request, ReceivedDate="2026-01-02")),
    ("S203", "waiting", put(request, ReceivedDate="1990-01-02")),
    ("S204", "waiting", put(request, ReceivedDate="2023-12-31")),
    ("S205", "refused", drop(request, "RequestOutcomeDate")),
    ("S206", "refused", put(request, RequestOutcomeDate="2024-12-01")),
    ("S206", "refused", put(request, RequestOutcomeDate="2026-02-01")),
    ("S207", "refused", put(request, ReceivedDate="2025-01-01", RequestOutcomeDate="2025-02-13")),
    ("S208", "waiting", put(request, ReceivedDate="2025-11-18")),
    ("S209", "new", put(request, RequestOutcome="W")),
    ("S210", "waiting", drop(request, "RequestSource")),
    ("S211", "waiting", put(request, Exported="873")),
    ("S211", "new", put(request, Exported="888")),
    ("S301", "new", put(request, RequestOutcome="N")),
    ("S302", "refused", put(request, RequestOutcome="Y")),
    ("S303", "new", drop(assessment, "AssessmentOutcomeDate")),
    ("S304", "new", put(assessment, AssessmentOutcomeDate="2025-01-01")),
    ("S304", "new", put(assessment, AssessmentOutcomeDate="2026-01-16")),
    (
        "S305",
        "new",
        both(put(request, ReceivedDate="2025-01-01"), put(assessment, AssessmentOutcomeDate="2025-05-22", Week20="0")),
    ),
    (
        "S306",
        "new",
        both(put(request, ReceivedDate="2025-01-01"), put(assessment, AssessmentOutcome="N", AssessmentOutcomeDate="2025-04-24")),
    ),
    ("S307", "new", drop(assessment, "Week20")),
    (
        "S308",
        "new",
        both(put(request, ReceivedDate="2025-01-01"), put(assessment, AssessmentOutcomeDate="2025-05-21", Week20="1")),
    ),
    ("S401", "new", drop(plan, "StartDate")),
    ("S401", "new", put(plan, StartDate="2026-01-16")),
    ("S402", "new", put(detail, UKPRN="10000001")),
    ("S402", "new", drop(detail, "URN")),
    ("S403", "new", drop(detail, "PlacementRank")),
    ("S403", "new", second_detail),
    ("S404", "new", both(drop(detail, "URN"), put(detail, SENSetting="OTH"))),
    ("S404", "new", both(drop(detail, "URN"), put(detail, SENSetting="NEET"))),
    ("S407", "new", both(drop(detail, "URN"), put(detail, SENSetting="OLA", SENunitIndicator="1"))),
    ("S408", "new", put(plan, CeaseReason="1")),
    ("S408", "ceased", drop(plan, "CeaseReason")),
    ("S409", "ceased", put(plan, CeaseDate="2001-01-01")),
    ("S409", "older", put(plan, CeaseDate="2025-12-01", CeaseReason="2")),
    ("S410", "ceased", both(put(plan, CeaseReason="1"), put(person, PersonBirthDate="2010-01-01"))),
    ("S411", "new", put(plan, DP="E", PB="0")),
    ("S501", "older", drop(active, "PlacementDetail")),
    ("S502", "older", put(placement, SENSetting="OLA")),
    ("S502", "older", drop(placement, "EntryDate")),
    ("S504", "older", both(drop(placement, "URN"), put(placement, SENSetting="NIEO"))),
    ("S505", "older", both(drop(placement, "URN"), put(placement, SENSetting="NEET"), put(person, PersonBirthDate="2015-01-01"))),
    ("S506", "older", put(placement, LeavingDate="2001-01-01")),
    ("S507", "older", drop(active, "SENneed")),
    ("S507", "older", put(active, SENneed=[{"SENtype": "ASD", "SENtypeRank": "2"}])),
    ("S507", "older", put(active, SENneed=[{"SENtype": "ASD", "SENtypeRank": "1"}, {"SENtype": "ASD", "SENtypeRank": "2"}])),
    ("S508", "older", put(active, SENneed=[{"SENtype": "NSA", "SENtypeRank": "1"}])),
    ("S509", "older", drop(active, "ReviewMeeting", "ReviewOutcome", "LastReview", "ReviewDraft")),
    ("S510", "older", drop(active, "LastReview", "ReviewDraft")),
    ("S511", "older", put(active, ReviewMeeting="2025-03-01", LastReview="2025-03-30")),
    ("S512", "older", put(active, ReviewMeeting="2025-03-01", LastReview="2025-02-28")),
    ("S513", "older", both(put(active, ReviewOutcome="A"), drop(active, "ReviewDraft"))),
    ("S514", "older", both(drop(active, "PhaseTransferDueDate"), put(person, PersonBirthDate="2014-10-01"))),
    ("S514", "older", put(active, PhaseTransferFinalDate="2026-02-16")),
    ("S515", "older", put(active, TransferLA="873")),
    ("S601", "older", drop(header, "DSCO")),
    ("S601", "older", put(header, LEA="Kent")),
    ("S601", "older", put(header, ReferenceDate="2026-01-18")),
]


@pytest.mark.parametrize(("number", "kind", "change"), FAULTY, ids=[f"{n}-{at}" for at, (n, _, _) in enumerate(FAULTY)])
def test_each_check_finds_what_it_is_for_and_nothing_before(number, kind, change):
    made = deepcopy(one(kind))
    assert number not in set(numbers(made)) - LATE
    change(made)
    found = [finding for finding in check(made) if finding.check == number]
    assert found and all(finding.what and finding.mend and "{" not in finding.what for finding in found)


def test_a_check_of_the_register_runs_only_where_it_is_given():
    made = one("new")
    placement(made)["SENunitIndicator"] = detail(made)["SENunitIndicator"] = "1"
    assert not {"S405", "S406", "S503"} & set(numbers(made))
    assert {"S406", "S503"} <= set(numbers(made, schools=Schools({"100001"})))
    assert not {"S406", "S503"} & set(numbers(made, schools=Schools({"100001"}, units={"100001"})))
    assert numbers(made, schools=Schools({"100002"})).count("S405") == 2


def test_every_check_of_the_catalogue_is_shown_to_find_something():
    assert {number for number, _, _ in FAULTY} | {"S405", "S406", "S503"} == set(catalogue())
    assert all(known.level in ("error", "query") and not known.dfe for known in catalogue().values())


def test_a_return_is_judged_on_its_reference_date_whatever_the_day():
    """Case C20: 21 January 2027. Somebody who is 25 on 31 August 2026 is asked about in 2027, and not in 2026."""
    for year, asked in ((2026, False), (2027, True)):
        made = make(1, year, seed=3)
        made.people[0]["PersonBirthDate"] = "2001-03-01"
        assert ("S108" in numbers(made)) == asked
    assert list(check(make(20, 2027))) == list(check(make(20, 2027), on=dt.date(2027, 1, 21)))


def test_checks_of_a_later_year_are_not_asked_of_an_earlier_one():
    made = make(200, 2024)
    assert "S210" not in numbers(made) and "S513" not in numbers(made)


def slowly(made):
    """The measures, counted row by row in the plainest way."""
    made_in = lambda text: text[:4] == "2025"  # noqa: E731
    took = lambda a, b: (dt.date.fromisoformat(b) - dt.date.fromisoformat(a)).days  # noqa: E731
    counts: dict[str, tuple[int, int]] = {}

    def note(id, met):
        top, bottom = counts.get(id, (0, 0))
        counts[id] = (top + met, bottom + 1)

    for one_person in made.people:
        for row in one_person["Requests"]:
            received, given = row.get("ReceivedDate", ""), row.get("Assessment", {})
            if made_in(received):
                note("requests-agreed", row["RequestOutcome"] == "Y")
                note("requests-refused", row["RequestOutcome"] == "N")
                if row["RequestOutcome"] in "YN":
                    note("decided-in-6-weeks", took(received, row["RequestOutcomeDate"]) <= 42)
            issued = given.get("AssessmentOutcomeDate", "")
            if received and made_in(issued) and given["AssessmentOutcome"] == "Y":
                note("plans-in-20-weeks-all", took(received, issued) <= 140)
                if given["Week20"] == "0":
                    note("plans-in-20-weeks", took(received, issued) <= 140)
            review = row.get("ActivePlans", {})
            if review.get("ReviewMeeting"):
                note("reviews-decided-in-4-weeks", took(review["ReviewMeeting"], review["LastReview"]) <= 28)
    return counts


@pytest.mark.parametrize("seed", range(5))
def test_measures_agree_with_counting_by_hand(seed):
    made = make(400, 2026, seed=seed)
    found = {row.id: row for row in measures(made)}
    for id, (top, bottom) in slowly(made).items():
        assert (found[id].numerator, found[id].denominator) == (top, bottom)
        assert found[id].value == pytest.approx(100 * top / bottom)
    assert found["plans-in-20-weeks"].denominator <= found["plans-in-20-weeks-all"].denominator
    assert found["no-plan-in-16-weeks"].value is None, "nobody was refused a plan after an assessment"


def test_an_excused_plan_leaves_top_and_bottom_of_the_measure_without_exceptions():
    made = one("new")
    assessment(made)["Week20"] = "1"
    found = {row.id: row for row in measures(made)}
    assert (found["plans-in-20-weeks"].denominator, found["plans-in-20-weeks-all"].denominator) == (0, 1)
    assert found["plans-in-20-weeks"].value is None
