"""Every page there is, out of the addresses themselves, each with somebody who may open it: none is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.records.signing import gave_the_password
from tests.records.world import World

from attainable.accounts.models import Membership
from attainable.domains.casework.models import CaseStep
from attainable.domains.people.models import (
    Assignment,
    Consent,
    EmergencyAccess,
    Involvement,
    LegalHold,
    Merge,
    ProvisionChange,
    Responsibility,
)
from attainable.domains.provision.models import (
    BandTable,
    Concern,
    ContributionRequest,
    Given,
    Intervention,
    SchoolFunding,
    Session,
    SheetRun,
    StaffRate,
    Statement,
    Strategy,
    StrategyActivity,
)
from attainable.records.fact import Holds, facts
from attainable.records.papers import papers
from attainable.values import clock
from attainable.values.school_year import school_year

# Tried in this order for each page.
READERS = (
    "senco_oak",
    "head_oak",
    "administrator_county",
    "officer_county",
    "delegated_county",
    "analyst_county",
    "governor_oak",
    "parent",
)


@dataclass(frozen=True)
class Page:
    name: str
    address: str
    account: str


def every_page(world: World) -> tuple[list[Page], list[str]]:
    """Pages that answer 200 to somebody, and the names of addresses that answer so to nobody."""
    clients = {}
    for key in READERS:
        clients[key] = Client(raise_request_exception=False)
        clients[key].force_login(world.accounts[key])
        gave_the_password(clients[key], world.accounts[key])
    found, silent = [], []
    for name, route in _routes():
        for address in _filled(route, world):
            account = next((key for key in READERS if _opens(clients[key], address)), None)
            if account:
                found.append(Page(name, address, account))
                break
        else:
            silent.append(name)
    return found, silent


def _opens(client: Client, address: str) -> bool:
    answer = client.get(address)
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def _routes() -> Iterator[tuple[str, str]]:
    def walk(entries: list, prefix: str) -> Iterator[tuple[str, str]]:
        for entry in entries:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, route)
            elif isinstance(entry, URLPattern) and entry.name:
                yield entry.name, route

    yield from walk(get_resolver().url_patterns, "/")


def _filled(route: str, world: World) -> Iterator[str]:
    """The address with each of its keys filled in: by what the part of the address before it is about."""
    keys = re.findall(r"<(?:\w+:)?(\w+)>", route)
    if not keys:
        yield route
        return
    options = {key: _values(key, route, world) for key in keys}
    first = {key: values[0] for key, values in options.items() if values}
    if len(first) < len(keys):
        return
    for value in options[keys[0]]:
        filled = {**first, keys[0]: value}
        address = route
        for name in keys:
            address = re.sub(rf"<(?:\w+:)?{name}>", str(filled[name]), address)
        yield address


def _values(key: str, route: str, world: World) -> list[Any]:
    about_child = "children/<" in route
    child = _child_for(route, world)
    match key:
        case "ref" if about_child:
            return [world.ref(child)]
        case "ref" if "emergenc" in route:
            return list(EmergencyAccess.objects.values_list("ref", flat=True))
        case "ref" if "strategy" in route:
            return list(Strategy.objects.values_list("ref", flat=True))
        case "ref" if "provision" in route or "sessions" in route:
            return list(Intervention.objects.filter(organisation=world.organisations["oak"]).values_list("ref", flat=True))
        case "name" if "papers" in route:
            return list(papers())
        case "statement":
            return list(Statement.objects.filter(organisation=world.organisations["oak"]).values_list("ref", flat=True))
        case "concern":
            return list(Concern.objects.filter(child__ref=world.ref(child)).values_list("pk", flat=True))
        case "given":
            return list(Given.objects.filter(child__ref=world.ref(child)).values_list("pk", flat=True))
        case "session":
            return list(Session.objects.filter(given__child__ref=world.ref(child)).values_list("pk", flat=True)[:1])
        case "ref" if "term-dates" in route:
            return [world.organisations["oak"].ref]
        case "year":
            return [school_year(world.on)]
        case "row":
            return _rows_of(route, world.ref(child))
        case "ref" if "membership" in route or "role" in route:
            return [row.ref for row in Membership.objects.filter(organisation__code="100001")]
        case "ref":
            people: list[Any] = [*world.organisations.values(), *world.accounts.values(), *world.groups.values()]
            return [row.ref for row in people]
        case "carer":
            return [row.carer.ref for row in Responsibility.objects.filter(child__ref=world.ref(child), until_date=None)]
        case "change":
            return [row.ref for row in ProvisionChange.objects.filter(child__ref=world.ref(child))]
        case "assignment":
            return [row.pk for row in Assignment.objects.filter(child__ref=world.ref(child))]
        case "involvement":
            return [row.pk for row in Involvement.objects.filter(child__ref=world.ref(child))]
        case "consent":
            return [row.pk for row in Consent.objects.filter(child__ref=world.ref(child))]
        case "step":
            return list(CaseStep.objects.filter(case__child__ref=world.ref(child), reply_on=None).values_list("ref", flat=True))
        case "other":
            return [world.ref("oak_plan")]
        case "merge":
            return [_merged_into(world.children[child].pk)]
        case "hold":
            return [row.pk for row in LegalHold.objects.all()]
        case "activity":
            return list(StrategyActivity.objects.values_list("pk", flat=True))
        case "number" | "form" if "strategy" in route:
            return [{"number": 1, "form": "docx"}[key]]
        case "entry_key":
            return list(SchoolFunding.objects.filter(organisation=world.organisations["oak"]).values_list("pk", flat=True))
        case "kind" if "provision/money" in route:
            return ["funding"]
        case "table":
            return list(BandTable.objects.filter(organisation=world.organisations["oak"]).values_list("pk", flat=True))
        case "rate":
            return list(StaffRate.objects.filter(organisation=world.organisations["oak"]).values_list("pk", flat=True))
        case "kind" if "to-do" in route:
            return ["consent-missing"]
        case "intervention":
            return list(
                Given.objects.filter(child__standing__school=world.schools["oak"]).values_list("intervention__ref", flat=True)
            )
        case "service":
            return list(world.organisations["oak"].agency_services.values_list("ref", flat=True))
        case "contribution":
            return [_contribution(world)]
        case "sheetrun":
            return [_imported(world)]
        case "school":
            return [world.organisations["oak"].ref]
    return []


def _contribution(world: World) -> str:
    """What somebody outside the school sent about a child."""
    values = {
        "child": world.children["oak_plan"],
        "name": "Pat Outside",
        "purpose": "professional",
        "asked_by_name": "Somebody",
        "expires": clock.now(),
        "sent_at": clock.now(),
        "answers": {"seen": "Short words."},
    }
    return ContributionRequest.objects.get_or_create(code_hash="0" * 64, defaults=values)[0].ref


def _imported(world: World) -> str:
    """A spreadsheet of provision that the SENCO imported."""
    account = world.accounts["senco_oak"]
    return SheetRun.objects.get_or_create(account=account, file_hash="0" * 64, defaults={"by_name": "Somebody"})[0].ref


def _merged_into(child: int) -> int:
    """A record that was merged into this one: the tiny world has none, and a page about it needs no more than the row."""
    none: dict[str, Any] = {"former": {}, "details": {}, "moved": [], "changed": [], "gone": []}
    versions = {"version_before": 1, "version": 2}
    values = {**none, **versions, "why": "The same child.", "at": clock.now(), "by_name": "Somebody"}
    return Merge.objects.get_or_create(child_id=child, former_ref="formerrecord", defaults=values)[0].pk


def _rows_of(route: str, child: str) -> list[Any]:
    """The rows of the declared fact that the address names."""
    fact = next((fact for fact in facts().values() if f"/{fact.name}/<" in route), None)
    if fact is None:
        return []
    rows = fact.model._default_manager.filter(child__ref=child, **fact.fixed)
    return list(rows.values_list("ref" if fact.holds is Holds.DECISION else "pk", flat=True))


def _child_for(route: str, world: World) -> str:
    """A child about whom there is something to show on this page."""
    for part, key in (
        ("lift", "restricted"),
        ("<int:row>", "oak_plan"),
        ("<int:concern>", "oak_plan"),
        ("<int:given>", "oak_plan"),
        ("<int:session>", "oak_plan"),
        ("family", "split"),
        ("<int:assignment>", "named"),
        ("consent", "consented"),
        ("involvement", "consented"),
    ):
        if part in route:
            return key
    return "oak_support"
