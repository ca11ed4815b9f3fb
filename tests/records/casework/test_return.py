"""The SEN2 return out of the records: what each case becomes, who sees it, and how many queries it asks."""

import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import days
from tests.records.casework.test_cases import desk, opened, step
from tests.records.people.changes.desk import text_of
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.casework.models import Case, CaseStep
from attainable.domains.casework.queries.returns import yearly_return
from attainable.formats.sen2.checks import check
from attainable.formats.sen2.writing import write_xml
from attainable.formats.sen2.xml_reading import read_xml


@pytest.fixture(autouse=True)
def _in_november_2026() -> Iterator[None]:
    """Which requests are in a return depends on the day: these are looked at before the return of 2027."""
    with days.on(dt.date(2026, 11, 26)):
        yield


@pytest.fixture
def world(db) -> World:
    return small()


def made(world, year=2027, who="officer_county"):
    return yearly_return(world.actor(who), world.organisations["county"], year)


def of(world, child, **more):
    found = made(world, **more)
    return found.found.people[found.refs.index(world.ref(child))]


def test_a_request_that_waits_for_advice(world):
    """Received, agreed, and no outcome of the assessment yet."""
    (request,) = of(world, "oak_support")["Requests"]
    case = Case.objects.get(child=world.children["oak_support"])
    agreed = CaseStep.objects.get(case=case, kind="assess")
    assert request == {
        "ReceivedDate": case.received.isoformat(),
        "RequestSource": "2",
        "RequestOutcome": "Y",
        "RequestOutcomeDate": agreed.day.isoformat(),
        "Assessment": {"AssessmentOutcome": "A"},
    }


def test_a_plan_that_was_issued_from_a_case_names_its_school_and_is_in_force(world):
    opened(world, days=200)
    for kind, ago, typed in (
        ("assess", 170, {"words": "Reasons."}),
        ("ask-advice", 169, {"adviser": "health"}),
        ("issue", 120, {"words": "Reasons."}),
        ("draft", 110, {"sent_to": "Parents"}),
        ("consult", 109, {"about": "Oak Primary School"}),
        ("final", 10, {"setting": "school", "about": "oak primary school", "sent_to": "Parents"}),
    ):
        assert step(world, kind, ago, **typed).status_code == 302
    person = of(world, "oak_taught")
    (request,) = person["Requests"]
    final = CaseStep.objects.get(case__child=world.children["oak_taught"], kind="final")
    assert request["Assessment"]["Week20"] == "0"
    assert request["Assessment"]["NamedPlan"] == {
        "StartDate": final.day.isoformat(),
        "PlanDetail": [{"URN": "100001", "PlacementRank": "1"}],
    }
    (placement,) = request["ActivePlans"]["PlacementDetail"]
    assert placement["URN"] == "100001" and placement["PlacementRank"] == "1"
    assert request["ActivePlans"]["SENneed"] == [{"SENtype": "SPLD", "SENtypeRank": "1"}]


def test_a_plan_without_a_case_in_the_period_is_returned_as_an_older_one(world):
    (request,) = [row for row in of(world, "by_duty")["Requests"] if "ActivePlans" in row]
    assert request["RequestOutcome"] == request["Assessment"]["AssessmentOutcome"] == "H"
    assert request["ActivePlans"]["SENneed"] == [{"SENtype": "ASD", "SENtypeRank": "1"}]


def test_children_of_another_council_without_a_plan_or_restricted_to_others_are_not_in_it(world):
    refs = set(made(world).refs)
    assert world.ref("oak_none") not in refs and world.ref("far_none") not in refs
    assert world.ref("restricted") not in refs
    assert yearly_return(world.actor("officer_neighbour"), world.organisations["county"], 2027).refs == []


def test_what_was_done_after_the_period_belongs_to_the_next_return(world):
    CaseStep.objects.filter(case__child=world.children["oak_support"]).update(day="2027-01-05")
    (request,) = of(world, "oak_support")["Requests"]
    assert request["RequestOutcome"] == "A" and "RequestOutcomeDate" not in request


def test_the_file_is_read_again_without_faults_of_shape(world, tmp_path):
    out = io.StringIO()
    write_xml(made(world).found, out)
    (tmp_path / "return.xml").write_text(out.getvalue(), "utf-8")
    found, problems = read_xml(tmp_path / "return.xml")
    assert problems == [] and len(found.people) == len(made(world).refs)


def test_the_page_names_what_is_missing_person_by_person(world):
    client = desk(world, "officer_county")
    page = text_of(client.get(reverse("yearly-return"), {"year": "2027"}))
    findings = list(check(made(world).found))
    assert f"{len(made(world).refs)} people" in page
    assert {finding.check for finding in findings} == set(re.findall(r"S[0-9]{3}", page))
    assert "this is the return of 2026 with another year" in page
    assert client.get(reverse("yearly-return"), {"year": "1999"}).status_code == 200


def test_only_who_runs_cases_makes_it_and_the_file_is_taken_for_a_reason(world):
    for who in ("senco_oak", "analyst_county", "panel_county"):
        assert desk(world, who).get(reverse("yearly-return")).status_code == 403
    client = desk(world, "officer_county")
    address = reverse("yearly-return-download") + "?year=2026"
    assert client.post(address, {"why": ""}).status_code == 422
    answer = client.post(address, {"why": "The collection of January."})
    assert answer["Content-Type"].startswith("application/xml") and "sen2-2026.xml" in answer["Content-Disposition"]
    assert Entry.objects.filter(why="The collection of January.").count() == 1


def test_as_many_queries_for_all_as_for_one(world):
    def asked():
        with CaptureQueriesContext(connection) as found:
            made(world)
        return len(found)

    made(world)
    many = asked()
    Case.objects.exclude(child=world.children["oak_support"]).delete()
    assert asked() <= many <= 16
