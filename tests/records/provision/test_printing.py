"""What is printed of a plan: every form reads from the same record, for people who may see it."""

import datetime as dt
import io

import docx
import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import Desk
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.provision.models import SupportPlan, Target
from attainable.domains.provision.papers.plans import PRINTS, ideas_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = small()
    SupportPlan.objects.update(
        strategies="One step at a time; a picture\nA timer", hopes="To read a book", important="Trains. My sister"
    )
    return made


def address(world: World, child: str = "oak_plan") -> str:
    return reverse("print-plan", args=[world.ref(child), SupportPlan.objects.get().pk])


def read(world: World, what: str, who: str = "senco_oak") -> str:
    answer = Desk(world, who).client.post(address(world), {"what": what, "kind": "html"})
    assert answer.status_code == 200, answer.status_code
    return " ".join(lxml.html.fromstring(answer.content.decode()).xpath("//main")[0].text_content().split())


def test_every_form_comes_as_pdf_word_and_web_page_and_names_the_child_only_inside(world):
    senco = Desk(world, "senco_oak").client
    for what in PRINTS:
        for kind in ("pdf", "docx", "html"):
            answer = senco.post(address(world), {"what": what, "kind": kind})
            assert answer.status_code == 200 and "OakPlan" not in answer["Content-Disposition"]
        words = docx.Document(io.BytesIO(senco.post(address(world), {"what": what, "kind": "docx"}).content))
        assert "OakPlan" not in words.core_properties.title
        assert "OakPlan" in " ".join(paragraph.text for paragraph in words.paragraphs)


def test_the_whole_plan_has_sections_targets_interventions_and_signatures(world):
    text = read(world, "plan")
    for words in (
        "Kind to younger children.",
        "One step at a time; a picture",
        "Reads 45 words of the list without help.",
        "Precision reading: 5 times a week for 30 minutes, in a group of 3",
        "Parent or carer Not signed yet",
    ):
        assert words in text


def test_the_profile_has_no_targets_and_the_cards_have_nothing_else(world):
    profile, cards = read(world, "profile"), read(world, "cards")
    assert "To read a book" in profile and "Reads 45 words" not in profile
    assert "Reads 45 words" in cards and "Now: 12 words" in cards and "To read a book" not in cards


def test_the_easy_form_says_one_idea_a_line_and_leaves_nothing_out(world):
    text = read(world, "easy")
    for words in ("What matters to me Trains. My sister.", "One step at a time. A picture. A timer.", "I start here: 12 words"):
        assert words in text
    assert ideas_of("Give one step at a time; show a picture. Wait!") == ["Give one step at a time.", "Show a picture.", "Wait!"]
    assert ideas_of(" . ") == []


def test_a_target_with_a_result_is_on_no_card(world):
    Target.objects.update(outcome="met", evidence="46 words")
    assert "No target is open." in read(world, "cards")


def test_the_sheet_of_a_class_has_a_card_for_each_open_target_of_its_children(world):
    Target.objects.create(
        child=world.children["restricted"],
        from_date=world.on,
        area="language",
        wording="Something to hide",
        baseline="1",
        success="2",
        owner="Nobody",
        due=world.on + dt.timedelta(9),
    )
    page = Desk(world, "head_oak").client.post(reverse("target-cards"), {"group": "", "kind": "html"}).content.decode()
    assert page.count('class="card"') == 1 and "OakPlan" in page and "Something to hide" not in page
    assert Entry.objects.filter(action="register.exported", subject="target cards").count() == 1
    assert Desk(world, "teacher_oak").client.get(reverse("target-cards")).status_code == 403


def test_a_plan_is_printed_by_people_who_may_read_it_and_each_time_is_kept(world):
    read(world, "plan")
    parts = [entry.details.values["part"] for entry in Entry.objects.filter(action="child.viewed").select_related("details")]
    assert "printed plan as html" in parts
    for who in ("senco_elm", "parent"):
        assert Desk(world, who).client.post(address(world), {"what": "plan", "kind": "pdf"}).status_code == 404
    assert Desk(world, "senco_oak").client.get(address(world, "oak_support")).status_code == 404
    assert Desk(world, "senco_oak").client.post(address(world), {"what": "all", "kind": ""}).status_code == 422


def test_the_sheet_asks_the_same_questions_however_many_targets_there_are(world):
    senco = Desk(world, "senco_oak").client

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert senco.post(reverse("target-cards"), {"kind": "html"}).status_code == 200
        return len(found)

    few = (asked(), asked())[1]
    row = Target.objects.get()
    for number in range(6):
        row.pk, row.wording = None, f"Target {number}"
        row.save()
    assert asked() == few <= 25
