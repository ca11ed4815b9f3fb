"""The round of reviews: a list by class, and one page a child on which every target gets its result and the next cycle begins."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.changes import Change, Keys, pages
from attainable.domains.provision import queries
from attainable.domains.provision.actions import reviews as actions
from attainable.domains.provision.queries.plans import open_plans
from attainable.domains.provision.queries.reviews import to_decide
from attainable.domains.provision.rules.words import OUTCOMES, REVIEWED
from attainable.govuk.forms import DateField, Form
from attainable.govuk.look import Look
from attainable.govuk.tables import Asked, Column
from attainable.records.draft import Draft
from attainable.records.forms import RecordForm
from attainable.values.dates import day_words

COLUMNS: Final = (
    Column("name", "Name", sortable=False),
    Column("year", "Year", sortable=False, minor=True),
    Column("targets", "Targets", sortable=False),
    Column("review_on", "Review by", sortable=False),
    Column("review", "Review", sortable=False, unseen=True),
)


class GroupFilter(Form):
    """The class that is reviewed."""

    group = forms.ChoiceField(label="Class or group", required=False)


def _form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    """Two fields for each target without a result and for each intervention, and the review of the next cycle."""
    form = RecordForm(posted, initial={"version": seen.child.version})
    for row in queries.open_targets(actor, seen):
        form.fields[f"outcome-{row.pk}"] = forms.ChoiceField(
            label=row.wording,
            help_text=f"Where the child was: {row.baseline}. How you know it is met: {row.success}.",
            choices=[("", "No result yet"), *OUTCOMES.items()],
            required=False,
        )
        form.fields[f"evidence-{row.pk}"] = _text("Evidence")
    for given in to_decide(actor, seen):
        form.fields[f"given-{given.pk}"] = forms.ChoiceField(
            label=given.intervention.name,
            help_text="An intervention that ends, ends today. Change its minutes or group on the page of interventions.",
            choices=[("", "Nothing decided"), *REVIEWED.items()],
            required=False,
        )
        form.fields[f"why-{given.pk}"] = _text("What changes, or why it ends")
    form.fields["decided"] = _text("What else was decided", "One a line, with who does it and by when.")
    form.fields["present"] = forms.CharField(label="Who was there", max_length=200, required=False)
    form.fields["review_on"] = DateField(
        label="Date of the next review",
        help_text="The next cycle begins today. Leave empty to go on with this one.",
        required=False,
    )
    form.looks = {name: Look(optional=False) for name in form.fields}  # type: ignore[misc]
    form.word_all()
    return form


def _text(label: str, help_text: str = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=help_text, widget=area, max_length=2000, required=False)


def _apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    actions.review(draft, actions.reviewed(values))


def _about(actor: Actor, seen: Record, keys: Keys) -> str:
    """The plan that is reviewed, and whether the review is late."""
    plans = open_plans(seen)
    late = max(((actor.on - plan.review_on).days for plan in plans), default=0)
    words = "; ".join(f"{plan.in_a_line}, to be reviewed by {day_words(plan.review_on)}" for plan in plans)
    return f"{words}. {late} {'day' if late == 1 else 'days'} late." if late > 0 else words


CHANGES: Final = (
    Change(
        "review-plan",
        "review/",
        queries.MANAGE,
        "Review the targets",
        "Save the review",
        "The review has been saved.",
        "child-support-plan",
        _form,
        _apply,
        about=_about,
    ),
)


@page(queries.MANAGE)
def reviews(request: HttpRequest) -> HttpResponse:
    """Children with a support plan, the earliest review first."""
    actor = who(request)
    rows = queries.to_review(actor, group=request.GET.get("group", "")[:12])
    form = GroupFilter(request.GET)
    form.fields["group"].choices = [("", "All"), *queries.groups_to_review(actor)]  # type: ignore[attr-defined]
    listing = Asked.of(request.GET, COLUMNS, order="", per_page=100).listing(rows)
    note_list(actor, "reviews", len(listing.rows))
    context = {"listing": listing, "form": form, "people": people, "today": actor.on}
    return render(request, "provision/reviews.html", context)


urlpatterns = [path("provision/reviews/", reviews, name="reviews"), *pages(CHANGES)]
