"""Children at no school: an authority records them, by page and by file; they count in the authority and in no school."""

from typing import Any

import pytest
from django.urls import reverse
from tests.records.conftest import KIND
from tests.records.exchange.files import apply, bring, csv_file, days_ago, undo, upn
from tests.records.exchange.test_importing import codes, outcomes
from tests.records.world import World, small

from attainable.domains.people.actions.children import join, record_resident
from attainable.domains.people.models import Child, Enrolment, WithoutSchool
from attainable.domains.people.standing import faults
from attainable.domains.people.visibility import visible
from attainable.records.imports import Outcome

pytestmark = pytest.mark.django_db
HEADINGS = ["UPN", "Surname", "Forename", "DOB", "Sex", "School", "SEN status", "Primary need", "Postcode"]


@pytest.fixture
def world() -> World:
    return small()


def row(place: int, school: str, provision: str = "E", need: str = "ASD") -> list[str]:
    return [upn(70 + place), "Mossgill", f"Child{place}", f"0{place}/02/2014", "F", school, provision, need, "AB1 2CD"]


def of_authority(world: World, *rows: list[str], who: str = "officer_county"):
    return bring(world, csv_file(*rows, headings=HEADINGS), who=who, school="county")


SCHOOLS = ["Educated at home", "EHE", "", "999999", "888888", "No school named", "Awaiting a place", "awaiting placement"]
KINDS = ["home", "home", "none", "none", "none", "none", "awaiting", "awaiting"]


def test_an_authoritys_file_records_them_and_they_are_at_no_school(world):
    run = of_authority(world, *(row(place, school) for place, school in enumerate(SCHOOLS, 1)))
    assert (outcomes(run), codes(run)) == ([Outcome.CREATED] * 8, [[]] * 8)
    apply(world, run, who="officer_county")
    children = Child.objects.filter(surname="Mossgill").order_by("upn")
    assert [child.without_school.get().kind for child in children.order_by("date_of_birth")] == KINDS
    assert not Enrolment.objects.filter(child__in=children).exists()
    assert {child.standing.home_authority for child in children} == {world.organisations["county"]}
    assert {(child.standing.school, child.standing.provision) for child in children} == {(None, "E")}
    keys = {child.pk for child in children}
    seen = {who: keys & set(visible(world.actor(who), "child.view").values_list("pk", flat=True)) for who in world.accounts}
    assert seen["officer_county"] == seen["adviser_county"] == keys
    assert not seen["senco_oak"]
    assert not seen["head_elm"]
    assert not seen["officer_neighbour"]
    assert not list(faults())


def test_the_same_file_again_changes_nothing_and_another_kind_is_a_change(world):
    apply(world, of_authority(world, row(1, "EHE"), row(2, "")), who="officer_county")
    again = of_authority(world, row(2, ""), row(1, "Home educated"))
    assert outcomes(again) == [Outcome.UNCHANGED] * 2
    WithoutSchool.objects.update(from_date=days_ago(9))
    run = apply(world, of_authority(world, row(1, "Awaiting a place")), who="officer_county")
    assert run.changed == 1
    kinds = WithoutSchool.objects.filter(child__upn=upn(71)).order_by("from_date").values_list("kind", flat=True)
    assert list(kinds) == ["home", "awaiting"]


def test_the_import_can_be_undone(world):
    run = apply(world, of_authority(world, row(1, "EHE")), who="officer_county")
    undo(world, run, who="officer_county")
    assert not WithoutSchool.objects.exists()


def test_a_row_without_sen_and_one_of_a_school_are_refused_in_words(world):
    run = of_authority(world, row(1, "EHE", "N", ""), row(2, "100001"))
    assert outcomes(run) == [Outcome.REFUSED] * 2
    assert codes(run) == [["no-provision"], ["another-school"]]


def test_a_school_can_not_record_them(world):
    run = bring(world, csv_file(row(1, "EHE"), row(2, "999999"), headings=HEADINGS))
    assert codes(run) == [["without-school"], ["without-school"]]
    with pytest.raises(Exception, match="does not give you access"):
        of_authority(world, row(1, "EHE"), who="senco_oak")
    with pytest.raises(Exception, match="does not give you access"):
        bring(world, csv_file(row(1, ""), headings=HEADINGS), who="officer_county", school="neighbour")


