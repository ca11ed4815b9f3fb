"""The work list of EHC cases, and the part of a child's record that shows the case."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, who
from attainable.domains.casework import queries
from attainable.domains.casework.rules.process import ANSWERED, DECISIONS, STAGES, possible
from attainable.domains.casework.rules.rows import weeks_taken
from attainable.domains.casework.web.forms import WorkForm
from attainable.domains.casework.web.steps import BUTTONS
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.children import part
from attainable.domains.provision.rules.agencies import LEAST_LONG, LEAST_MEDIAN
from attainable.govuk.tables import Asked, Column

_COLUMNS: Final = (
    Column("name", "Name", sortable=False),
    Column("stage", "Stage", sortable=False, minor=True),
    Column("next", "Next step", sortable=False),
    Column("due", "Due by law", sortable=False),
    Column("waits", "Waiting for", sortable=False, minor=True),
    Column("officer", "Case officer", sortable=False, minor=True),
)
WHOSE: Final = {
    "council": "the council",
    "school": "the school",
    "family": "the family",
    "adviser": "the person asked for advice",
    "tribunal": "the tribunal",
}


@page(queries.KEEP, queries.DECIDE)
def work(request: HttpRequest) -> HttpResponse:
    """Open cases, the earliest due first."""
    actor = who(request)
    form = WorkForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.work_list(actor, **{name: asked.get(name, "") for name in ("whose", "stage", "doing")})
    listing = Asked.of(request.GET, _COLUMNS, order="", per_page=50).listing(found.cases, sum(found.stages.values()))
    note_list(actor, "cases", len(listing.rows))
    shown = [queries.shown(case, actor.on) for case in listing.rows]
    context = {
        "form": form,
        "listing": listing,
        "seen": {one.case.pk: one for one in shown},
        "found": found,
        "stages": STAGES,
        "people": people,
        "today": actor.on,
    }
    return render(request, "casework/cases.html", context)


@page(queries.KEEP, queries.DECIDE)
def case_waits(request: HttpRequest) -> HttpResponse:
    """How long families wait for a decision."""
    first, whole = queries.waits_of_cases(who(request))
    rows = [("Decision whether to assess", 6, first), ("Final plan, or a refusal", 20, whole)]
    context = {"rows": rows, "least": LEAST_MEDIAN, "least_long": LEAST_LONG}
    return render(request, "casework/waits.html", context)


@part("child-ehc", folder="casework")
def child_ehc(actor: Actor, seen: Record) -> dict[str, Any]:
    """Where the child's case is, for officer, school and family alike."""
    cases = queries.of_child(seen, actor.on)
    current = cases[0] if cases and cases[0].now.row is not None else None
    steps = possible(current.taken, actor.on) if current else []
    allowed = [
        (name, words)
        for name, words in BUTTONS.items()
        if name in steps and (queries.DECIDE if name in DECISIONS else queries.KEEP) in seen.may
    ]
    return {
        "cases": cases,
        "current": current,
        "allowed": allowed,
        "answered": ANSWERED,
        "stages": STAGES,
        "whose": WHOSE,
        "weeks": weeks_taken,
        "keeps": queries.KEEP in seen.may,
    }


urlpatterns = [
    path("cases/", work, name="cases"),
    path("cases/waits/", case_waits, name="case-waits"),
    path("children/<slug:ref>/ehc/", child_ehc, name="child-ehc"),
]
