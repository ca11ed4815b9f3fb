"""Pages of a child's record: what each shows, to whom, and in how many queries."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child, ProvisionChange
from attainable.values.school_year import leaving_date, school_year

PARTS = ("child", "child-history", "child-family", "child-details", "child-support")


@pytest.fixture
def world(db) -> World:
    return small()


@pytest.fixture
def sign_in(world, client):
    def as_(key: str):
        client.force_login(world.accounts[key])
        return client

    return as_


def without_tokens(response) -> str:
    """A page without the token that is made anew each time."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())


def version(world: World, key: str) -> int:
    return Child.objects.get(pk=world.children[key].pk).version


def test_a_senco_sees_every_part_and_each_view_is_noted(world, sign_in):
    client = sign_in("senco_oak")
    for part in PARTS:
        response = client.get(reverse(part, args=[world.ref("oak_support")]))
        assert response.status_code == 200, part
        assert world.children["oak_support"].surname in response.content.decode()
    seen = Entry.objects.filter(child=world.ref("oak_support"), action="child.viewed")
    assert [entry.details.values["part"] for entry in seen] == list(PARTS)
    assert {entry.account for entry in seen} == {world.accounts["senco_oak"].pk}


@pytest.mark.parametrize("key", ["far_none", "left_yesterday", "restricted_unnamed", "elm_plan"])
def test_a_record_out_of_reach_is_not_there(world, sign_in, key):
    client = sign_in("senco_oak")
    absent = client.get(reverse("child", args=["nosuchchild1"]))
    response = client.get(reverse("child", args=[world.ref(key)]))
    assert response.status_code == absent.status_code == 404
    assert without_tokens(response) == without_tokens(absent)
    assert not Entry.objects.filter(child=world.ref(key), action="child.viewed").exists()


def test_a_teaching_assistant_sees_no_address_and_no_history(world, sign_in):
    client = sign_in("assistant_oak")
    assert client.get(reverse("child", args=[world.ref("named")])).status_code == 200
    for part in PARTS[1:]:
        assert client.get(reverse(part, args=[world.ref("named")])).status_code == 404, part


def test_a_governor_has_no_pages_of_children(world, sign_in):
    client = sign_in("governor_oak")
    assert client.get(reverse("child", args=[world.ref("oak_support")])).status_code == 403
    assert client.get(reverse("register")).status_code == 403


def test_provision_is_changed_by_a_new_row(world, sign_in):
    client = sign_in("senco_oak")
    address = reverse("change-provision", args=[world.ref("oak_support")])
    assert client.get(address).status_code == 200
    today = world.on
    posted = {
        "version": version(world, "oak_support"),
        "provision": "N",
        "plan_kind": "",
        "why": "Plan issued.",
        "evidence": "",
        "from_date_day": today.day,
        "from_date_month": today.month,
        "from_date_year": today.year,
    }
    response = client.post(address, posted)
    assert response.status_code == 302, response.context and response.context["form"].errors
    rows = ProvisionChange.objects.filter(child=world.children["oak_support"]).order_by("from_date")
    assert [row.provision for row in rows] == ["K", "N"]
    assert rows[1].decided_by_name == "Sena Oakes"
    page = client.get(reverse("child", args=[world.ref("oak_support")])).content.decode()
    assert "The child is not on the register." in page
    entry = Entry.objects.filter(action="register.provision-changed").get()
    assert entry.why == "Plan issued." and entry.details.values["provision"] == ["K", "N"]


def test_every_fault_of_a_change_is_told_at_once_beside_its_field(world, sign_in):
    client = sign_in("senco_oak")
    posted = {
        "version": version(world, "oak_support"),
        "provision": "K",
        "plan_kind": "",
        "why": "x",
        "from_date_day": 1,
        "from_date_month": 1,
        "from_date_year": 1999,
        "evidence": "",
    }
    response = client.post(reverse("change-provision", args=[world.ref("oak_support")]), posted)
    assert response.status_code == 422
    page = response.content.decode()
    for words in ("already has this provision", "not in use on that date", "after the child was born", "after the last change"):
        assert words in page
    assert 'href="#from_date' in page.replace("id_", "") or 'href="#id_from_date' in page


