"""A code for somebody without an account: it works once, reads nothing, and leaves no trace; the school decides what comes in."""

import datetime as dt
import logging

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import days
from tests.records.people.changes.desk import text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Carer, Responsibility
from attainable.domains.people.queries.children import record
from attainable.domains.provision.actions.contributions import ask, decline, send, take_in, withdraw
from attainable.domains.provision.models import Contribution, ContributionRequest
from attainable.domains.provision.queries.contributions import asked, contributions_waiting, request_of, waiting
from attainable.domains.provision.rules.contributions import hash_of, new_code
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db
ANSWERS = {"seen": "Follows two steps, not three.", "recommends": "A picture of each step."}


@pytest.fixture
def world() -> World:
    cache.clear()
    return small()


def code_for(world: World, name: str = "Pat Outside", purpose: str = "professional", lasts: int = 14) -> tuple[str, str]:
    """The ref of a request, and its code."""
    by = world.actor("senco_oak")
    seen = record(by, world.ref("oak_plan"), "provision.manage")
    row, code = ask(by=by, seen=seen, name=name, purpose=purpose, days=lasts)
    return row.ref, code


def enter(client: Client, code: str, **more):
    return client.post(reverse("contribute"), {"code": code}, **more)


def desk(world: World, who: str = "senco_oak") -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def test_codes_are_long_differ_and_are_kept_only_as_hashes(world):
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200 and all(len(code) == 19 and not set(code) & set("01oil") for code in codes)
    _, code = code_for(world)
    assert ContributionRequest.objects.get().code_hash == hash_of(code.upper().replace("-", " "))
    row = ContributionRequest.objects.values().get()
    assert not any(code in str(value) or code.replace("-", "") in str(value) for value in row.values())


def test_what_somebody_sends_waits_for_the_school_and_is_taken_into_the_record(world):
    ref, code = code_for(world)
    client = Client()
    assert enter(client, f" {code.upper()} ").headers["Location"] == reverse("contribution-form")
    assert client.post(reverse("contribution-form"), ANSWERS).headers["Location"] == reverse("contribution-sent")
    by = world.actor("senco_oak")
    assert contributions_waiting(by) == 1 and not Contribution.objects.filter(name="Pat Outside").exists()
    assert "Somebody outside the school wrote about 1 child" in desk(world).get("/").content.decode()
    text = text_of(desk(world).get(reverse("contribution", args=[ref])))
    assert "Follows two steps, not three." in text and "What have you seen or found out?" in text
    assert desk(world).post(reverse("contribution", args=[ref]), {"take": "1"}).status_code == 302
    kept = Contribution.objects.get(name="Pat Outside")
    assert (kept.child, kept.name, kept.from_date) == (world.children["oak_plan"], "Pat Outside", world.on)
    assert "A picture of each step." in kept.said and "What helps the child?" not in kept.said
    assert ContributionRequest.objects.get().answers == {} and contributions_waiting(by) == 0
    assert "A picture of each step." in text_of(desk(world).get(reverse("child-agencies", args=[world.ref("oak_plan")])))
    actions = list(Entry.objects.filter(action__startswith="contribution").values_list("action", flat=True))
    assert set(actions) == {"contribution.asked", "contribution.sent", "contribution.taken-in"}


def test_a_code_works_once_though_two_windows_are_open(world):
    _, code = code_for(world)
    first, second = Client(), Client()
    enter(first, code), enter(second, code)
    assert first.post(reverse("contribution-form"), ANSWERS).status_code == 302
    assert second.post(reverse("contribution-form"), ANSWERS).headers["Location"] == reverse("contribute")
    assert enter(Client(), code).status_code == 422
    with pytest.raises(ProblemsError, match="can’t be used"):
        send(ref=ContributionRequest.objects.get().ref, answers=ANSWERS)


def test_a_code_does_not_work_after_its_end_nor_once_it_is_withdrawn(world):
    ref, code = code_for(world, lasts=1)
    client = Client()
    enter(client, code)
    with days.on(world.on + dt.timedelta(2)):
        assert enter(Client(), code).status_code == 422
        assert client.get(reverse("contribution-form")).status_code == 302
    by = world.actor("senco_oak")
    withdraw(by=by, row=request_of(by, ref))
    assert enter(Client(), code).status_code == 422 and asked(by) == []


def test_every_code_that_does_not_work_gets_the_same_answer(world):
    ref, code = code_for(world)
    by = world.actor("senco_oak")
    withdraw(by=by, row=request_of(by, ref))
    answers = {text_of(enter(Client(), given)) for given in (code, new_code(), "x")}
    assert len(answers) == 1 and "We do not know this code" in answers.pop()


def test_a_person_with_a_bar_gets_no_code_and_a_bar_that_comes_later_ends_it(world):
    carer = Carer.objects.create(name="Robin Barred")
    row = Responsibility.objects.create(child=world.children["oak_plan"], carer=carer, relationship="father", from_date=world.on)
    _, code = code_for(world, name=row.carer.name, purpose="parent")
    client = Client()
    enter(client, code)
    Responsibility.objects.filter(pk=row.pk).update(may_see=False, why_not="A court order")
    answer = client.post(reverse("contribution-form"), {"well": "All"})
    assert answer.status_code == 422 and not ContributionRequest.objects.filter(sent_at__isnull=False).exists()
    with pytest.raises(ProblemsError, match="may not see"):
        code_for(world, name=f"  {row.carer.name.upper()} ", purpose="parent")
    address = reverse("ask-contribution", args=[world.ref("oak_plan")])
    answer = desk(world).post(address, {"name": row.carer.name, "purpose": "parent", "days": "14"})
    assert answer.status_code == 422 and "See Family and contacts" in text_of(answer)


