"""The page on which the plan of an intervention changes, from a day on or because it was entered wrongly."""

from typing import Any, Final

from django import forms

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.changes import Change, Keys, pages
from attainable.domains.provision import queries
from attainable.domains.provision.actions.replanning import AMOUNTS, replan
from attainable.domains.provision.facts import GIVEN
from attainable.govuk.forms import DateField
from attainable.govuk.look import Look
from attainable.records.draft import Draft, fault
from attainable.records.fact import Page
from attainable.records.forms import RecordForm, form_of

_PAGE: Final = Page("Change the plan", "Save", "The plan has been changed.", "intervention.changed", asks=AMOUNTS)
_HOW: Final = {"change": "The plan changes from a day on", "wrong": "The plan was entered wrongly"}


def _form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    row = queries.given_to(seen, keys["row"])
    own = GIVEN.plain(row) if row is not None else {}
    form = form_of(GIVEN, _PAGE, actor, posted, {**own, "version": seen.child.version, "first": actor.on, "how": "change"})
    form.fields["how"] = forms.ChoiceField(
        label="Why the plan is different", choices=list(_HOW.items()), widget=forms.RadioSelect
    )
    form.fields["first"] = DateField(
        label="First day of the new plan", required=False, help_text="Sessions before this day cost what they cost."
    )
    form.fields["why"] = forms.CharField(
        label="What was wrong",
        required=False,
        max_length=300,
        help_text="Sessions that were logged under this plan will cost something else.",
    )
    form.looks = {  # type: ignore[misc]
        "first": Look(optional=False),
        "why": Look(optional=False),
        "how": Look(reveals={"change": "first", "wrong": "why"}),
        **{name: Look(width=4, inputmode="numeric") for name in AMOUNTS if name != "paid_by"},
    }
    form.word_all()
    return form


def _apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    row = next((row for row in draft.rows(GIVEN) if row.pk == keys["row"]), None)
    plan = {name: values[name] for name in AMOUNTS}
    changes = values["how"] == "change"
    if row is None:
        draft.refuse([fault("", "This has already ended.")])
    elif changes and values["first"] is None:
        draft.refuse([fault("first", "Enter the first day of the new plan.")])
    else:
        replan(draft, row, plan=plan, first=values["first"] if changes else None, why="" if changes else values["why"].strip())


def _about(actor: Actor, seen: Record, keys: Keys) -> str:
    row = queries.given_to(seen, keys["row"])
    return row.intervention.name if row is not None else ""


CHANGES: Final = (
    Change(
        "replan-intervention",
        "intervention/<int:row>/plan/",
        queries.MANAGE,
        _PAGE.title,
        _PAGE.button,
        _PAGE.done,
        "child-provision",
        _form,
        _apply,
        about=_about,
    ),
)
urlpatterns = pages(CHANGES)