def test_two_people_editing_at_once_the_second_is_told_and_loses_nothing(world, sign_in):
    client = sign_in("senco_oak")
    ref, old = world.ref("oak_support"), version(world, "oak_support")
    today = world.on
    day = {"from_date_day": today.day, "from_date_month": today.month, "from_date_year": today.year}
    first = client.post(reverse("change-young-carer", args=[ref]), {**day, "version": old, "code": "N"})
    assert first.status_code == 302
    client.force_login(world.accounts["head_oak"])
    needs = {
        **day,
        "version": old,
        "need_1": "ASD",
        "evidence_1": "Paediatrician's letter",
        "why": "Diagnosed.",
        "need_2": "",
        "need_3": "",
        "need_4": "",
    }
    second = client.post(reverse("change-needs", args=[ref]), needs)
    page = second.content.decode()
    assert second.status_code == 409
    assert "Somebody else changed this record" in page and "Sena Oakes" in page
    assert "Paediatrician&#39;s letter" in page and "Diagnosed." in page
    assert "You changed this record" not in page
    # Sent again with what the page now carries, it is saved.
    again = client.post(reverse("change-needs", args=[ref]), {**needs, "version": version(world, "oak_support")})
    assert again.status_code == 302


def test_a_change_that_is_posted_twice_is_made_once(world, sign_in):
    client = sign_in("senco_oak")
    ref, today = world.ref("oak_support"), world.on
    posted = {
        "version": version(world, "oak_support"),
        "provision": "N",
        "plan_kind": "",
        "why": "Caught up.",
        "evidence": "",
        "from_date_day": today.day,
        "from_date_month": today.month,
        "from_date_year": today.year,
    }
    codes = [client.post(reverse("change-provision", args=[ref]), posted).status_code for _ in range(2)]
    assert codes == [302, 409]
    assert ProvisionChange.objects.filter(child=world.children["oak_support"], provision="N").count() == 1


def test_a_withdrawn_change_is_struck_through_and_no_longer_counts(world, sign_in):
    client = sign_in("senco_oak")
    change = ProvisionChange.objects.get(child=world.children["oak_support"])
    address = reverse("withdraw-provision", args=[world.ref("oak_support"), change.ref])
    response = client.post(address, {"version": version(world, "oak_support"), "why": "Wrong child."})
    assert response.status_code == 302
    history = client.get(reverse("child-history", args=[world.ref("oak_support")])).content.decode()
    assert "<s>" in history and "Wrong child." in history
    assert "not on the SEN register" in client.get(reverse("child", args=[world.ref("oak_support")])).content.decode()


@pytest.mark.parametrize(
    ("part", "most"),
    [
        ("child", 22),
        ("child-history", 33),
        ("child-family", 20),
        ("child-details", 20),
        ("child-support", 22),
        ("child-support-plan", 28),
        ("child-provision", 21),
        ("child-agencies", 20),
    ],
)
def test_queries_of_a_part(world, sign_in, django_assert_max_num_queries, part, most):
    client = sign_in("senco_oak")
    client.get(reverse("home"))
    with django_assert_max_num_queries(most):
        client.get(reverse(part, args=[world.ref("oak_support")]))


