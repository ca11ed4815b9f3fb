"""Evidence pages: who sees what of whom, that nothing hidden comes out, what each page costs, and questions that are kept."""

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import days
from tests.records.world import World, small

from attainable.accounts.models import Affiliation, Membership, Organisation
from attainable.audit.models import Entry
from attainable.domains.insight.models import SavedQuestion
from attainable.domains.insight.queries import snapshot as tables
from attainable.domains.people.models import Child, Enrolment, ProvisionChange, School
from attainable.warehouse.records.building import build

TODAY = dt.date(2026, 11, 26)
OAK, ELM, FAR, COUNTY = "100001", "130001", "109001", "X07000999"


@pytest.fixture(autouse=True)
def _on_the_day():
    with days.on(TODAY):
        yield


@pytest.fixture
def world(db, tmp_path, settings) -> World:
    from attainable.domains.people.standing import forget_current

    settings.WAREHOUSE, settings.STORE = tmp_path / "warehouse", tmp_path / "store"
    forget_current()
    tables._now.clear()
    made = small(TODAY)
    # More children at Oak, so that not everything there is small: forty without SEN, twelve with support, two with a plan.
    for number in range(54):
        child = Child.objects.create(forename="A", surname=f"B{number}", date_of_birth=dt.date(2018, 1, 1), sex="F")
        Enrolment.objects.create(child=child, school=made.schools["oak"], from_date=dt.date(2026, 9, 1), status="C")
        if number < 14:
            ProvisionChange.objects.create(
                child=child, provision="E" if number < 2 else "K", from_date=dt.date(2026, 9, 2), why="x", decided_by_name="y"
            )
    Affiliation.objects.create(
        whole=made.organisations["board"], part=made.organisations["county"], from_date=dt.date(2020, 1, 1)
    )
    build(on=TODAY)
    return made


