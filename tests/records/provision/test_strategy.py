"""The inclusion strategy of a school, from its beginning to versions that are kept."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.records.people.changes.desk import errors_of, text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.accounts.models import Organisation
from attainable.audit.models import Entry
from attainable.documents.html import html
from attainable.domains.people.models import School, Standing
from attainable.domains.provision.models import Intervention, SchoolFunding, Strategy, StrategyActivity, StrategyVersion
from attainable.domains.provision.papers.inclusion_strategy import inclusion_strategy
from attainable.domains.provision.queries.strategy import says_now, schools_without
from attainable.domains.provision.rules.years import financial_year
from attainable.records.papers import Asked
from attainable.values.problem import ProblemsError
from attainable.values.school_year import school_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = small()
    Strategy.objects.all().delete()
    return made


def desk(world: World, who: str = "senco_oak") -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def cover(world: World, **more: Any) -> dict[str, Any]:
    year, review = financial_year(world.on), world.on + dt.timedelta(200)
    when = {"review_on_day": review.day, "review_on_month": review.month, "review_on_year": review.year}
    return {"first_year": year, "last_year": year, "summary": "Every pupil reads.", **when, **more}


def activity(world: World, **more: Any) -> dict[str, Any]:
    given = {"barrier": "Reading", "activity": "A small group each day", "year": financial_year(world.on)}
    return {**given, "pounds": "14000", "source": "imf", "intervention": "", **more}


def begun(world: World) -> Strategy:
    assert desk(world).post(reverse("strategy-cover"), cover(world)).status_code == 302
    return Strategy.objects.get()


def complete(world: World) -> Strategy:
    row = begun(world)
    senco = desk(world)
    assert senco.post(reverse("add-strategy-activity", args=[row.ref]), activity(world)).status_code == 302
    for number in range(1, 8):
        given = {"wording": f"Wording {number}", "found": "GOV.UK, read today", "how": "We do it."}
        assert senco.post(reverse("strategy-principle", args=[row.ref, number]), given).status_code == 302
    return row


def made(world: World, school: str = "oak") -> str:
    paper = inclusion_strategy(world.actor(f"senco_{school}"), Asked(world.organisations[school]))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(paper.document)))


@pytest.mark.parametrize("who", ["teacher_oak", "governor_oak", "officer_county", "parent"])
def test_only_those_who_keep_provision_write_the_strategy(world, who):
    assert desk(world, who).get(reverse("inclusion-strategy")).status_code == 403
    row = begun(world)
    assert desk(world, "senco_elm").get(reverse("publish-strategy", args=[row.ref])).status_code == 404


def test_a_school_begins_with_what_its_provision_map_costs(world):
    assert "by 31 December 2026" in text_of(desk(world).get(reverse("inclusion-strategy")))
    assert desk(world).post(reverse("strategy-cover"), cover(world, suggest="on")).status_code == 302
    row = StrategyActivity.objects.get()
    assert (row.activity, row.source, row.intervention) == (
        "Precision reading",
        "school",
        Intervention.objects.get(name="Precision reading"),
    )
    text = text_of(desk(world).get(reverse("inclusion-strategy")))
    assert f"£{row.pence / 100:,.2f}" in text and "Enter the official wording of principle 1." in text


def test_years_the_wrong_way_round_are_refused(world):
    year = financial_year(world.on)
    wrong = desk(world).post(reverse("strategy-cover"), cover(world, first_year=year + 1))
    assert "first or later" in errors_of(wrong)["last"]
    row = begun(world)
    desk(world).post(reverse("add-strategy-activity", args=[row.ref]), activity(world))
    later = cover(world, first_year=year + 1, last_year=year + 1)
    assert "activities in a year" in errors_of(desk(world).post(reverse("strategy-cover"), later))["last"]


def test_everything_wrong_with_an_activity_is_said_at_once(world):
    address = reverse("add-strategy-activity", args=[begun(world).ref])
    wrong = activity(world, barrier="", activity="", pounds="-1", source="", year=1999)
    assert errors_of(desk(world).post(address, wrong)).keys() == {"barrier", "activity", "pounds", "source", "year"}
    elm = Intervention.objects.get(name="Talk time").pk
    assert errors_of(desk(world).post(address, activity(world, intervention=elm))).keys() == {"intervention"}
    assert not StrategyActivity.objects.exists()


def test_an_activity_is_changed_and_taken_out_again(world):
    row, senco = begun(world), desk(world)
    senco.post(reverse("add-strategy-activity", args=[row.ref]), activity(world))
    one = StrategyActivity.objects.get()
    address = reverse("change-strategy-activity", args=[row.ref, one.pk])
    assert senco.post(address, activity(world, pounds="12000.05")).status_code == 302
    assert "£12,000.05" in text_of(senco.get(reverse("inclusion-strategy")))
    remove = reverse("remove-strategy-activity", args=[row.ref, one.pk])
    assert senco.get(remove).status_code == 200 and senco.post(remove).status_code == 302
    assert not StrategyActivity.objects.exists() and senco.post(remove).status_code == 404
    pence = [entry.details.values.get("pence") for entry in Entry.objects.filter(action__startswith="strategy.activity")]
    assert sorted(pence, key=str) == sorted([[None, 1_400_000], [1_400_000, 1_200_005], [1_200_005, None]], key=str)


def test_wording_without_a_source_is_refused(world):
    address = reverse("strategy-principle", args=[begun(world).ref, 3])
    answer = desk(world).post(address, {"wording": "Every child.", "found": "", "how": ""})
    assert "where the wording is published" in errors_of(answer)["found"]
    assert desk(world).get(reverse("strategy-principle", args=[Strategy.objects.get().ref, 8])).status_code == 404


def test_a_strategy_that_lacks_something_is_not_published_and_says_what(world):
    row = begun(world)
    answer = desk(world).post(reverse("publish-strategy", args=[row.ref]), {})
    assert answer.status_code == 422 and "Say how the strategy follows principle 7." in text_of(answer)
    assert not StrategyVersion.objects.exists()


def test_each_version_is_kept_as_it_was_when_the_strategy_changes(world):
    row, senco = complete(world), desk(world)
    assert "Nothing is missing" in text_of(senco.get(reverse("inclusion-strategy")))
    address = reverse("publish-strategy", args=[row.ref])
    assert senco.post(address, {}).status_code == 302
    again = senco.post(address, {})
    assert again.status_code == 422 and "Nothing has changed" in text_of(again)
    one = StrategyActivity.objects.get()
    senco.post(reverse("change-strategy-activity", args=[row.ref, one.pk]), activity(world, activity="Two small groups each day"))
    assert senco.post(address, {}).status_code == 302
    second, first = StrategyVersion.objects.all()
    assert (first.version, second.version) == (1, 2)
    assert first.says["activities"][0]["activity"] == "A small group each day"
    assert second.says["activities"][0]["activity"] == "Two small groups each day"
    old = senco.get(reverse("strategy-version", args=[row.ref, 1, "html"]))
    assert "A small group each day" in old.content.decode() and "Two small groups" not in old.content.decode()
    assert "Draft" not in old.content.decode()
    for kind in ("docx", "pdf"):
        assert len(senco.get(reverse("strategy-version", args=[row.ref, 2, kind])).content) > 5_000
    assert senco.get(reverse("strategy-version", args=[row.ref, 3, "html"])).status_code == 404
    assert senco.get(reverse("strategy-version", args=[row.ref, 1, "exe"])).status_code == 404
    assert Entry.objects.filter(action="strategy.published").count() == 2


def test_the_paper_says_barriers_costs_sources_and_principles_and_what_is_missing(world):
    """Case P10."""
    assert "Add the activities of" in made(world) and "Draft" in made(world)
    row = complete(world)
    text = made(world)
    for words in ("Reading", "A small group each day", "£14,000.00", "Inclusive mainstream fund", "7. Wording 7", "We do it."):
        assert words in text
    assert "Nothing is missing" in text
    desk(world).post(reverse("publish-strategy", args=[row.ref]), {})
    text = made(world)
    assert "Version 1, published on" in text and "Draft" not in text


def test_a_strategy_of_several_years_says_its_yearly_review_on_the_cover(world):
    """Case P10."""
    desk(world).post(reverse("strategy-cover"), cover(world, last_year=financial_year(world.on) + 2))
    paper = inclusion_strategy(world.actor("senco_oak"), Asked(world.organisations["oak"]))
    assert "Yearly review by" in paper.document.subtitle and "financial years" in paper.document.subtitle


def test_a_special_school_is_not_in_scope(world):
    """Case P10."""
    School.objects.filter(pk=world.organisations["oak"].pk).update(phase="SP")
    assert "not in scope" in text_of(desk(world).get(reverse("inclusion-strategy")))
    assert desk(world).get(reverse("strategy-cover")).status_code == 404
    oak = Organisation.objects.get(pk=world.organisations["oak"].pk)
    with pytest.raises(ProblemsError, match="not in scope"):
        inclusion_strategy(world.actor("senco_oak"), Asked(oak))


def test_pupils_in_nursery_are_not_counted_and_those_in_reception_are(world):
    """Case P10."""
    school = world.organisations["oak"].school
    actor = world.actor("senco_oak")
    was = says_now(actor, school, None).pupils
    one = Standing.objects.filter(school=school.pk)[0]
    year = school_year(world.on)
    for cohort, change in ((year, 0), (year + 1, -1), (year - 11, 0), (year - 12, -1)):
        Standing.objects.filter(pk=one.pk).update(cohort=cohort)
        assert says_now(actor, school, None).pupils == was + change


def test_a_school_that_has_published_nothing_is_counted(world):
    actor = world.actor("senco_oak")
    assert schools_without(actor) == 1
    row = complete(world)
    desk(world).post(reverse("publish-strategy", args=[row.ref]), {})
    assert schools_without(actor) == 0


def test_the_page_costs_the_same_number_of_queries_however_many_activities(world):
    senco, row = desk(world), complete(world)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert senco.get(reverse("inclusion-strategy")).status_code == 200
        return len(found)

    asked()
    few = asked()
    for n in range(9):
        senco.post(reverse("add-strategy-activity", args=[row.ref]), activity(world, activity=f"Activity {n}"))
    assert asked() == few <= 24
    assert SchoolFunding.objects.filter(source="imf").exists()
