"""Forms whose errors are in words. Any Django form is drawn by the macros of `govuk/forms.html`; these say more and better.

class Reason(Form):
    looks = {"reason": Look(words=200), "day": Look(heading=True)}
    reason = forms.CharField(label="Reason", widget=forms.Textarea, help_text="Who asked, and why")
    day = DateField(label="Date of the meeting", past=True)
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.utils import pretty_name

from attainable.govuk.dates import DateField
from attainable.govuk.look import Look

__all__ = ["DateField", "Form", "Look", "ModelForm"]


class Worded:
    """Gives every field its errors in words, unless it has its own."""

    looks: ClassVar[Mapping[str, Look]] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.word_all()

    def word_all(self) -> None:
        """Once more where fields were added."""
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            if field.label is None:
                field.label = pretty_name(name)
            word_errors(field)


class Form(Worded, forms.Form):
    """The base of our forms."""


class ModelForm(Worded, forms.ModelForm):
    """The base of our forms that are made from a model."""


def word_errors(field: forms.Field) -> None:
    """Replaces Django's own messages; keeps the messages that a form sets."""
    label = str(field.label)
    ours = {"required": _required(field, label)}
    if isinstance(field, forms.EmailField):
        ours["invalid"] = "Enter an email address in the correct format, like name@example.com"
        for validator in field.validators:
            if getattr(validator, "code", "") == "invalid":
                field.error_messages.setdefault("invalid", ours["invalid"])
    elif isinstance(field, forms.FloatField | forms.DecimalField):
        ours["invalid"] = f"{label} must be a number"
    elif isinstance(field, forms.IntegerField):
        ours["invalid"] = f"{label} must be a whole number"
    elif isinstance(field, forms.ChoiceField):
        ours["invalid_choice"] = f"Choose {_the(label)} from the list"
    for code, message in ours.items():
        if str(field.error_messages.get(code, "")) in _djangos(field, code):
            field.error_messages[code] = _kept(message)
    label = _kept(label)
    for code, message in (
        ("max_length", f"{label} must be %(limit_value)d characters or fewer"),
        ("min_length", f"{label} must be %(limit_value)d characters or more"),
        ("max_value", f"{label} must be %(limit_value)s or less"),
        ("min_value", f"{label} must be %(limit_value)s or more"),
    ):
        field.error_messages.setdefault(code, message)


def _djangos(field: forms.Field, code: str) -> set[str]:
    """Django's own messages for this kind of field, if it has any."""
    return {""} | {
        str(messages[code]) for kind in type(field).__mro__ if code in (messages := getattr(kind, "default_error_messages", {}))
    }


def _required(field: forms.Field, label: str) -> str:
    if label.endswith("?"):
        return f"Answer ‘{label}’"
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return f"Tick ‘{label}’ to continue"
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return f"Select {_the(label)}"
    if isinstance(field, forms.FileField):
        return f"Choose a file: {_lower(label)}"
    return f"Enter {_the(label)}"


# Labels that are no name of what is entered.
_MEANT = {"from": "the first day", "since": "the first day", "until": "the last day", "why": "the reason"}


def _the(label: str) -> str:
    lower = _lower(label)
    if lower in _MEANT:
        return _MEANT[lower]
    return lower if lower.startswith(("your ", "the ", "a ", "an ", "how ", "what ", "who ", "why ")) else f"the {lower}"


def _lower(label: str) -> str:
    """The first letter small, unless the word is an abbreviation: `date of birth`, `UPN`."""
    first = label.split(" ", 1)[0]
    return label if sum(letter.isupper() for letter in first) > 1 else label[:1].lower() + label[1:]


def _kept(text: str) -> str:
    """A per cent sign in a label is not a placeholder."""
    return text.replace("%", "%%") if "%" in text else text
