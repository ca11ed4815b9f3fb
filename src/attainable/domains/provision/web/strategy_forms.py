"""Forms of an inclusion strategy."""

from typing import Any, ClassVar

from django import forms

from attainable.domains.provision.rules.strategy import MOST_YEARS
from attainable.domains.provision.rules.words import STRATEGY_SOURCES
from attainable.domains.provision.rules.years import year_words
from attainable.domains.provision.web.money_entries import pounds_field
from attainable.govuk.forms import DateField, Form
from attainable.govuk.look import Look


class CoverForm(Form):
    """The years, the yearly review, and what the school wants to change."""

    first_year = forms.TypedChoiceField(label="First financial year", coerce=int)
    last_year = forms.TypedChoiceField(label="Last financial year", coerce=int)
    review_on = DateField(
        label="Date of the yearly review", required=False, help_text="A strategy for several years is reviewed each year."
    )
    summary = forms.CharField(
        label="What the school wants to change", widget=forms.Textarea(attrs={"rows": 8}), max_length=10_000, required=False
    )
    suggest = forms.BooleanField(
        label="Add an activity for each intervention that ran this year, with its cost as planned",
        required=False,
        initial=True,
        help_text="You can change or take out each of them.",
    )

    def __init__(self, *args: Any, now: int, begins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(n), year_words(n)) for n in range(now - 1, now + MOST_YEARS)]
        for name in ("first_year", "last_year"):
            self.fields[name].choices = years  # type: ignore[attr-defined]
        if not begins:
            del self.fields["suggest"]


class ActivityForm(Form):
    """An activity with its budgeted cost."""

    looks: ClassVar = {"pounds": Look(width=10, prefix="£", inputmode="decimal")}
    barrier = forms.CharField(
        label="Barrier to learning or taking part", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    activity = forms.CharField(label="What the school does", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    year = forms.TypedChoiceField(label="Financial year", coerce=int)
    pounds = pounds_field("Budgeted cost for the year", least="0")
    source = forms.ChoiceField(label="Source of the money", choices=list(STRATEGY_SOURCES.items()), widget=forms.RadioSelect)
    intervention: Any = forms.ModelChoiceField(
        None, label="Intervention of the provision map", required=False, empty_label="No one intervention"
    )


class PrincipleForm(Form):
    """A principle of inclusion."""

    wording = forms.CharField(
        label="Official wording",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="Copy it from GOV.UK as it is written there.",
    )
    found = forms.CharField(
        label="Where the wording is published",
        required=False,
        max_length=300,
        help_text="The web address, and the date on which you read it.",
    )
    how = forms.CharField(
        label="How the strategy follows it", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False
    )