CHANGES: dict[str, list[str]] = {
    "edit-child": [],
    "change-needs": [],
    "change-home": [],
    "attendance-pattern": [],
    "add-carer": [],
    "assign": [],
    "involve": [],
    "give-consent": [],
    "restrict": [],
    "change-ethnicity": [],
    "change-fsm": [],
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_has_a_page_that_refuses_an_empty_form_in_words(world, sign_in, name):
    client = sign_in("senco_oak")
    address = reverse(name, args=[world.ref("oak_support")])
    assert client.get(address).status_code == 200
    response = client.post(address, {"version": version(world, "oak_support")})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    # Somebody who sees the record and may not change it is refused.
    client.force_login(world.accounts["officer_county"])
    if name not in ("involve", "give-consent"):
        assert client.get(address).status_code == 403
    # Somebody who doesn't see it finds nothing.
    client.force_login(world.accounts["senco_far"])
    assert client.get(reverse(name, args=[world.ref("oak_support")])).status_code == 404


def test_restricting_takes_the_record_from_everybody_else_at_once(world, sign_in):
    client = sign_in("senco_oak")
    ref = world.ref("oak_support")
    response = client.post(
        reverse("restrict", args=[ref]), {"version": version(world, "oak_support"), "why": "Moved for safety."}
    )
    assert response.status_code == 302
    assert client.get(reverse("child", args=[ref])).status_code == 200
    client.force_login(world.accounts["head_oak"])
    assert client.get(reverse("child", args=[ref])).status_code == 404
    found = client.post(reverse("search"), {"q": world.children["oak_support"].upn})
    assert world.children["oak_support"].forename not in found.content.decode()


def test_one_carer_is_not_told_of_another(world, sign_in):
    client = sign_in("parent")
    child = next(
        c for c in ("twin_one", "twin_two") if client.get(reverse("child-family", args=[world.ref(c)])).status_code == 200
    )
    page = client.get(reverse("child-family", args=[world.ref(child)])).content.decode()
    assert page.count("Parental responsibility") == 1


@pytest.mark.parametrize("page", ["invite-carer", "change-contacts", "end-carer"])
def test_a_change_about_a_carer_says_which_carer(world, sign_in, page):
    client = sign_in("senco_oak")
    rows = world.children["split"].responsibilities.filter(until_date=None)
    names = {row.carer.name for row in rows}
    assert len(names) == 2
    for row in rows:
        text = client.get(reverse(page, args=[world.ref("split"), row.carer.ref])).content.decode()
        assert row.carer.name in text
        assert not any(name in text for name in names - {row.carer.name})


def test_an_end_says_of_what(world, sign_in):
    client = sign_in("senco_oak")
    for key, page, rows, name in (
        ("named", "end-assignment", "assignments", lambda row: row.account.name),
        ("consented", "end-involvement", "involvements", lambda row: row.organisation.name),
        ("consented", "withdraw-consent", "consents", lambda row: f"{row.organisation.name}: given by {row.given_by}"),
    ):
        row = getattr(world.children[key], rows).filter(until_date=None)[0]
        text = client.get(reverse(page, args=[world.ref(key), row.pk])).content.decode()
        assert name(row) in text, page


def test_movement_is_asked_from_a_day_in_three_boxes(world, sign_in):
    client = sign_in("senco_oak")
    day = world.on - dt.timedelta(days=40)
    asked = {"since_day": day.day, "since_month": day.month, "since_year": day.year}
    text = client.get(reverse("movement"), asked).content.decode()
    assert f"Movement since {day:%-d %B %Y}" in text
    wrong = client.get(reverse("movement"), {**asked, "since_day": "31", "since_month": "2"}).content.decode()
    assert "Since must be a real date" in wrong


def test_who_changed_the_record_in_another_window_is_not_told_of_somebody_else(world, sign_in):
    client = sign_in("senco_oak")
    ref, old, today = world.ref("oak_support"), version(world, "oak_support"), world.on
    posted = {
        "from_date_day": today.day,
        "from_date_month": today.month,
        "from_date_year": today.year,
        "version": old,
        "provision": "N",
        "plan_kind": "",
        "why": "Reads as others do.",
        "evidence": "",
    }
    assert client.post(reverse("change-provision", args=[ref]), posted).status_code == 302
    page = client.post(reverse("change-provision", args=[ref]), {**posted, "provision": "N"}).content.decode()
    assert "You changed this record after you opened this page" in page and "Somebody else" not in page


def test_who_is_16_but_of_compulsory_school_age_is_not_said_to_decide(world, sign_in):
    client, child = sign_in("senco_oak"), world.children["oak_support"]
    words = "over compulsory school age"
    now = school_year(world.on)
    # Who turns 16 in the school year under way is over it from the last Friday of June.
    over = world.on > leaving_date(dt.date(now - 16, 9, 1))
    for born, said in ((dt.date(now - 16, 8, 31), True), (dt.date(now - 16, 9, 1), over)):
        Child.objects.filter(pk=child.pk).update(date_of_birth=born)
        page = client.get(reverse("child", args=[child.ref])).content.decode()
        assert (words in page) is said, born


def test_who_restricts_a_record_is_not_among_those_to_choose(world, sign_in):
    page = sign_in("senco_oak").get(reverse("restrict", args=[world.ref("oak_support")])).content.decode()
    offered = page.split("Who else may see it")[1]
    assert world.accounts["head_oak"].name in offered and world.accounts["senco_oak"].name not in offered
