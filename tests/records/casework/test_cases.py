"""EHC cases: from a request to a final plan, what the law refuses, who may do what, and how many queries the pages ask."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.casework.models import Case, CaseExcuse, CaseStep
from attainable.domains.casework.queries import advice_late, due_soon, waits_of_cases, without_officer, work_list
from attainable.domains.people.models import Standing

DAY = dt.timedelta(1)


@pytest.fixture
def world(db) -> World:
    return small()


def desk(world: World, who: str = "delegated_county") -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def send(client: Client, world: World, child: str, page: str, *keys: str, **typed):
    """A form as a browser sends it; days are dates."""
    sent = {"version": world.children[child].__class__.objects.get(pk=world.children[child].pk).version}
    for name, value in typed.items():
        if isinstance(value, dt.date):
            sent |= {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
        else:
            sent[name] = value
    return client.post(reverse(page, args=[world.ref(child), *keys]), sent)


def opened(world: World, child: str = "oak_taught", days: int = 100) -> Case:
    client = desk(world)
    answer = send(client, world, child, "open-case", received=world.on - days * DAY, source="1", asked_by="Mira Twin", officer="")
    assert answer.status_code == 302, text_of(answer)
    return Case.objects.get(child=world.children[child])


def step(world: World, kind: str, days: int, *, child: str = "oak_taught", who: str = "delegated_county", **typed):
    return send(desk(world, who), world, child, f"case-{kind}", day=world.on - days * DAY, **typed)


def errors(answer) -> str:
    assert answer.status_code == 422, answer.status_code
    return text_of(answer)


def test_a_case_from_request_to_final_plan(world):
    case = opened(world)
    assert (case.stage, case.due) == ("requested", case.received + dt.timedelta(weeks=6))
    assert step(world, "panel", 80, words="The panel advised to assess.").status_code == 302
    assert step(world, "assess", 78, words="Two cycles without progress.").status_code == 302
    assert step(world, "ask-advice", 77, adviser="psychologist", about="Edda Mind").status_code == 302
    asked = CaseStep.objects.get(case=case, kind="ask-advice")
    answer = send(desk(world), world, "oak_taught", "case-reply", asked.ref, reply_on=world.on - 50 * DAY, reply="Report.")
    assert answer.status_code == 302
    assert step(world, "issue", 45, words="Needs provision that school cannot give alone.").status_code == 302
    assert step(world, "draft", 40, sent_to="Both parents, by post").status_code == 302
    assert step(world, "consult", 39, about="Oak Primary School").status_code == 302
    assert step(world, "final", 10, setting="school", about="Oak primary school", sent_to="Both parents").status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.due, case.ended_on) == ("final", None, world.on - 10 * DAY)
    standing = Standing.objects.get(child=world.children["oak_taught"])
    assert standing.provision == "E", "the register says it in the same step"
    page = text_of(desk(world).get(reverse("child-ehc", args=[world.ref("oak_taught")])))
    assert "Final plan sent" in page and "The plan took 12.9 weeks." in page
    actions = list(Entry.objects.filter(subject_kind="case").values_list("action", flat=True))
    assert actions.count("case.step-taken") == 7 and actions.count("case.reply-received") == 1


def test_a_final_plan_without_a_draft_is_refused_with_the_reason(world):
    """Case C9."""
    opened(world)
    said = errors(step(world, "final", 1, setting="type", about="Mainstream", sent_to="Parents"))
    assert "A draft plan comes first" in said
    assert not CaseStep.objects.filter(case__child=world.children["oak_taught"]).exists()


def to_draft(world, drafted=5):
    opened(world)
    step(world, "assess", 78, words="Reasons.")
    step(world, "ask-advice", 77, adviser="health")
    step(world, "issue", 45, words="Reasons.")
    assert step(world, "draft", drafted, sent_to="Parents").status_code == 302


def test_the_family_has_its_fifteen_days_before_the_final_plan(world):
    to_draft(world)
    said = errors(step(world, "final", 0, setting="type", about="Mainstream", sent_to="Parents"))
    assert "to give its views about the draft (regulation 13(1))" in said
    assert step(world, "views", 1, words="They agree.").status_code == 302
    assert step(world, "final", 0, setting="type", about="Mainstream", sent_to="Parents").status_code == 302


def test_a_plan_does_not_name_elective_home_education(world):
    """Case C16."""
    to_draft(world, drafted=30)
    said = errors(step(world, "final", 0, setting="home", about="", sent_to="Parents"))
    assert "it is the parents’ own arrangement" in said


def test_a_school_that_was_not_consulted_is_not_named(world):
    to_draft(world, drafted=30)
    said = errors(step(world, "final", 0, setting="school", about="Elm Secondary School", sent_to="Parents"))
    assert "This school was not consulted" in said


def test_a_panel_advises_and_only_the_officer_with_delegated_power_decides(world):
    """Case C17."""
    opened(world)
    assert step(world, "assess", 78, who="officer_county", words="Reasons.").status_code == 403
    assert step(world, "panel", 78, who="officer_county", words="Assess.").status_code == 302
    said = errors(step(world, "refuse-assess", 77, words=" "))
    assert "reasons" in said.lower()


def test_whoever_must_not_know_is_shown_before_a_plan_is_sent(world):
    """Case C18."""
    child = "split"
    opened(world, child)
    for kind, days, typed in (
        ("assess", 78, {"words": "Reasons."}),
        ("ask-advice", 77, {"adviser": "health"}),
        ("issue", 45, {"words": "Reasons."}),
    ):
        assert step(world, kind, days, child=child, **typed).status_code == 302
    page = text_of(desk(world).get(reverse("case-draft", args=[world.ref(child)])))
    assert "It was not sent to, and does not name," in page
    assert "tick the box" in errors(step(world, "draft", 5, child=child, sent_to="Parents"))
    assert step(world, "draft", 5, child=child, sent_to="Parents", checked="on").status_code == 302


def test_a_second_request_waits_until_the_first_has_ended(world):
    opened(world)
    again = send(desk(world), world, "oak_taught", "open-case", received=world.on, source="2", asked_by="", officer="")
    assert "is open already" in errors(again)
    assert step(world, "withdraw", 1).status_code == 302
    again = send(desk(world), world, "oak_taught", "open-case", received=world.on, source="2", asked_by="", officer="")
    assert again.status_code == 302
    assert Case.objects.filter(child=world.children["oak_taught"]).count() == 2


def test_nobody_asks_for_somebody_of_25_or_before_birth_or_with_a_plan(world):
    child = world.children["oak_taught"]
    for day, said in ((world.on + DAY, "today or in the past"), (child.date_of_birth - DAY, "before the child was born")):
        answer = send(desk(world), world, "oak_taught", "open-case", received=day, source="1", officer="")
        assert said in errors(answer)
    answer = send(desk(world), world, "oak_plan", "open-case", received=world.on, source="1", officer="")
    assert "re-assessment" in errors(answer)
    for years, refused in ((25, True), (24, False)):
        child.date_of_birth = dt.date(world.on.year - years, 1, 1)
        child.save(update_fields=["date_of_birth"])
        answer = send(desk(world), world, "oak_taught", "open-case", received=world.on, source="1", officer="")
        assert (answer.status_code == 422) == refused
        assert not refused or "The person was 25 or older on this day" in errors(answer)


@pytest.mark.parametrize(
    ("before", "kind", "stage"),
    [
        ((), "told", "requested"),
        ((), "refuse-assess", "refused"),
        ((("assess", {"words": "Reasons."}), ("ask-advice", {"adviser": "health"})), "refuse-plan", "no-plan"),
    ],
)
def test_other_steps_lead_where_they_should(world, before, kind, stage):
    case = opened(world)
    for number, (name, typed) in enumerate(before):
        assert step(world, name, 80 - number, **typed).status_code == 302
    assert step(world, kind, 10, words="Reasons.").status_code == 302
    case.refresh_from_db()
    assert case.stage == stage
    entry = Entry.objects.filter(action="case.step-taken").latest("number")
    assert (entry.why, entry.details.values["step"]) == ("Reasons." if kind != "told" else "", kind)
    if stage == "refused":
        assert "This case has ended" not in text_of(desk(world).get(reverse("child-ehc", args=[world.ref("oak_taught")])))
        assert "No request for this child is open." in errors(step(world, "panel", 1, words="Late."))
    if kind == "told":
        assert "recorded already" in errors(step(world, "told", 5))


def test_a_case_gets_another_officer(world):
    case = opened(world)
    officer = world.accounts["officer_county"]
    answer = send(desk(world), world, "oak_taught", "case-officer", officer=officer.pk)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.officer == officer
    entry = Entry.objects.get(action="case.officer-changed")
    assert entry.details.values == {"officer": [None, "Cass Officer"]}
    answer = send(desk(world), world, "oak_taught", "case-officer", officer=world.accounts["senco_oak"].pk)
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.officer == officer, "somebody of a school runs no case of the council"


def test_two_officers_who_decide_at_once(world):
    """The second one's page is of an older version: nothing is written, and what was typed is shown again."""
    opened(world)
    version = world.children["oak_taught"].__class__.objects.get(pk=world.children["oak_taught"].pk).version
    assert step(world, "assess", 78, words="First.").status_code == 302
    day = world.on - 78 * DAY
    sent = {"version": version, "day_day": day.day, "day_month": day.month, "day_year": day.year, "words": "Second."}
    answer = desk(world).post(reverse("case-refuse-assess", args=[world.ref("oak_taught")]), sent)
    assert answer.status_code == 409 and "Second." in answer.content.decode()
    assert CaseStep.objects.filter(kind="refuse-assess").count() == 0


