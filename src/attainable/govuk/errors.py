"""Every error of a form, with the box that it is about: what the summary at the top of a page is drawn from."""

from collections.abc import Iterator
from typing import Any

from django.forms.boundfield import BoundField

from attainable.govuk.dates import PARTS, DateBoxes


def errors_of(*forms_: Any) -> list[dict[str, str]]:
    """Every error of forms and formsets, with the first box that it is about; of a whole form: its first field."""
    return [error for form in forms_ for error in _form_errors(form)]


def _form_errors(form: Any) -> Iterator[dict[str, str]]:
    if hasattr(form, "management_form"):
        for message in form.non_form_errors() if form.is_bound else ():
            yield {"text": str(message)}
        for one in form.forms:
            yield from _form_errors(one)
        return
    if not form.is_bound:
        return
    shown = [bound for bound in form if not bound.is_hidden]
    first = f"#{_first_id(shown[0])}" if shown else ""
    for message in form.non_field_errors():
        yield {"text": str(message), "href": first} if first else {"text": str(message)}
    for bound in form:
        for message in bound.errors:
            yield {"text": str(message), "href": first if bound.is_hidden else f"#{_first_id(bound)}"}


def _first_id(bound: BoundField) -> str:
    if not isinstance(bound.field.widget, DateBoxes):
        return bound.auto_id
    return f"{bound.auto_id}-{next(iter(wrong_parts(bound)), 'day')}"


def wrong_parts(bound: BoundField) -> tuple[str, ...]:
    """The boxes of a date that are wrong: those that the error names, or all."""
    for error in bound.errors.as_data() if bound.errors else ():
        return tuple((error.params or {}).get("parts", PARTS))
    return ()