def resident(world: World, **more: str) -> Child:
    values: dict[str, Any] = {
        "forename": "Hope",
        "surname": "Mossgill",
        "sex": "F",
        "date_of_birth": days_ago(4000),
        "kind": "home",
        **more,
    }
    by, authority = world.actor("officer_county"), world.organisations["county"]
    return record_resident(by=by, authority=authority, from_date=days_ago(30), provision="E", need="ASD", **values)


def test_joining_a_school_ends_it_and_the_school_then_has_the_record(world):
    child = resident(world, upn=upn(70))
    by = world.actor("senco_oak")
    details = {name: getattr(child, name) for name in ("forename", "surname", "sex", "date_of_birth", "upn")}
    join(by=by, school=world.schools["oak"], from_date=days_ago(2), **details)
    assert WithoutSchool.objects.get(child=child).until_date == days_ago(3)
    assert visible(by, "child.view").filter(pk=child.pk).exists()
    assert not visible(world.actor("officer_county"), "child.edit").filter(pk=child.pk).exists()


def test_the_page_adds_a_child_without_a_school(world, client):
    client.force_login(world.accounts["officer_county"])
    page = client.get(reverse("add-resident"))
    assert page.status_code == 200
    assert "Add a child without a school" in client.get(reverse("children")).content.decode()
    answer = {"forename": "Hope", "surname": "Mossgill", "sex": "F", "kind": "awaiting", "provision": "E", "need": "ASD"}
    days = {"date_of_birth": days_ago(4000), "from_date": days_ago(5)}
    answer |= {f"{name}_{part}": str(getattr(day, part)) for name, day in days.items() for part in ("day", "month", "year")}
    response = client.post(reverse("add-resident"), answer)
    assert response.status_code == 302, response.content.decode()
    child = Child.objects.get(surname="Mossgill")
    assert (child.without_school.get().kind, child.standing.primary_need) == ("awaiting", "ASD")
    details = client.get(reverse("child-details", args=[child.ref])).content.decode()
    assert "Awaiting a place" in details
    assert client.post(reverse("add-resident"), {"forename": "Hope"}).status_code == 422


def test_a_school_has_no_such_page(world, client):
    client.force_login(world.accounts["senco_oak"])
    assert client.get(reverse("add-resident")).status_code == 403


def test_they_count_in_the_authority_and_in_no_school(world, client):
    from attainable.domains.insight.queries.register_counts import raw_register
    from attainable.domains.insight.queries.scopes import scopes

    def plans(who: str) -> tuple[int, dict[str, int]]:
        (scope,) = scopes(world.actor(who))
        raw = raw_register(scope, world.on, days_ago(60))
        places = {raw.places[key].name: n for (key, _, group), n in raw.by.get("place", {}).items() if group == "ehc-plan"}
        return sum(n for (_, group), n in raw.totals.items() if group == "ehc-plan"), places

    before, by_school = plans("officer_county"), plans("governor_oak")
    resident(world)
    after, places = plans("officer_county")
    assert after == before[0] + 1
    assert places == before[1] | {"At no school": 1}
    assert plans("governor_oak") == by_school
    client.force_login(world.accounts["officer_county"])
    text = client.get(reverse("figures")).content.decode()
    assert "At no school" in text
    assert "Recorded at no school" not in text


def test_from_a_terminal_with_the_order_of_names_and_dates(sites, tmp_path):
    site = sites.filled(KIND)
    path = tmp_path / "a.csv"
    path.write_text("Name,DOB,Sex,School,SEN status,Primary need\nMossgill Hope,02/13/2014,F,EHE,E,ASD\n")
    assert site.run("import", str(path), "--school", "100000", "--authority", "X", "--yes").returncode == 3
    assert "There is no authority" in site.run("import", str(path), "--authority", "Nowhere", "--yes").stderr
    assert site.run("import", str(path), "--school", "100000", "--dates", "year", "--yes").returncode == 3
    unsaid = site.run("import", str(path), "--school", "100000", "--dry-run")
    assert "refused" in unsaid.stdout
    path.write_text("Name,DOB,Sex\nMossgill Hope,02/13/2014,F\n")
    said = site.run("import", str(path), "--school", "100000", "--dates", "month", "--names", "surname", "--dry-run")
    assert said.returncode == 0, said.stdout + said.stderr