def test_a_move_ends_the_case_and_a_new_council_inherits_no_clock(world):
    """Case C6."""
    case = opened(world)
    assert step(world, "move", 3, about="Neighbourshire").status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.due) == ("moved", None)
    assert "No request for this child is open." in errors(step(world, "assess", 1, words="Late."))


def test_a_day_before_the_request_or_in_the_future_is_refused(world):
    opened(world)
    assert "or later" in errors(step(world, "panel", 101, words="Early."))
    assert "today or in the past" in errors(step(world, "panel", -1, words="Late."))


def test_the_latest_step_is_withdrawn_with_a_reason_and_stays_to_be_seen(world):
    case = opened(world)
    step(world, "assess", 78, words="Reasons.")
    step(world, "ask-advice", 77, adviser="health")
    first, last = CaseStep.objects.filter(case=case)
    answer = send(desk(world), world, "oak_taught", "case-withdraw-step", first.ref, why="Wrong child.")
    assert "Only the latest step" in errors(answer)
    assert send(desk(world), world, "oak_taught", "case-withdraw-step", last.ref, why="Wrong service.").status_code == 302
    assert send(desk(world), world, "oak_taught", "case-withdraw-step", first.ref, why="Wrong child.").status_code == 302
    case.refresh_from_db()
    assert case.stage == "requested"
    page = text_of(desk(world).get(reverse("child-ehc", args=[world.ref("oak_taught")])))
    assert "Withdrawn by Dele Gated: Wrong child." in page


