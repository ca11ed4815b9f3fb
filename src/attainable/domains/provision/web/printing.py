"""Printing a child's plan, and the target cards of a class. That something was printed is kept in the audit."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.web.guards import page, posted, who
from attainable.domains.people.actions.viewing import note_list, note_view
from attainable.domains.people.queries import children
from attainable.domains.people.web.children import frame
from attainable.domains.people.web.presenters import year_name
from attainable.domains.provision import queries
from attainable.domains.provision.facts import PLAN
from attainable.domains.provision.papers.plans import PRINTS, About, class_cards, printed
from attainable.domains.provision.queries.plans import VIEW, open_targets_of, version
from attainable.domains.provision.rules.plan_kinds import SECTIONS
from attainable.domains.provision.web.files import FORMS, sent
from attainable.govuk.forms import Form


class PrintForm(Form):
    """What is printed, and in which form."""

    what = forms.ChoiceField(label="What do you want to print?", choices=list(PRINTS.items()), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="As", choices=list(FORMS.items()), initial="pdf", widget=forms.RadioSelect)


class CardsForm(Form):
    """Whose cards, and in which form."""

    group = forms.ChoiceField(label="Class or group", required=False)
    kind = forms.ChoiceField(label="As", choices=list(FORMS.items()), initial="pdf", widget=forms.RadioSelect)


@page("child.view")
def print_plan(request: HttpRequest, ref: str, row: int) -> HttpResponse:
    """Asks what to print of a plan, and sends it."""
    actor = who(request)
    seen = children.record(actor, ref, VIEW)
    found = version(actor, seen, row)
    form = PrintForm(posted(request))
    if form.is_valid():
        what, kind = form.cleaned_data["what"], form.cleaned_data["kind"]
        school = seen.standing.school.organisation.name if seen.standing.school else ""
        about = About(seen.child.name, school, year_name(seen.standing, actor.on), actor.on)
        labels = {name: PLAN.label(name) for name in SECTIONS}
        note_view(actor, seen, f"printed {what} as {kind}")
        return sent(printed(what, about, found, labels), f"plan-{what}-{ref}", kind)
    context: dict[str, Any] = {**frame(actor, seen, "child-support-plan"), "form": form, "plan": found.plan}
    return render(request, "provision/print_plan.html", context, status=422 if form.errors else 200)


print_plan.child_permission = VIEW  # type: ignore[attr-defined]


@page(queries.MANAGE)
def target_cards(request: HttpRequest) -> HttpResponse:
    """The target cards of a class on sheets."""
    actor = who(request)
    groups = queries.groups_to_review(actor)
    form = CardsForm(posted(request))
    form.fields["group"].choices = [("", "All"), *groups]  # type: ignore[attr-defined]
    if form.is_valid():
        group, kind = form.cleaned_data["group"], form.cleaned_data["kind"]
        rows = open_targets_of(actor, group=group)
        note_list(actor, "target cards", len(rows), taken_away=True, why="Target cards")
        named = dict(groups).get(group, "")
        made = class_cards(rows, title=f"Target cards {named}".strip(), school=actor.organisation_name, on=actor.on)
        return sent(made, "target-cards", kind)
    return render(request, "provision/target_cards.html", {"form": form}, status=422 if form.errors else 200)


urlpatterns = [
    path("children/<slug:ref>/support-plan/<int:row>/print/", print_plan, name="print-plan"),
    path("provision/reviews/target-cards/", target_cards, name="target-cards"),
]
