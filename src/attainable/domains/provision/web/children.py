"""What one child is given: interventions with their sessions, measures and cost."""

from typing import Any

from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.children import part
from attainable.domains.provision import queries
from attainable.domains.provision.facts import GIVEN
from attainable.domains.provision.web import presenters as shown


@part("child-provision", folder="provision")
def child_provision(actor: Actor, seen: Record) -> dict[str, Any]:
    lines = queries.lines_of(actor, seen)
    ref, may = seen.child.ref, queries.MANAGE in seen.may
    current, past = [], []
    for one in lines:
        made = shown.line(one)
        if one.row.until_date is None:
            ways = (("Change", "change-intervention"), ("End", "end-intervention")) if may else ()
            made["links"] = [{"text": text, "href": reverse(name, args=[ref, one.row.pk])} for text, name in ways]
            current.append(made)
        else:
            past.append(made)
    return {
        "lists": [("Now", current), ("Before", past)] if past else [("Now", current)],
        "to_date": shown.money(shown.total(lines, "to_date")),
        "unpriced": any(one.to_date is None and one.row.paid_by != "family" for one in lines),
        "add": {"text": GIVEN.add.title, "href": reverse("add-intervention", args=[ref])} if may and GIVEN.add else None,
    }


urlpatterns = [path("children/<slug:ref>/provision-given/", child_provision, name="child-provision")]