def test_an_exception_that_does_not_apply_is_refused_and_one_that_does_moves_no_date(world):
    case = opened(world)
    due = case.due
    days = {"first": world.on - 50 * DAY, "last": world.on - 40 * DAY}
    answer = send(desk(world), world, "oak_taught", "case-exception", kind="d", evidence="Letter.", **days)
    assert "11 days are fewer than 4 weeks." in errors(answer)
    answer = send(desk(world), world, "oak_taught", "case-exception", kind="c", evidence="Letter.")
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.due == due and CaseExcuse.objects.filter(case=case).count() == 1


def test_school_and_family_see_where_it_is_and_change_nothing(world):
    for who in ("senco_oak", "head_oak"):
        page = desk(world, who).get(reverse("child-ehc", args=[world.ref("oak_support")]))
        said = text_of(page)
        assert "Assessment: gathering advice" in said and "Waiting for: Edda Mind." in said
        assert "Record a step" not in said and "Letter of the family." not in said
        assert desk(world, who).get(reverse("cases")).status_code == 403
        assert step(world, "panel", 1, child="oak_support", who=who, words="x").status_code == 403


def test_a_neighbouring_council_does_not_see_the_case(world):
    assert desk(world, "officer_neighbour").get(reverse("child-ehc", args=[world.ref("oak_support")])).status_code == 404
    assert work_list(world.actor("officer_neighbour")).stages == {}


def test_the_work_list_narrows_and_counts(world):
    opened(world, days=100)
    officer = world.actor("officer_county")
    found = work_list(officer)
    assert found.stages == {"assessing": 1, "requested": 1} and (found.late, found.soon) == (1, 0)
    assert [case.child.ref for case in work_list(officer, doing="late").cases] == [world.ref("oak_taught")]
    assert [case.child.ref for case in work_list(officer, whose="mine").cases] == [world.ref("oak_support")]
    assert [case.child.ref for case in work_list(officer, whose="nobody").cases] == [world.ref("oak_taught")]
    page = text_of(desk(world, "officer_county").get(reverse("cases"), {"stage": "assessing"}))
    assert "OakSupport" in page and "Edda Mind" in page and "OakTaught" not in page


