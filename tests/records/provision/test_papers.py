"""Papers: who may ask for which, what comes in which form, and what is kept of it."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.records.people.changes.desk import errors_of, text_of
from tests.records.provision.test_pages import desk
from tests.records.world import World, small

from attainable.accounts.actor import actor_for, system_actor
from attainable.audit.models import Entry
from attainable.domains.people.models import Child
from attainable.domains.provision.models import Intervention
from attainable.domains.provision.papers.sen_information import required, sen_information
from attainable.manifest import manifests
from attainable.records import checks
from attainable.records.papers import TYPES, Asked, formats_of, make_by_urn, papers, write
from attainable.values import clock
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db
URN = "100001"


@pytest.fixture
def world() -> World:
    return small()


def asked(world: World, paper: str, kind: str) -> dict[str, Any]:
    which = papers()[paper]
    about = {"child": world.ref("oak_plan")} if which.about_child else {}
    about |= {"group": world.groups["oak"].ref} if which.about_group else {}
    return {"kind": kind, **about, **({"why": "For the panel."} if which.personal else {})}


def pairs() -> list[tuple[str, str]]:
    return [(paper.name, kind) for domain in manifests() for paper in domain.papers for kind in formats_of(paper)]


@pytest.mark.parametrize(("paper", "kind"), pairs())
def test_every_paper_comes_in_each_of_its_forms(world, paper, kind):
    answer = desk(world, "senco_oak").post(reverse("make-paper", args=[paper]), asked(world, paper, kind))
    assert answer.status_code == 200, text_of(answer)
    assert answer["Content-Type"] == TYPES[kind]
    name = answer["Content-Disposition"]
    assert name.endswith(f'.{kind}"')
    assert world.children["oak_plan"].surname.lower() not in name.lower()
    assert answer.content[:5] == {"docx": b"PK\x03\x04\x14", "xlsx": b"PK\x03\x04\x14", "pdf": b"%PDF-", "html": b"<!DOC"}[kind]


def test_the_page_lists_papers_about_the_school_a_class_and_a_child(world):
    text = text_of(desk(world, "senco_oak").get(reverse("papers")))
    for heading, paper in (("About the school", "SEN information report"), ("About a class", "Class briefing")):
        assert text.index(heading) < text.index(paper) < text.index("About one child") < text.index("Case study")


def test_the_page_of_a_child_leads_to_the_papers_about_them(world):
    senco, ref = desk(world, "senco_oak"), world.ref("oak_plan")
    page = senco.get(reverse("child-provision", args=[ref])).content.decode()
    address = f"{reverse('papers')}?child={ref}"
    assert address in page
    address = f"{reverse('make-paper', args=['case-study'])}?child={ref}"
    assert address in senco.get(f"{reverse('papers')}?child={ref}").content.decode()
    assert f'value="{ref}" selected' in senco.get(address).content.decode()
    assert "?child=" not in senco.get(reverse("papers") + "?child=<b>").content.decode()


@pytest.mark.parametrize("who", ["teacher_oak", "assistant_oak", "governor_oak", "officer_county", "parent"])
def test_only_those_who_keep_provision_ask_for_papers(world, who):
    for address in (reverse("papers"), *(reverse("make-paper", args=[name]) for name in papers())):
        assert desk(world, who).get(address).status_code == 403


def test_a_paper_that_there_is_not_is_not_found(world):
    assert desk(world, "senco_oak").get(reverse("make-paper", args=["moon"])).status_code == 404


def test_a_form_that_is_not_offered_is_named_beside_its_field(world):
    answer = desk(world, "senco_oak").post(reverse("make-paper", args=["sen-information"]), {"kind": "odt"})
    assert answer.status_code == 422
    assert list(errors_of(answer)) == ["kind"]


@pytest.mark.parametrize("paper", ["case-study", "class-briefing", "senco-year"])
def test_a_paper_that_names_children_needs_a_reason_which_is_kept(world, paper):
    sent = asked(world, paper, "html")
    answer = desk(world, "senco_oak").post(reverse("make-paper", args=[paper]), {**sent, "why": ""})
    assert errors_of(answer) == {"why": "Enter why you need this paper."}
    desk(world, "senco_oak").post(reverse("make-paper", args=[paper]), sent)
    assert Entry.objects.get(action="paper.made").why == "For the panel."


def test_a_child_or_class_of_another_school_can_not_be_chosen(world):
    senco = desk(world, "senco_oak")
    sent = {**asked(world, "case-study", "html"), "child": world.ref("moved_to_elm")}
    assert list(errors_of(senco.post(reverse("make-paper", args=["case-study"]), sent))) == ["child"]
    sent = {**asked(world, "class-briefing", "html"), "group": world.groups["elm"].ref}
    assert list(errors_of(senco.post(reverse("make-paper", args=["class-briefing"]), sent))) == ["group"]
    assert not Entry.objects.filter(action="paper.made").exists()


def test_what_was_made_is_in_the_audit(world):
    desk(world, "senco_oak").post(reverse("make-paper", args=["sen-information"]), {"kind": "html"})
    entry = Entry.objects.get(action="paper.made")
    assert (entry.subject_kind, entry.subject, entry.child) == ("paper", "sen-information", "")
    assert entry.details.values == {"school": world.organisations["oak"].ref, "formats": ["html"], "names": False}


def test_asking_takes_a_fixed_number_of_queries(world):
    client = desk(world, "senco_oak")
    client.get(reverse("papers"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("papers"))
    assert len(queries) <= 12


def test_a_command_writes_the_paper_by_urn(world, tmp_path):
    made = make_by_urn("sen-information", by=system_actor("attainable paper"), urn=URN, formats=("html", "xlsx"))
    files = write(made, ("html", "xlsx"), tmp_path)
    assert sorted(file.name for file in files) == ["sen-information-report.html", "sen-information-report.xlsx"]
    book = load_workbook(io.BytesIO(files[1].read_bytes()))
    assert [cell.value for cell in book["Items"][1]] == ["Item", "What it must say", "State", "Source"]


@pytest.mark.parametrize(
    ("urn", "formats", "words"),
    [
        ("999999", ("pdf",), "There is no school with the URN 999999."),
        (URN, ("odt",), "SEN information report does not come as odt."),
        (URN, (), "No format was named."),
    ],
)
def test_a_command_says_what_it_can_not_make(world, urn, formats, words):
    with pytest.raises(ProblemsError) as refused:
        make_by_urn("sen-information", by=system_actor("x"), urn=urn, formats=formats)
    assert refused.value.problems[0].what == words
    assert not Entry.objects.filter(action="paper.made").exists()


def test_nothing_that_a_manifest_says_of_papers_is_wrong():
    assert list(checks._papers()) == []


# The SEN information report.


def information(world: World, who: str = "senco_oak") -> Any:
    return sen_information(actor_for(world.accounts[who], clock.today()), Asked(world.organisations["oak"]))


def words_of(made: Any) -> str:
    from attainable.documents.html import html

    return html(made.document)


def test_every_item_of_the_schedule_is_in_the_report_in_its_order(world):
    text = words_of(information(world))
    places = [text.index(f"{item.id}. {item.title}</h2>".replace("</h2>", "")) for item in required().items]
    assert len(places) == 23
    assert required().source in text.replace("&#39;", "’")


def test_items_that_the_records_know_are_filled_and_the_rest_are_listed_as_missing(world):
    made = information(world)
    states = {row[0]: row[2] for row in made.sheets[0].rows}
    assert states["1"] == states["3e"] == states["4"] == "Filled in from the records"
    assert states["6"] == states["9"] == states["12"] == "To be written"
    assert "Precision reading" in words_of(made)


def test_a_retired_intervention_is_not_offered_in_the_report(world):
    Intervention.objects.filter(name="Precision reading").update(retired_on=clock.today())
    assert "Precision reading" not in words_of(information(world))


def test_the_report_names_no_child(world):
    Child.objects.filter(ref=world.ref("oak_plan")).update(forename="Zebedee", surname="Quince")
    text = words_of(information(world))
    assert "Zebedee" not in text
    assert "Quince" not in text


def test_a_special_school_is_not_asked_for_what_only_mainstream_schools_must_say(world):
    world.organisations["oak"].school.phase = "SP"
    world.organisations["oak"].school.save()
    assert {"2", "4"}.isdisjoint(row[0] for row in information(world).sheets[0].rows)