def test_the_public_pages_read_nothing_of_the_record(world):
    _, code = code_for(world)
    client, child = Client(), world.children["oak_plan"]
    pages = [client.get(reverse("contribute")), enter(client, code), client.get(reverse("contribution-form"))]
    pages += [client.post(reverse("contribution-form"), {}), client.post(reverse("contribution-form"), ANSWERS)]
    pages += [client.get(reverse("contribution-sent"))]
    for page in pages:
        text = page.content.decode()
        for secret in (child.forename, child.surname, child.ref, "Pat Outside", code):
            assert secret not in text
    assert "Oak Primary" in pages[2].content.decode()
    assert client.get(reverse("child-agencies", args=[child.ref])).status_code == 302


def test_the_code_is_in_no_address_log_cookie_or_referrer(world, caplog):
    caplog.set_level(logging.DEBUG)
    _, code = code_for(world)
    client = Client()
    answer = enter(client, code)
    form = client.get(reverse("contribution-form"))
    client.post(reverse("contribution-form"), ANSWERS)
    plain = code.replace("-", "")
    for text in (caplog.text, answer.headers["Location"], str(answer.cookies), str(Entry.objects.values_list())):
        assert code not in text and plain not in text
    assert form.headers["Referrer-Policy"] == "no-referrer" and "no-store" in form.headers["Cache-Control"]
    assert client.get(reverse("contribute")).headers["Referrer-Policy"] == "no-referrer"
    # Asked by GET, a code is not looked at.
    assert Client().get(reverse("contribute"), {"code": code}).status_code == 200
    assert ANSWERS["seen"] not in caplog.text and ANSWERS["seen"] not in str(list(Entry.objects.values_list()))


def test_the_forms_are_not_taken_without_their_token(world):
    _, code = code_for(world)
    client = Client(enforce_csrf_checks=True)
    assert enter(client, code).status_code == 403
    opened = Client(enforce_csrf_checks=True)
    opened.get(reverse("contribute"))
    session = opened.session
    session["contribution"] = ContributionRequest.objects.get().ref
    session.save()
    assert opened.post(reverse("contribution-form"), ANSWERS).status_code == 403
    assert not ContributionRequest.objects.filter(sent_at__isnull=False).exists()


def test_guesses_from_one_machine_are_limited_and_other_machines_are_not_kept_out(world):
    _, code = code_for(world)
    found = [enter(Client(), new_code()).status_code for _ in range(12)]
    assert found[:10] == [422] * 10 and found[10:] == [429, 429]
    assert enter(Client(), code).status_code == 429
    assert enter(Client(REMOTE_ADDR="203.0.113.9"), code).status_code == 302


def test_what_is_declined_is_deleted_and_the_reason_kept(world):
    ref, _ = code_for(world)
    send(ref=ref, answers=ANSWERS)
    client = desk(world)
    assert client.post(reverse("contribution", args=[ref]), {"decline": "1", "why": ""}).status_code == 422
    client.post(reverse("contribution", args=[ref]), {"decline": "1", "why": "About another child."})
    row = ContributionRequest.objects.get()
    assert (row.answers, row.declined_why, row.decided_by_name) == ({}, "About another child.", world.actor("senco_oak").name)
    by = world.actor("senco_oak")
    for again in (lambda: take_in(by=by, row=row), lambda: decline(by=by, row=row, why="x")):
        with pytest.raises(ProblemsError, match="decided about this already"):
            again()
    assert not Contribution.objects.filter(name="Pat Outside").exists()


def test_an_empty_form_is_refused_and_what_was_typed_is_kept(world):
    _, code = code_for(world)
    client = Client()
    enter(client, code)
    answer = client.post(reverse("contribution-form"), {"seen": "   "})
    assert answer.status_code == 422 and "Answer at least one question" in text_of(answer)
    answer = client.post(reverse("contribution-form"), {"seen": "x" * 5001, "works": "Quiet"})
    assert answer.status_code == 422 and "Quiet" in answer.content.decode()


def test_nobody_of_another_school_asks_reads_or_decides(world):
    ref, _ = code_for(world)
    send(ref=ref, answers=ANSWERS)
    elsewhere = world.actor("senco_elm")
    assert waiting(elsewhere) == [] and contributions_waiting(elsewhere) == 0
    with pytest.raises(Http404):
        request_of(elsewhere, ref)
    for name in ("contribution", "withdraw-contribution"):
        assert desk(world, "senco_elm").post(reverse(name, args=[ref]), {"take": "1"}).status_code == 404
    address = reverse("ask-contribution", args=[world.ref("oak_plan")])
    assert desk(world, "senco_elm").get(address).status_code == 404
    assert desk(world, "teacher_oak").get(reverse("contributions")).status_code == 403


def test_the_page_shows_the_code_once(world):
    client = desk(world)
    address = reverse("ask-contribution", args=[world.ref("oak_plan")])
    answer = client.post(address, {"name": "Pat Outside", "purpose": "professional", "days": "14"})
    row = ContributionRequest.objects.get()
    code = next(word for word in text_of(answer).split() if word.count("-") == 3 and hash_of(word) == row.code_hash)
    assert enter(Client(), code).status_code == 302
    assert code not in client.get(reverse("contributions")).content.decode()
    answer = client.post(address, {"name": "", "purpose": "professional", "days": "99"})
    assert answer.status_code == 422


def test_the_list_takes_as_many_queries_for_many_as_for_few(world):
    client = desk(world)

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("contributions"))
        return len(made)

    send(ref=code_for(world)[0], answers=ANSWERS)
    queries()
    few = queries()
    for _ in range(5):
        send(ref=code_for(world)[0], answers=ANSWERS)
        code_for(world)
    assert queries() == few