def test_cases_for_a_panel_are_requests_and_assessments_with_all_their_advice(world):
    opened(world)
    officer = world.actor("officer_county")

    def names():
        return {case.child.ref for case in work_list(officer, doing="panel").cases}

    assert names() == {world.ref("oak_taught")}, "the assessment still waits for advice"
    waiting = CaseStep.objects.get(kind="ask-advice", reply_on=None)
    send(desk(world), world, "oak_support", "case-reply", waiting.ref, reply_on=world.on, reply="Report.")
    assert names() == {world.ref("oak_taught"), world.ref("oak_support")}, "the panel's advice on the request was another"
    assert step(world, "panel", 0, child="oak_support", words="Make a plan.").status_code == 302
    assert step(world, "panel", 0, words="Assess.").status_code == 302
    assert names() == set()
    assert step(world, "assess", 0, words="Reasons.").status_code == 302
    assert names() == set(), "nobody was asked for advice yet"


@pytest.mark.parametrize(("left", "doing"), [(0, {"today", "week", "soon"}), (7, {"week", "soon"}), (14, {"soon"}), (15, set())])
def test_the_work_list_narrows_to_14_7_and_0_days(world, left, doing):
    Case.objects.filter(stage="assessing").update(due=world.on + left * DAY)
    officer = world.actor("officer_county")
    assert {name for name in ("late", "today", "week", "soon") if work_list(officer, doing=name).cases} == doing


def test_what_there_is_to_do(world):
    opened(world)
    officer = world.actor("officer_county")
    assert due_soon(officer).count == 1 and without_officer(officer).count == 1
    assert advice_late(officer).count == 0
    CaseStep.objects.filter(kind="ask-advice", reply_on=None).update(day=world.on - 43 * DAY)
    assert advice_late(officer).count == 1


def test_the_work_list_asks_as_many_queries_of_two_cases_as_of_ten(world):
    client = desk(world, "officer_county")
    client.get(reverse("cases"))
    counted = []
    for number in (0, 8):
        taken = set(Case.objects.values_list("child", flat=True))
        rest = [child for key, child in world.children.items() if child.pk not in taken][:number]
        for child in rest:
            Case.objects.create(child=child, council=world.organisations["county"], received=world.on, source="1", due=world.on)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("cases")).status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 22


def test_the_page_of_a_case_asks_a_constant_number_of_queries(world):
    client = desk(world, "officer_county")
    address = reverse("child-ehc", args=[world.ref("oak_support")])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    for number in range(10):
        step(world, "ask-advice", 1, child="oak_support", adviser="other", about=f"Service {number}")
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(asked) <= 26


def test_waits_count_open_cases_for_as_long_as_they_have_waited(world):
    """Twelve requests: eight decided after 30 to 100 days, one open and three withdrawn after 200. By hand:
    half were decided at the sixth, and 4 of 12 still wait after 100 days, so nothing is said of nine in ten."""
    Case.objects.all().delete()
    case = opened(world, days=200)
    for number in range(11):
        ended = world.on - 200 * DAY + (30 + 10 * number) * DAY if number < 8 else None
        stage = "refused" if ended else "withdrawn"
        made = {"received": world.on - 200 * DAY, "source": "1", "stage": stage, "ended_on": ended or world.on}
        row = Case.objects.create(child=case.child, council=case.council, **made)
        if ended:
            CaseStep.objects.create(case=row, kind="refuse-assess", day=ended, recorded_by_name="Officer")
    with CaptureQueriesContext(connection) as asked:
        first, whole = waits_of_cases(world.actor("officer_county"))
    assert len(asked) <= 2
    for one in (first, whole):
        assert (one.n, one.waiting, one.median, one.long, one.longest) == (12, 4, 80, None, 200)
    page = text_of(desk(world, "officer_county").get(reverse("case-waits")))
    assert "80 days" in page and "More than one in ten still wait" in page
    assert waits_of_cases(world.actor("officer_neighbour"))[0].n == 0, "another council sees none of them"
    assert desk(world, "senco_oak").get(reverse("case-waits")).status_code == 403
