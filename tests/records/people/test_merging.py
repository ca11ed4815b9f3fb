"""Two records of one child become one, and can be separated again."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import Desk, paper_of, text_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.actions.children import change_details, join
from attainable.domains.people.actions.merging import columns_of, merge, tables
from attainable.domains.people.actions.unmerging import unmerge
from attainable.domains.people.models import (
    Carer,
    Child,
    Enrolment,
    GroupMember,
    Merge,
    ProvisionChange,
    Responsibility,
    Restriction,
    Standing,
)
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries.held import everything as everything_held
from attainable.domains.people.queries.states import by_numbers
from attainable.domains.people.standing import faults
from attainable.domains.people.web.merging import urlpatterns
from attainable.domains.provision import queries as provision
from attainable.domains.provision.actions.sessions import log_sessions
from attainable.domains.provision.facts import FACTS
from attainable.domains.provision.models import Given, PlanAgreement, PlanReview, Session, SupportPlan
from attainable.records.write import changing
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db
NOBODY = "nosuchrecord"
WHY = "The family confirmed that both are the same child."


@pytest.fixture
def world() -> World:
    return small()


def everything(*children: int) -> dict[str, Any]:
    """Every row about these children, column by column, and what follows from them."""
    found: dict[str, Any] = {
        f"{model._meta.label} {name}": [
            columns_of(row) for row in model.objects.filter(**{f"{name}__in": children}).order_by("pk")
        ]
        for model, name in tables()
        if model is not Merge
    }
    found["children"] = [{**columns_of(row), "version": None} for row in Child.objects.filter(pk__in=children).order_by("pk")]
    found["standings"] = [columns_of(row) for row in Standing.objects.filter(pk__in=children).order_by("pk")]
    return found


def double(world: World) -> Child:
    """A second record of the child with SEN support at Oak, made in error by hand."""
    first = world.children["oak_support"]
    return join(
        by=world.actor("senco_oak"),
        school=world.schools["oak"],
        from_date=world.on - dt.timedelta(30),
        different=True,
        forename=first.forename,
        surname=first.surname,
        date_of_birth=first.date_of_birth,
        sex=first.sex,
    )


def merged(world: World, kept: str, other: str, **more: Any) -> Merge:
    return merge(by=world.actor("senco_oak"), kept=kept, other=other, why=WHY, **more)


def test_one_record_stays_with_everything_of_both(world: World) -> None:
    first, second = world.children["oak_support"], double(world)
    before = ProvisionChange.objects.filter(child=first).count()
    merged(world, second.ref, first.ref)
    assert not Child.objects.filter(ref=first.ref).exists()
    assert ProvisionChange.objects.filter(child=second).count() == before
    kept = Child.objects.get(pk=second.pk)
    assert kept.upn == first.upn, "a number that only the other record has is taken over"
    assert kept.standing.provision == "K"
    assert Enrolment.objects.filter(child=kept, until_date__isnull=True).count() == 1
    assert not list(faults())


@pytest.mark.parametrize("way", ["first", "second"])
def test_undoing_gives_both_records_back_exactly(world: World, way: str) -> None:
    first, second = world.children["oak_support"], double(world)
    kept, other = (first, second) if way == "first" else (second, first)
    before = everything(first.pk, second.pk)
    row = merged(world, kept.ref, other.ref, other_has=["forename", "upn"])
    unmerge(by=world.actor("senco_oak"), child=kept.ref, merge=row.pk, why="They are twins.")
    assert everything(first.pk, second.pk) == before
    assert not list(faults())
    assert list(Entry.objects.filter(child=other.ref).order_by("number").values_list("action", flat=True))[-2:] == [
        "child.merged-into",
        "child.merge-undone",
    ]


@pytest.mark.parametrize(("kept", "other"), [("oak_support", "oak_plan"), ("oak_plan", "oak_support")])
def test_any_two_records_of_the_tiny_world_can_be_merged_and_separated(world: World, kept: str, other: str) -> None:
    keys = world.children[kept].pk, world.children[other].pk
    before = everything(*keys)
    row = merge(by=world.actor("senco_oak"), kept=world.ref(kept), other=world.ref(other), why=WHY)
    unmerge(by=world.actor("senco_oak"), child=world.ref(kept), merge=row.pk, why="They are two.")
    assert everything(*keys) == before


def test_undoing_is_refused_once_the_record_has_changed_and_says_what_changed(world: World) -> None:
    first, second = world.children["oak_support"], double(world)
    row = merged(world, first.ref, second.ref)
    edited(world, first)
    with pytest.raises(ProblemsError) as refused:
        unmerge(by=world.actor("senco_oak"), child=first.ref, merge=row.pk, why="")
    words = " ".join(problem.what for problem in refused.value.problems)
    assert "edited" in words
    assert world.accounts["head_oak"].name in words
    assert "Enter why" in words, "everything is said at once"


def test_a_carer_who_may_not_see_one_record_does_not_see_the_other_through_a_second_entry(world: World) -> None:
    first, second = world.children["oak_support"], double(world)
    bar, again = (Carer.objects.create(name="Robin Ash", email=email) for email in ("", "robin@example.org"))
    day = {"from_date": world.on - dt.timedelta(9), "relationship": "MOT"}
    Responsibility.objects.create(child=first, carer=bar, may_see=False, why_not="Order of the court.", **day)
    row = Responsibility.objects.create(child=second, carer=again, **day)
    done = merged(world, first.ref, second.ref)
    row.refresh_from_db()
    assert (row.may_see, row.why_not) == (False, "Order of the court.")
    unmerge(by=world.actor("senco_oak"), child=first.ref, merge=done.pk, why="Two children.")
    row.refresh_from_db()
    assert row.may_see


def test_a_restricted_record_stays_restricted(world: World) -> None:
    first, second = world.children["oak_support"], double(world)
    Restriction.objects.create(child=second, from_date=world.on, why="Safety.")
    merge(by=world.actor("senco_oak"), kept=first.ref, other=second.ref, why=WHY)
    assert Standing.objects.get(pk=first.pk).restricted


def test_two_memberships_of_one_group_become_one(world: World) -> None:
    first, second = world.children["oak_support"], double(world)
    group = next(iter(world.groups.values()))
    for child in (first, second):
        GroupMember.objects.get_or_create(child=child, group=group, until_date=None, defaults={"from_date": world.on})
    merged(world, first.ref, second.ref)
    assert GroupMember.objects.filter(child=first, group=group, until_date__isnull=True).count() == 1


def provision_of(child: Child) -> dict[str, list[Any]]:
    """What the domain of provision knows of a child, with the sessions that hang on what is given."""
    rows = {fact.name: list(fact.model._default_manager.filter(child=child).order_by("pk")) for fact in FACTS}
    return {**rows, "sessions": list(Session.objects.filter(given__child=child).order_by("pk"))}


@pytest.mark.parametrize(("kept", "other"), [("oak_support", "oak_plan"), ("oak_plan", "oak_support")])
def test_provision_moves_with_its_sessions_and_goes_back(world: World, kept: str, other: str) -> None:
    stays, goes = world.children[kept], world.children[other]
    earlier = Given.objects.get(child=world.children["oak_plan"])
    planned = {"minutes": 30, "sessions_per_week": 5, "weeks": 38, "group_size": 3}
    begun = world.on - dt.timedelta(20)
    later = Given.objects.create(
        child=world.children["oak_support"], intervention=earlier.intervention, from_date=begun, **planned
    )
    Session.objects.create(given=later, day=begun, logged_by_name="Asha Aid")
    plan = SupportPlan.objects.create(child=later.child, from_date=begun, review_on=world.on)
    first = SupportPlan.objects.get(child=world.children["oak_plan"])
    PlanAgreement.objects.create(
        child=first.child, plan=first, what="signed", as_whom="parent", name="Pat", how="paper", from_date=begun
    )
    PlanReview.objects.create(child=first.child, plan=first, from_date=begun, reviewed_by="Sam Senco")
    before = provision_of(stays), provision_of(goes), everything(stays.pk, goes.pk), list(Session.objects.values())
    lacks = [name for name in before[0] if not before[0][name] and not before[1][name]]
    assert not lacks, "there is one of everything"
    row = merge(by=world.actor("senco_oak"), kept=stays.ref, other=goes.ref, why=WHY)
    after = provision_of(stays)
    for name in after:
        assert {one.pk for one in after[name]} == {one.pk for part in before[:2] for one in part[name]}, name
    earlier.refresh_from_db()
    assert (earlier.until_date, earlier.why_ended) == (begun - dt.timedelta(1), "Merged with another record of the same child.")
    assert [one.pk for one in after["support-plan"] if one.until_date is None] == [plan.pk]
    desk = desk_of(world)
    assert "Precision reading" in desk.reads("child-provision", stays.ref)
    undo = reverse("merge-undo", args=[stays.ref, row.pk])
    assert desk.sends(desk.opens(undo), {"why": "They are two."}).status_code == 302
    assert (provision_of(stays), provision_of(goes)) == before[:2]
    assert (everything(stays.pk, goes.pk), list(Session.objects.values())) == before[2:]


def test_a_session_logged_after_the_merging_keeps_the_records_together(world: World) -> None:
    first, plan = world.children["oak_support"], world.children["oak_plan"]
    row = merged(world, first.ref, plan.ref)
    given = Given.objects.get(child=first)
    # Schools are open from Monday to Friday.
    day = next(day for ago in range(1, 4) if (day := world.on - dt.timedelta(ago)).weekday() < 5)
    mark = provision.mark_of(given.group)
    log_sessions(by=world.actor("senco_oak"), intervention=given.intervention.ref, group=mark, day=day, reasons={given.pk: ""})
    with pytest.raises(ProblemsError, match="logged"):
        unmerge(by=world.actor("senco_oak"), child=first.ref, merge=row.pk, why="They are two.")


def test_an_import_finds_the_kept_record_by_the_number_of_the_other(world: World) -> None:
    first, second = world.children["oak_support"], double(world)
    merged(world, second.ref, first.ref)
    assert dict(by_numbers("upn", [first.upn])) == {first.upn: second.pk}


def test_a_plan_never_ceases_by_merging(world: World) -> None:
    first, plan = world.children["oak_support"], world.children["oak_plan"]
    ProvisionChange.objects.create(child=first, provision="K", from_date=world.on, why="Later.", decided_by_name="Somebody")
    with pytest.raises(ProblemsError, match="EHC plan"):
        merged(world, first.ref, plan.ref)


@pytest.mark.parametrize(("who", "error"), [("senco_elm", Http404), ("adviser_county", PermissionDenied)])
def test_somebody_who_may_not_change_both_records_is_refused(world: World, who: str, error: type[Exception]) -> None:
    second = double(world)
    with pytest.raises(error):
        merge(by=world.actor(who), kept=world.ref("oak_support"), other=second.ref, why=WHY)


def test_a_record_is_not_merged_with_itself_or_without_a_reason(world: World) -> None:
    with pytest.raises(ProblemsError) as refused:
        merge(by=world.actor("senco_oak"), kept=world.ref("oak_support"), other=world.ref("oak_support"), why=" ")
    assert len(refused.value.problems) == 2


def desk_of(world: World) -> Desk:
    return Desk(world, "senco_oak")


def test_the_pages_lead_from_one_record_to_the_merged_one_and_back(world: World) -> None:
    first, second, desk = world.children["oak_support"], double(world), desk_of(world)
    assert "This is the same child as…" in text_of(desk.client.get(reverse("child", args=[first.ref])))
    found = desk.client.post(reverse("merge-find", args=[first.ref]), {"q": first.surname})
    assert second.ref in text_of(found)
    assert second.ref in text_of(desk.client.post(reverse("merge-find", args=[first.ref]), {"q": second.ref}))
    address = reverse("merge-records", args=[first.ref, second.ref])
    assert "The one that began later stays" in text_of(desk.client.get(address))
    assert desk.sends(desk.opens(address), {"why": ""}).status_code == 422
    assert desk.sends(desk.opens(address), {"why": WHY}).status_code == 302
    former = desk.client.get(reverse("child", args=[second.ref]))
    assert former.status_code == 200
    assert first.ref in former.content.decode(), "the old address leads to the kept record"
    assert Desk(world, "senco_elm").client.get(reverse("child", args=[second.ref])).status_code == 404
    undo = reverse("merge-undo", args=[first.ref, Merge.objects.get().pk])
    assert desk.sends(desk.opens(undo), {"why": "Twins."}).status_code == 302
    assert Child.objects.filter(ref=second.ref).exists()
    assert desk.client.get(undo).status_code == 302


def edited(world: World, child: Child) -> None:
    with changing(by=world.actor("head_oak"), child=child.ref, permission="child.edit", version=None) as draft:
        change_details(draft, known_as="Sam")


def test_the_page_is_refused_when_a_record_changed_while_somebody_compared(world: World) -> None:
    first, second, desk = world.children["oak_support"], double(world), desk_of(world)
    for changed in (first, second):
        paper = desk.opens(reverse("merge-records", args=[first.ref, second.ref]))
        edited(world, changed)
        answer = desk.sends(paper, {"why": WHY})
        words = text_of(answer)
        assert answer.status_code == 409
        assert "Somebody changed one of the records" in words
        assert f"{changed.ref}, {world.accounts['head_oak'].name}: edited" in words
        assert not Merge.objects.exists()
    again = paper_of(answer, paper.address)
    assert again.values["why"][0].strip() == WHY, "what was typed is kept"
    assert desk.sends(again).status_code == 302, "and can be sent again"


def test_a_form_without_versions_merges_nothing(world: World) -> None:
    first, second, desk = world.children["oak_support"], double(world), desk_of(world)
    answer = desk.client.post(reverse("merge-records", args=[first.ref, second.ref]), {"why": WHY})
    assert answer.status_code == 409
    assert not Merge.objects.exists()


def test_the_page_that_undoes_is_refused_once_the_record_has_changed(world: World) -> None:
    first, second, desk = world.children["oak_support"], double(world), desk_of(world)
    paper = desk.opens(reverse("merge-undo", args=[first.ref, merged(world, first.ref, second.ref).pk]))
    edited(world, first)
    answer = desk.sends(paper, {"why": "They are twins."})
    assert answer.status_code == 409
    assert "The record was changed after it was merged" in text_of(answer)


def test_the_addresses_name_records_by_their_references_only() -> None:
    found = {route.name: str(route.pattern) for route in urlpatterns}
    assert found == {
        "merge-find": "children/<slug:ref>/same-child/",
        "merge-records": "children/<slug:ref>/same-child/<slug:other>/",
        "merge-undo": "children/<slug:ref>/same-child/<int:merge>/undo/",
    }


@pytest.mark.parametrize("page", ["search", "comparison"])
def test_a_record_out_of_reach_is_asked_for_as_one_that_is_not_there(world: World, page: str) -> None:
    first, desk = world.ref("oak_support"), desk_of(world)

    def asked(ref: str) -> tuple[int, str, list[str]]:
        with CaptureQueriesContext(connection) as captured:
            if page == "search":
                answer = desk.client.post(reverse("merge-find", args=[first]), {"q": ref})
            else:
                answer = desk.client.get(reverse("merge-records", args=[first, ref]))
        shown = text_of(answer).replace(ref, "REF") if answer.status_code == 200 else answer["Location"]
        questions = [re.sub(r"'[^']*'|\b\d+\b|\"s\d+_x\d+\"", "?", query["sql"]).replace(ref, "?") for query in captured]
        return answer.status_code, shown, questions

    asked(NOBODY)  # what a session asks once isn't counted
    assert asked(world.ref("moved_to_elm")) == asked(NOBODY)


def test_only_records_that_can_be_merged_are_found(world: World) -> None:
    desk = desk_of(world)
    answer = desk.client.post(reverse("merge-find", args=[world.ref("oak_support")]), {"q": world.ref("moved_to_elm")})
    assert "no other record" in text_of(answer)
    assert (
        desk.client.get(reverse("merge-records", args=[world.ref("oak_support"), world.ref("moved_to_elm")])).status_code == 302
    )


def test_the_access_report_shows_the_merging_and_who_saw_the_other_record(world: World) -> None:
    first, second, desk = world.children["oak_support"], double(world), desk_of(world)
    desk.client.get(reverse("child", args=[second.ref]))
    merged(world, first.ref, second.ref)
    seen = queries.record(world.actor("senco_oak"), first.ref)
    held = everything_held(world.actor("senco_oak"), seen)
    assert [row.former_ref for row in held.merges] == [second.ref]
    assert {"child.merged", "child.merged-into", "child.created"} <= {entry.action for entry in held.entries}


def test_comparing_takes_as_many_queries_however_much_is_recorded(world: World, django_assert_max_num_queries: Any) -> None:
    first, second, desk = world.children["oak_support"], double(world), desk_of(world)
    with django_assert_max_num_queries(100):
        desk.client.get(reverse("merge-records", args=[first.ref, second.ref]))
