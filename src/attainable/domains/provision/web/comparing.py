"""A child's plan and the one before it, side by side."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_view
from attainable.domains.people.queries import children
from attainable.domains.people.web.children import frame
from attainable.domains.provision.facts import PLAN
from attainable.domains.provision.queries.plans import VIEW, Version, versions
from attainable.domains.provision.rules import comparing
from attainable.domains.provision.rules.comparing import STATES
from attainable.domains.provision.rules.plan_kinds import SECTIONS
from attainable.values.dates import day_words
from attainable.values.numbers import whole_number


@page("child.view")
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """Two cycles that the address names; without, the latest and the one of its kind before it."""
    actor = who(request)
    seen = children.record(actor, ref, VIEW)
    known = versions(actor, seen)
    later = _named(known, request, "later") or next(iter(known), None)
    earlier = _named(known, request, "earlier") or _before(known, later)
    note_view(actor, seen, "compare-plans")
    context = {
        **frame(actor, seen, "child-support-plan"),
        "earlier": earlier,
        "later": later,
        "lines": _lines(earlier, later) if earlier and later else [],
        "states": STATES,
        "others": [one for one in known if one is not later and one is not earlier],
        "span": _span,
    }
    return render(request, "provision/compare_plans.html", context)


compare.child_permission = VIEW  # type: ignore[attr-defined]


def _named(known: list[Version], request: HttpRequest, name: str) -> Version | None:
    """The version that the address names. Http404 for a plan of another child."""
    key = whole_number(request.GET.get(name))
    found = next((one for one in known if one.plan.pk == key), None)
    if request.GET.get(name) and found is None:
        raise Http404
    return found


def _before(known: list[Version], later: Version | None) -> Version | None:
    older = [one for one in known if later and one is not later and one.plan.kind == later.plan.kind]
    return next((one for one in older if later and one.plan.from_date <= later.plan.from_date), None)


def _lines(earlier: Version, later: Version) -> list[Any]:
    labels = {name: PLAN.label(name) for name in SECTIONS}
    texts = [{name: getattr(one.plan, name) for name in SECTIONS} for one in (earlier, later)]
    return [*comparing.targets(earlier.targets, later.targets), *comparing.sections(labels, texts[0], texts[1])]


def _span(one: Version) -> str:
    until = f" to {day_words(one.plan.until_date)}" if one.plan.until_date else " until now"
    return f"{day_words(one.plan.from_date)}{until}"


urlpatterns = [path("children/<slug:ref>/support-plan/compare/", compare, name="compare-plans")]
