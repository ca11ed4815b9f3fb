"""The form of a declared fact, made from the model's fields: label, help, length and codes are written there once."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.db import models
from django.db.models import NOT_PROVIDED

from attainable.accounts.actor import Actor
from attainable.govuk.forms import DateField, Form
from attainable.records.fact import Fact, Page

# So many codes are shown side by side; more are a list to choose from.
_SIDE_BY_SIDE: Final = 5
_LONGEST: Final = 2000


class RecordForm(Form):
    """A change of a record: it carries the version of the page on which it was decided."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def form_of(fact: Fact, page: Page, actor: Actor, posted: Any, initial: Mapping[str, Any]) -> RecordForm:
    """The form of a page that adds or changes rows of a fact."""
    form = RecordForm(posted, initial={**defaults(fact, actor), **initial})
    for name in page.asks or sorted(fact.entered, key=lambda name: name == "from_date"):
        codes = fact.codes[name](actor.on) if name in fact.codes else None
        form.fields[name] = field_of(fact.column(name), fact.label(name), actor, fact.choices.get(name), codes)
    form.word_all()
    return form


def defaults(fact: Fact, actor: Actor) -> dict[str, Any]:
    """What a form offers at first: the first day is today, the rest as the model says."""
    found = {}
    for name in fact.entered:
        default = fact.column(name).default
        if default is not NOT_PROVIDED and not callable(default):
            found[name] = default
    return {**found, "from_date": actor.on}


type Codes = list[tuple[str, str]]


def field_of(column: Any, label: str, actor: Actor, choices: Callable[[Actor], Any] | None, codes: Codes | None) -> forms.Field:
    """The field of a form for a column of a table."""
    common: dict[str, Any] = {"label": label, "help_text": column.help_text, "required": not column.blank}
    if "required" in column.error_messages:
        common["error_messages"] = {"required": column.error_messages["required"]}
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(**{**common, "required": False})
    if isinstance(column, models.DateField):
        return DateField(**common)
    if isinstance(column, models.ForeignKey):
        rows = choices(actor) if choices else column.related_model._default_manager.all()
        return forms.ModelChoiceField(rows, **common)
    codes = codes or [(code, words) for code, words in column.choices or ()]
    if codes:
        if len(codes) <= _SIDE_BY_SIDE and not column.blank:
            return forms.ChoiceField(choices=codes, widget=forms.RadioSelect, **common)
        return forms.ChoiceField(choices=[("", "Choose" if not column.blank else "None"), *codes], **common)
    if isinstance(column, models.EmailField):
        return forms.EmailField(**common)
    if isinstance(column, models.IntegerField):
        least = 0 if "Positive" in type(column).__name__ else None
        return forms.IntegerField(min_value=least, **common)
    if isinstance(column, models.DecimalField):
        return forms.DecimalField(max_digits=column.max_digits, decimal_places=column.decimal_places, **common)
    if isinstance(column, models.TextField):
        return forms.CharField(max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **common)
    return forms.CharField(max_length=column.max_length, **common)
