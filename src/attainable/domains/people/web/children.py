"""A child's record: its parts as pages. Each view is audited."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import View, page, who
from attainable.domains.people.actions.viewing import note_view
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries import facts as declared_facts
from attainable.domains.people.queries import relations
from attainable.domains.people.queries.children import Record
from attainable.domains.people.rules import DECIDES_FROM, MESSAGES, PLANS, characteristics
from attainable.domains.people.web import presenters as words
from attainable.manifest import RecordPart, declared
from attainable.values.school_year import age, leaving_date


def parts() -> list[RecordPart]:
    """The parts of a child's record in the order of the page, those of every domain."""
    return declared("parts")


def part(name: str, *, folder: str = "people") -> Callable[..., View]:
    """A page of one part: finds the record or answers 404, notes the view, and adds what all parts show. `folder` is the domain
    whose template it is."""
    permission = next(known.permission for known in parts() if known.name == name)

    def decorate(make: Callable[[Actor, Record], dict[str, Any]]) -> View:
        @page("child.view")
        def view(request: HttpRequest, ref: str) -> HttpResponse:
            actor = who(request)
            seen = queries.record(actor, ref, permission)
            context = {**frame(actor, seen, name), **make(actor, seen)}
            note_view(actor, seen, name)
            return render(request, f"{folder}/{name.replace('-', '_')}.html", context)

        view.__name__ = name.replace("-", "_")
        view.child_permission = permission  # type: ignore[attr-defined]
        return view

    return decorate


def frame(actor: Actor, seen: Record, page: str = "") -> dict[str, Any]:
    """What every page of a record shows: name, age, year, school, provision, the other parts, and warnings."""
    child, standing = seen.child, seen.standing
    links = [
        {"text": known.title, "href": reverse(known.name, args=[child.ref]), "active": known.name == page}
        for known in parts()
        if known.permission in seen.may
    ]
    years = age(child.date_of_birth, actor.on)
    return {
        "record": seen,
        "child": child,
        "standing": standing,
        "may": seen.may,
        "parts": links,
        "words": words,
        "today": actor.on,
        "age": years,
        "year_name": words.year_name(standing, actor.on),
        "decides": years >= DECIDES_FROM,
        "left_school_age": actor.on > leaving_date(child.date_of_birth),
        "emergency": relations.open_emergency(actor, child),
    }


@part("child")
def child(actor: Actor, seen: Record) -> dict[str, Any]:
    latest = queries.provision_now(actor, seen)
    return {
        "needs": words.need_rows(queries.needs_now(actor, seen)),
        "groups": queries.groups(actor, seen),
        "support": relations.assignments(actor, seen),
        "latest": latest,
        "part_time": queries.part_time(actor, seen),
        "council": queries.council_that_decides(actor, seen),
        "plans": PLANS,
    }


@part("child-history")
def child_history(actor: Actor, seen: Record) -> dict[str, Any]:
    residences = queries.residences(seen) if "child.details" in seen.may else []
    steps = words.timeline(
        queries.provision_changes(seen), queries.need_sets(seen), queries.enrolments(seen), residences, queries.involvements(seen)
    )
    steps += [
        words.Step(row.from_date, f"{row.get_kind_display()}, recorded by the authority", kind="school")
        for row in queries.without_school(seen)
    ]
    steps += [words.Step(on, text, kind="fact") for on, text in declared_facts.steps(actor, seen)]
    return {"years": words.by_school_year(steps)}


@part("child-family")
def child_family(actor: Actor, seen: Record) -> dict[str, Any]:
    return {"responsibilities": queries.responsibilities(actor, seen), "kinds_of_message": MESSAGES}


@part("child-details")
def child_details(actor: Actor, seen: Record) -> dict[str, Any]:
    rows = queries.characteristics(seen)
    now = {row.kind: row for row in rows if row.until_date is None}
    kinds = [
        {
            "kind": kind,
            "label": codes.name,
            "row": now.get(kind),
            "value": words.characteristic_label(kind, now[kind].code) if kind in now else "Not recorded",
        }
        for kind, codes in characteristics().items()
    ]
    return {
        "characteristics": kinds,
        "residences": queries.residences(seen),
        "enrolments": queries.enrolments(seen),
        "without_school": queries.without_school(seen),
    }


@part("child-support")
def child_support(actor: Actor, seen: Record) -> dict[str, Any]:
    return {
        "groups": queries.groups(actor, seen),
        "support": relations.assignments(actor, seen),
        "involvements": queries.involvements(seen),
        "consents": queries.consents(seen),
        "restriction": relations.restriction(actor, seen) if "restricted.manage" in seen.may else None,
    }


urlpatterns = [
    path("children/<slug:ref>/", child, name="child"),
    path("children/<slug:ref>/history/", child_history, name="child-history"),
    path("children/<slug:ref>/family/", child_family, name="child-family"),
    path("children/<slug:ref>/details/", child_details, name="child-details"),
    path("children/<slug:ref>/support/", child_support, name="child-support"),
]
