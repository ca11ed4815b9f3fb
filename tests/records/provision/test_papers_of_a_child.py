"""Papers about one child: the case study in six themes, and the evidence for an EHC needs assessment."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests.records.world import World, small

from attainable.accounts.actor import actor_for
from attainable.documents.html import html
from attainable.documents.model import Heading, Paragraph, Table
from attainable.domains.people.models import Assignment, Child, Responsibility
from attainable.domains.provision.models import (
    Adjustment,
    AgencyReferral,
    ChildPurchase,
    Concern,
    Conversation,
    Diagnosis,
    FamilyContact,
    Given,
    Intervention,
    PlanAgreement,
    PlanReview,
    Session,
    SupportPlan,
    Target,
    TopUp,
    TransitionMeeting,
)
from attainable.domains.provision.papers.case_study import case_study, declared
from attainable.domains.provision.papers.names import Known, without_names
from attainable.domains.provision.papers.needs_assessment import missing, needs_assessment, sections
from attainable.domains.provision.queries.papers_child import child_known
from attainable.records.papers import Asked
from attainable.values import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = small()
    Child.objects.filter(ref=made.ref("oak_plan")).update(forename="Zebedee", known_as="Zeb", surname="Quince")
    child = Child.objects.get(ref=made.ref("oak_plan"))
    Concern.objects.filter(child=child).update(
        tried="Zeb sat beside Ms Teacher.",
        child_says="I like trains.",
        parents_say="Zebedee Quince tires.",
        outcome="plan",
        why="It goes on.",
        parents_told_on=clock.today(),
    )
    Target.objects.filter(child=child).update(outcome="partly", evidence="Read 40 words.")
    Given.objects.filter(child=child).update(measure="Words read", before=Decimal(12), after=Decimal(40))
    AgencyReferral.objects.filter(child=child).update(
        seen_on=clock.today() - dt.timedelta(20),
        report_on=clock.today() - dt.timedelta(10),
        recommended="Pictures with words.",
        done="Done in class.",
    )
    return made


def asked(world: World, *, names: bool = False, child: str = "oak_plan") -> Asked:
    return Asked(world.organisations["oak"], world.ref(child), names=names)


def senco(world: World):
    return actor_for(world.accounts["senco_oak"], clock.today())


def known(world: World):
    return child_known(senco(world), world.organisations["oak"], world.ref("oak_plan"))


# The evidence.


def test_every_sentence_of_the_evidence_names_the_record_it_comes_from(world):
    said = [one for _, found in sections(known(world)) for one in found]
    assert len(said) > 10
    assert all(one.record and one.text.endswith((".", "”.")) for one in said)
    text = html(needs_assessment(senco(world), asked(world)).document)
    for one in said:
        assert f"[{one.record}]".replace("'", "&#39;") in text


def test_rows_of_tables_name_their_record_too(world):
    tables = [one for one in needs_assessment(senco(world), asked(world)).document.blocks if isinstance(one, Table)]
    of_records = [table for table in tables if table.columns[-1].label == "Record"]
    assert {table.caption for table in of_records} == {"Targets and results", "Interventions, sessions and cost to date"}
    assert all(row[-1] for table in of_records for row in table.rows)


def test_the_evidence_quotes_the_words_of_the_record(world):
    text = html(needs_assessment(senco(world), asked(world)).document)
    for words in (
        "“I like trains”",
        "“Pictures with words”",
        "“Done in class”",
        "“He likes trains”",
        "“Guesses words from pictures”",
    ):
        assert words in text
    assert "after 20 days" in text


def test_what_staff_ticked_is_quoted_and_what_was_withdrawn_is_not(world):
    Concern.objects.update(observed="Loses the place on the line.\nTires quickly.")
    Conversation.objects.update(withdrawn_why="It was about another child.")
    text = html(needs_assessment(senco(world), asked(world)).document)
    assert "“Loses the place on the line; Tires quickly; Guesses words from pictures”" in text
    assert "He likes trains" not in text


def test_reviews_agreements_purchases_and_top_ups_are_evidence_too(world):
    child, today = Child.objects.get(ref=world.ref("oak_plan")), clock.today()
    plan = SupportPlan.objects.get(child=child)
    PlanReview.objects.create(
        child=child,
        plan=plan,
        from_date=today,
        results="Reads 45 words: Met",
        decided="Zeb reads to Year 1.",
        reviewed_by="Sena Oakes",
    )
    PlanAgreement.objects.create(
        child=child, plan=plan, from_date=today, what="signed", as_whom="parent", name="Pat Quince", how="meeting"
    )
    ChildPurchase.objects.create(
        child=child, from_date=today, what="A writing slope", kind="equipment", pounds=Decimal("45.50"), years=5
    )
    TopUp.objects.filter(child=child).update(council="Fictionshire", band="Band 3", pounds=Decimal(4200))
    text = html(needs_assessment(senco(world), asked(world)).document)
    for words in (
        "Results: “Reads 45 words: Met”.",
        "Pat Quince (parent or carer) signed the plan on 26 November 2026, at a meeting.",
        "A writing slope was bought for £45.50, to last 5 years, paid by the school’s budget.",
        "Fictionshire pays a top-up of £4,200.00 for a whole year (Band 3).",
    ):
        assert words in text
    assert "A support plan that has been reviewed." not in missing(known(world))
    replaced = repr(case_study(senco(world), asked(world)).document)
    for name in ("Pat", "Zeb", "Sena"):
        assert name not in replaced


def test_adjustments_diagnoses_moves_and_contacts_are_evidence_too(world):
    child, today = Child.objects.get(ref=world.ref("oak_plan")), clock.today()
    for model in (Adjustment, Diagnosis, TransitionMeeting, FamilyContact):
        model.objects.filter(child=child).delete()
    begun = {"child": child, "from_date": today}
    Adjustment.objects.create(
        **begun, kind="lessons", what="Writes on a slope", why="Tires.", owner="Theo Teacher", worked="Writes longer."
    )
    Diagnosis.objects.create(**begun, condition="Dyspraxia", state="waiting", by="the clinic")
    Diagnosis.objects.create(**begun, condition="Asthma", state="made", until_date=today, why_ended="Of another child.")
    TransitionMeeting.objects.create(
        **begun, kind="into", attended="Both teachers", known="Likes to be first.", agreed="Two visits."
    )
    FamilyContact.objects.create(**begun, way="phone", person="His father", about="He slept badly.", by_name="Sena Oakes")
    FamilyContact.objects.create(**begun, way="phone", person="X", about="Wrong child.", by_name="Sena", withdrawn_why="Wrong.")
    text = html(needs_assessment(senco(world), asked(world)).document)
    for words in (
        "“Writes on a slope”",
        "“Writes longer”",
        "Dyspraxia",
        "by the clinic",
        "“Likes to be first”",
        "“Two visits”",
        "“He slept badly”",
    ):
        assert words in text
    for words in ("Asthma", "Wrong child"):
        assert words not in text


def test_sessions_and_cost_are_those_of_the_provision_map(world):
    text = html(needs_assessment(senco(world), asked(world)).document)
    # Two sessions of 30 minutes in a group of three: one at 17.24 and one at 17.93 an hour.
    assert "Precision reading cost £5.86 for 2 sessions." in text
    assert "190" in text


def test_the_cost_never_says_whether_a_child_can_be_assessed(world):
    text = html(needs_assessment(senco(world), asked(world)).document)
    assert "The test names no amount of money." in text
    assert "6,000" not in text
    assert "eligible" not in text.lower()


def test_what_is_missing_is_listed_and_what_is_there_is_not(world):
    found = list(missing(known(world)))
    assert "A support plan that has been reviewed." in found
    assert not [text for text in found if text.startswith(("What the child says", "What the parents say", "A referral"))]
    Concern.objects.all().delete()
    Conversation.objects.all().delete()
    SupportPlan.objects.all().update(important="")
    AgencyReferral.objects.all().delete()
    Session.objects.all().delete()
    found = list(missing(known(world)))
    assert {"A referral to an agency.", "Sessions of Precision reading: none is logged as given."} <= set(found)
    assert [text for text in found if text.startswith("What the child says")]


def test_a_child_about_whom_nothing_is_recorded_has_a_paper_that_says_so(world):
    made = needs_assessment(senco(world), asked(world, child="oak_support"))
    assert sum(block == Paragraph("Nothing is recorded.") for block in made.document.blocks) >= 5


@pytest.mark.parametrize("child", ["moved_to_elm", "restricted_unnamed"])
@pytest.mark.parametrize("make", [needs_assessment, case_study])
def test_a_child_of_another_school_is_not_found(world, child, make):
    with pytest.raises(Http404):
        make(senco(world), asked(world, child=child))


def test_a_teacher_makes_no_paper_about_a_child_they_teach(world):
    with pytest.raises(Http404):
        needs_assessment(actor_for(world.accounts["teacher_oak"], clock.today()), asked(world))


def test_it_takes_the_same_queries_however_much_is_recorded(world):
    needs_assessment(senco(world), asked(world))
    with CaptureQueriesContext(connection) as few:
        needs_assessment(senco(world), asked(world))
    child = Child.objects.get(ref=world.ref("oak_plan"))
    given = Given.objects.create(
        child=child,
        intervention=Intervention.objects.get(name="Number gap"),
        from_date=clock.today() - dt.timedelta(30),
        minutes=10,
        sessions_per_week=1,
        weeks=5,
        group_size=1,
    )
    for day in range(20):
        Session.objects.create(given=given, day=clock.today() - dt.timedelta(day), logged_by_name="Asha Aid")
        Concern.objects.create(child=child, from_date=clock.today(), seen=f"Seen {day}.", raised_by="Theo Teacher")
    with CaptureQueriesContext(connection) as many:
        needs_assessment(senco(world), asked(world))
    assert len(many) == len(few)


# The case study.


def test_the_study_has_the_six_themes_in_their_order(world):
    headings = [block.text for block in case_study(senco(world), asked(world)).document.blocks if isinstance(block, Heading)]
    assert headings[:6] == [
        "High expectations for good progress",
        "Assessment, tracking and early intervention",
        "Engaging parents of children with SEN",
        "Extended services and pupil wellbeing",
        "Raising visibility and awareness through leadership",
        "Targeted support in basics",
    ]
    assert headings[:6] == [theme["name"] for theme in declared()["themes"]]


def test_the_study_has_measured_change_provision_and_spending(world):
    text = html(case_study(senco(world), asked(world)).document)
    assert "12 before, 40 after: 28 more" in text
    assert "£5.86" in text
    assert "2 of 190 planned sessions were given" in text


def test_names_in_the_record_are_replaced_in_free_text_too(world):
    text = repr(case_study(senco(world), asked(world)).document)
    child = Child.objects.get(ref=world.ref("oak_plan"))
    carers = Responsibility.objects.filter(child=child).values_list("carer__name", flat=True)
    staff = Assignment.objects.filter(child=child).values_list("account__name", flat=True)
    for name in ("Zebedee", "Zeb", "Quince", "Theo Teacher", "Ms Teacher", world.organisations["oak"].name, *carers, *staff):
        assert name not in text
    assert "“The child sat beside a member of staff”" in text


def test_names_are_kept_if_somebody_asks_for_them(world):
    text = html(case_study(senco(world), asked(world, names=True)).document)
    assert "Zeb Quince is in" in text
    assert "Theo Teacher" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sam Ash reads. Sam writes.", "The child reads. The child writes."),
        ("We saw SAM with Sam’s mother, Mrs Ash.", "We saw the child with the child’s mother, a parent."),
        ("Mr Bell and Jo Bell met Ivy Ash.", "A member of staff and a member of staff met a parent."),
        ("Samuel and Ashley are friends.", "Samuel and Ashley are friends."),
        ("At Elm School Ivy said: Sam is tired.", "At the school a parent said: The child is tired."),
        ("", ""),
    ],
)
def test_a_name_is_replaced_as_a_whole_word(text, expected):
    replaced = without_names(Known(("Sam", "Ash"), ("Ivy Ash",), ("Jo Bell",), ("Elm School",)))
    assert replaced(text) == expected


def test_a_record_without_names_changes_nothing():
    assert without_names(Known(()))("Sam reads.") == "Sam reads."
