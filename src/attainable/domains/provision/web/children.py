"""A child's support plan with how its targets are worded; and what the child is given, with sessions, measures and cost."""

from typing import Any, Final

from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.children import part, parts
from attainable.domains.people.web.fact_parts import sections
from attainable.domains.provision import queries
from attainable.domains.provision.facts import GIVEN
from attainable.domains.provision.queries import plans as plan_queries
from attainable.domains.provision.rules.wording import check
from attainable.domains.provision.web import presenters as shown

_WAYS: Final = (
    ("Record how it goes", "change-intervention"),
    ("Change the plan", "replan-intervention"),
    ("End", "end-intervention"),
)


@part("child-support-plan", folder="provision")
def child_support_plan(actor: Actor, seen: Record) -> dict[str, Any]:
    own = next(known for known in parts() if known.name == "child-support-plan")
    # Only those who can change a target are shown what to look at in its wording.
    targets = queries.open_targets(actor, seen) if queries.MANAGE in seen.may else []
    found = [(row.wording, check(row.wording)) for row in targets]
    concerns = queries.open_concerns(actor, seen) if queries.MANAGE in seen.may else []
    return {
        **sections(actor, seen, own),
        "concerns": concerns,
        "plans": shown.plans(plan_queries.versions(actor, seen)),
        "wording": [(text, findings) for text, findings in found if findings],
    }


@part("child-provision", folder="provision")
def child_provision(actor: Actor, seen: Record) -> dict[str, Any]:
    lines = queries.lines_of(actor, seen)
    ref, may = seen.child.ref, queries.MANAGE in seen.may
    current: list[Any] = []
    planned: list[Any] = []
    past: list[Any] = []
    for one in lines:
        made = shown.line(one)
        if one.row.until_date is None:
            made["links"] = [{"text": text, "href": reverse(name, args=[ref, one.row.pk])} for text, name in _WAYS if may]
            (planned if one.row.from_date > actor.on else current).append(made)
        else:
            past.append(made)
    return {
        "lists": [("Now", current), *((heading, rows) for heading, rows in (("Planned", planned), ("Before", past)) if rows)],
        "to_date": shown.money(shown.total(lines, "to_date")),
        "unpriced": any(one.to_date is None and not one.family for one in lines),
        "papers": may,
        "add": {"text": GIVEN.add.title, "href": reverse("add-intervention", args=[ref])} if may and GIVEN.add else None,
    }


urlpatterns = [
    path("children/<slug:ref>/support-plan/", child_support_plan, name="child-support-plan"),
    path("children/<slug:ref>/provision-given/", child_provision, name="child-provision"),
]