@pytest.fixture
def as_(world, client):
    def sign_in(key: str):
        client.force_login(world.accounts[key], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def places(page: str) -> set[str]:
    """The codes that the first choice of places offers."""
    first = page.split('id="place"')[1].split("</select>")[0]
    return set(re.findall(r'value="([^"]+)"', first))


def file_of(client, measure: str, query: str = "") -> list[dict[str, str]]:
    response = client.get(reverse("evidence-download", args=[measure]) + query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_senco_sees_true_numbers_of_their_own_school_stamped_and_the_authority_as_anybody_may(world, as_):
    client = as_("senco_oak")
    page = client.get(reverse("evidence-measure", args=["pupils-with-sen"])).content.decode()
    county = world.organisations["county"].code
    assert OAK in places(page) and county in places(page) and not {ELM, FAR} & places(page)
    assert "Not for release" in page and "nothing is hidden" in page
    rows = file_of(client, "pupils-with-sen")
    assert {row["area"] for row in rows} == {OAK} and {row["disclosure"] for row in rows} == {"internal-school"}
    assert all(row["value"] for row in rows if row["period"] == "2026/27")
    theirs = file_of(client, "pupils-with-sen", f"?place={county}")
    assert {row["disclosure"] for row in theirs} == {"public"}


def test_a_governor_sees_the_school_with_counts_of_1_and_2_hidden(world, as_):
    rows = {(r["period"], r["group"]): r for r in file_of(as_("governor_oak"), "pupils-with-sen")}
    assert {r["disclosure"] for r in rows.values()} == {"la-internal"}
    now = rows["2026/27", "any-sen"]
    assert int(now["numerator"]) > 12 and now["value"]


def test_council_staff_see_the_authority_its_districts_and_schools_and_not_the_neighbours(world, as_):
    page = as_("analyst_county").get(reverse("evidence-measure", args=["pupils-with-sen"])).content.decode()
    county, neighbour = (world.organisations[key].code for key in ("county", "neighbour"))
    assert {county, OAK, ELM} <= places(page) and not {neighbour, FAR} & places(page)


def test_a_board_sees_the_authority_under_the_public_rules_and_no_school(world, as_):
    client = as_("board_member")
    page = client.get(reverse("evidence-measure", args=["pupils-with-sen"])).content.decode()
    assert not {OAK, ELM, FAR} & places(page) and "Not for release" not in page
    for row in file_of(client, "pupils-with-sen"):
        assert not row["numerator"] or int(row["numerator"]) == 0 or int(row["numerator"]) >= 10


@pytest.mark.parametrize(
    ("key", "place"),
    [("senco_oak", ELM), ("governor_oak", FAR), ("board_member", OAK), ("analyst_county", FAR), ("senco_oak", "no-such")],
)
def test_a_place_that_is_not_theirs_is_not_there(as_, key, place):
    client = as_(key)
    for page in ("evidence-measure", "evidence-download", "evidence-chart"):
        assert client.get(reverse(page, args=["pupils-with-sen"]) + f"?place={place}").status_code == 404


@pytest.mark.parametrize("key", ["teacher_oak", "assistant_oak", "parent", "young_person", "administrator_oak", "health_a"])
def test_whoever_has_no_evidence_has_none_of_its_pages(as_, key):
    client = as_(key)
    assert client.get(reverse("evidence")).status_code == 403
    assert client.get(reverse("evidence-measure", args=["pupils-with-sen"])).status_code == 403


def test_a_group_or_measure_that_does_not_exist_is_not_there(as_):
    client = as_("analyst_county")
    assert client.get(reverse("evidence-measure", args=["no-such-measure"])).status_code == 404
    assert client.get(reverse("evidence-measure", args=["pupils-with-sen"]) + "?group=boys").status_code == 404


def test_what_the_tables_do_not_hold_is_named_with_the_reason_and_is_no_zero(as_):
    client = as_("analyst_county")
    page = client.get(reverse("evidence")).content.decode()
    assert "Questions we can&#39;t answer yet" in page
    assert "The tables have no results for this stage" in page and "The tables have no attendance" in page
    assert file_of(client, "ks2-by-provision") == []


def test_every_page_says_which_snapshot_it_shows(world, as_):
    client = as_("analyst_county")
    shown = tables.tables()
    assert shown is not None
    for address in (reverse("evidence"), reverse("evidence-measure", args=["pupils-with-sen"])):
        page = client.get(address).content.decode()
        assert shown.id in page and "26 November 2026" in page


def test_another_snapshot_is_shown_as_soon_as_it_stands(world, as_):
    client = as_("senco_oak")
    before = file_of(client, "pupils-with-sen", "?group=ehc-plan")[-1]
    ProvisionChange.objects.create(child=world.children["oak_none"], provision="E", from_date=TODAY, why="x", decided_by_name="y")
    build(on=TODAY)
    after = file_of(client, "pupils-with-sen", "?group=ehc-plan")[-1]
    assert int(after["numerator"]) == int(before["numerator"]) + 1 and after["snapshot"] != before["snapshot"]


@pytest.mark.parametrize("key", ["senco_oak", "governor_oak", "analyst_county", "board_member"])
def test_each_page_asks_the_database_little_however_much_there_is(as_, key, django_assert_max_num_queries):
    client = as_(key)
    client.get(reverse("evidence"))
    for address in (reverse("evidence"), reverse("evidence-measure", args=["pupils-with-sen"])):
        client.get(address)
        with django_assert_max_num_queries(8):
            client.get(address)


def test_the_files_are_noted_and_the_picture_stands_by_itself(world, as_):
    client = as_("senco_oak")
    file_of(client, "pupils-with-sen")
    picture = client.get(reverse("evidence-chart", args=["pupils-with-sen"]) + f"?place={OAK}")
    text = picture.content.decode()
    assert picture["Content-Type"].startswith("image/svg+xml") and "not for release" in text and "Oak Primary" in text
    taken = Entry.objects.filter(action="evidence.exported").order_by("number")
    assert [entry.details.values["form"] for entry in taken] == ["csv", "svg"]
    assert {entry.subject for entry in taken} == {"pupils-with-sen"}


def test_addresses_hold_codes_alone(world, as_):
    page = as_("analyst_county").get(reverse("evidence-measure", args=["pupils-with-sen"])).content.decode()
    for address in re.findall(r'(?:href|action)="([^"]*evidence[^"]*)"', page):
        assert re.fullmatch(r"[a-zA-Z0-9/?&;=.\-]*", address), address


def test_a_question_is_kept_opened_shared_and_removed_by_whoever_kept_it(world, as_):
    client = as_("senco_oak")
    keep = reverse("evidence-keep", args=["pupils-with-sen"]) + f"?place={OAK}&group=ehc-plan"
    assert client.post(keep, {"name": "Plans at Oak", "shared": "on"}).status_code == 302
    row = SavedQuestion.objects.get()
    assert row.question["places"] == [OAK] and row.question["groups"] == ["ehc-plan"]
    opened = client.get(reverse("evidence-kept", args=[row.ref]))
    assert opened.status_code == 302 and "group=ehc-plan" in opened["Location"]
    # The head of the school opens it and does not remove it; somebody elsewhere finds nothing.
    client = as_("head_oak")
    assert "Plans at Oak" in client.get(reverse("evidence")).content.decode()
    assert client.post(reverse("evidence-remove", args=[row.ref])).status_code == 403
    assert as_("senco_elm").get(reverse("evidence-kept", args=[row.ref])).status_code == 404
    client = as_("senco_oak")
    assert client.post(reverse("evidence-remove", args=[row.ref])).status_code == 302
    assert not SavedQuestion.objects.exists()
    assert list(Entry.objects.filter(action__startswith="question.").values_list("action", flat=True)) == [
        "question.saved",
        "question.removed",
    ]


def test_a_name_that_is_missing_or_taken_is_told_beside_its_field(as_):
    client = as_("senco_oak")
    keep = reverse("evidence-keep", args=["pupils-with-sen"])
    missing = client.post(keep, {"name": "  "})
    assert missing.status_code == 422 and "Enter a name" in missing.content.decode()
    client.post(keep, {"name": "Mine"})
    taken = client.post(keep, {"name": "Mine"})
    assert taken.status_code == 422 and "with this name" in taken.content.decode()


def test_before_the_first_snapshot_the_page_says_how_to_make_one(world, as_, settings, tmp_path):
    settings.WAREHOUSE = tmp_path / "none"
    page = as_("analyst_county").get(reverse("evidence"))
    assert page.status_code == 200 and "attainable warehouse build" in page.content.decode()


@pytest.fixture
def published_store(world, settings, tmp_path):
    """A store of a fictional nation's published files."""
    from attainable.demo.authority import make_published
    from attainable.warehouse.adding import add

    make_published(tmp_path / "files", seed=1)
    add(settings.STORE, [tmp_path / "files"])


def test_published_figures_of_the_nation_stand_behind_and_have_pages_of_their_own(as_, published_store):
    client = as_("analyst_county")
    index = client.get(reverse("evidence")).content.decode()
    assert "Published figures" in index
    page = client.get(reverse("evidence-published", args=["ks2-rwm-expected"]))
    text = page.content.decode()
    assert page.status_code == 200 and "Fictional nation" in text and "app-drawing__narrow" in text
    assert "Fictional figures" in text
    by_word = client.get(reverse("evidence-published", args=["eyfs-gld"])).content.decode()
    assert ">SEN</option>" in by_word and ">Free school meals</option>" in by_word
    assert client.get(reverse("evidence-published", args=["no-such"])).status_code == 404
    rows = b"".join(client.get(reverse("evidence-published-download", args=["ks2-rwm-expected"])).streaming_content)
    assert b"Fictional nation" in rows
    behind = client.get(reverse("evidence-measure", args=["pupils-with-sen"]) + "?beside=1").content.decode()
    assert "There are no published figures for" in behind or "Fictional nation" in behind


# What each may cost; that somebody took a file away is noted in the audit.
PAGES = {
    ("evidence-whole", "7"): 5,
    ("evidence-whole-download", "7"): 11,
    ("evidence-published", "ks2-rwm-expected"): 5,
    ("evidence-published-download", "ks2-rwm-expected"): 5,
}


@pytest.mark.parametrize("key", ["senco_oak", "governor_oak", "analyst_county", "board_member"])
def test_figures_of_the_whole_and_published_ones_ask_the_database_little(world, as_, published_store, key):
    client = as_(key)
    first = {page: _queries(client, *page) for page in PAGES}
    assert all(first[page] <= most for page, most in PAGES.items())
    # However many schools, measures that were kept and posts of the same kind there are.
    _more_of_everything(world, key)
    build(on=TODAY)
    again = {page: _queries(client, *page) for page in PAGES}
    assert again == first


def _queries(client, name: str, subject: str) -> int:
    address = reverse(name, args=[subject])
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as found:
        b"".join(client.get(address))
    return len(found)


def _more_of_everything(world: World, key: str) -> None:
    """Twenty more schools, at three of which whoever looks holds the same post."""
    held = Membership.objects.filter(account=world.accounts[key]).first()
    assert held is not None
    for number in range(20):
        kind = held.organisation.kind
        one = Organisation.objects.create(kind="school", name=f"School {number}", code=f"1400{number:02}")
        School.objects.create(organisation=one, phase="PS", authority=world.organisations["county"], district="E07000999")
        child = Child.objects.create(forename="A", surname=f"C{number}", date_of_birth=dt.date(2018, 1, 1), sex="M")
        Enrolment.objects.create(child=child, school=one.school, from_date=dt.date(2026, 9, 1), status="C")
        SavedQuestion.objects.create(
            owner=held.account, organisation=held.organisation, name=f"Question {number}", measure="pupils-with-sen", question={}
        )
        if kind == "school" and number < 3:
            Membership.objects.create(account=held.account, organisation=one, role=held.role, from_date=dt.date(2026, 9, 1))


def test_the_charts_of_the_pack_stand_over_the_whole_authority_and_those_that_cannot_be_made_say_why(world, as_):
    client = as_("analyst_county")
    index = client.get(reverse("evidence")).content.decode()
    assert "The whole of Fictionshire" in index and "he tables have no results at the end of a key stage" in index
    page = client.get(reverse("evidence-whole", args=["7"]))
    assert page.status_code == 200 and "Profile “la-internal”" in page.content.decode()
    assert client.get(reverse("evidence-whole", args=["1"])).status_code == 404
    taken = client.get(reverse("evidence-whole-download", args=["7"]))
    rows = list(csv.DictReader(io.StringIO(b"".join(taken.streaming_content).decode("utf-8-sig"))))
    assert rows and {row["disclosure"] for row in rows} == {"la-internal"}
    assert Entry.objects.get(action="evidence.exported").subject == "7"
    # A board sees the same chart by the public rules.
    assert "Profile “public”" in as_("board_member").get(reverse("evidence-whole", args=["7"])).content.decode()


def test_of_several_places_the_page_says_which_group_its_chart_shows(world, as_):
    client, county = as_("officer_county"), world.organisations["county"].code
    address = reverse("evidence-measure", args=["pupils-with-sen"])
    several = client.get(f"{address}?place={county}&place={OAK}&group=any-sen&group=sen-support").content.decode()
    assert "The chart shows one group, Any SEN, in each place." in several
    one = client.get(f"{address}?place={county}&group=any-sen&group=sen-support").content.decode()
    assert "The chart shows one group" not in one


def test_each_breakdown_of_a_published_measure_has_words():
    from attainable.domains.insight.web.words import BREAKDOWNS
    from attainable.evidence.measures.definition import all_measures

    assert {by for measure in all_measures() for by in measure.dimensions} <= set(BREAKDOWNS)
