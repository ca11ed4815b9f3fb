"""Forms of carers, support, sharing and restriction."""

from collections.abc import Mapping
from typing import Any

from django import forms

from attainable.domains.people.rules import MESSAGES
from attainable.domains.people.web.forms import WhyMixin
from attainable.govuk.forms import DateField
from attainable.records.forms import RecordForm
from attainable.values.characteristic_codes import RELATIONSHIPS


class CarerForm(RecordForm):
    name = forms.CharField(max_length=150, error_messages={"required": "Enter the carer's name."})
    relationship = forms.ChoiceField(
        label="Relationship to the child",
        choices=list(RELATIONSHIPS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose their relationship to the child."},
    )
    parental_responsibility = forms.BooleanField(required=False, label="Has parental responsibility")
    lives_with = forms.BooleanField(required=False, label="Lives with the child", initial=True)
    email = forms.EmailField(label="Email address", required=False)
    telephone = forms.CharField(max_length=30, required=False)


class InviteForm(RecordForm):
    email = forms.EmailField(label="Email address of the young person")


class ContactsForm(RecordForm):
    """What may be sent to a carer, how, and whether they may see the record."""

    by_post = forms.MultipleChoiceField(
        label="May be sent by post", choices=list(MESSAGES.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    by_email = forms.MultipleChoiceField(
        label="May be sent by email", choices=list(MESSAGES.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    by_phone = forms.MultipleChoiceField(
        label="May be contacted by telephone", choices=list(MESSAGES.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    may_see = forms.BooleanField(label="May see the child's record", required=False)
    why_not = forms.CharField(
        label="If not, why", required=False, max_length=500, help_text="For example, which court order or decision."
    )


class EndForm(RecordForm):
    """A confirmation that asks nothing."""


class EndCarerForm(RecordForm):
    until_date = DateField(label="Until")


class RestrictForm(WhyMixin, RecordForm):
    """The only people who may see the record from now on."""

    accounts: Any = forms.ModelMultipleChoiceField(
        None,
        label="Who else may see it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="You can see it yourself. The people you choose see as much as their role allows.",
    )

    def __init__(self, *args: Any, people: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["accounts"]
        field.queryset = people
        field.label_from_instance = lambda account: names[account.pk]
