"""Which GOV.UK component draws a field, and with what: any Django form's bound field -> a macro and its parameters."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.utils.html import escape, format_html_join
from django.utils.safestring import mark_safe

from attainable.govuk.dates import PARTS, DateBoxes
from attainable.govuk.errors import wrong_parts
from attainable.govuk.look import PLAIN, Look

# Attributes of a widget that the component says itself, or that GOV.UK's guidance is against.
_LEFT_OUT: Final = {
    "placeholder",
    "required",
    "rows",
    "cols",
    "size",
    "type",
    "class",
    "autocomplete",
    "inputmode",
    "maxlength",
    "minlength",
    "id",
    "min",
    "max",
    "step",
    "aria-describedby",
    "aria-invalid",
    "accept",
}


@dataclass
class Drawing:
    """A component's name and parameters. `reveals` are fields inside it, by the place of their choice."""

    component: str
    params: dict[str, Any]
    reveals: list[tuple[int, BoundField]] = field(default_factory=list)

    def reveal(self, place: int, html: str) -> str:
        self.params["items"][place]["conditional"] = {"html": html}
        return ""


def drawn(bound: BoundField, **options: Any) -> Drawing:
    """How a field is drawn. Options replace those of the form's `looks`."""
    look = getattr(bound.form, "looks", {}).get(bound.name, PLAIN)
    look = dataclasses.replace(look, **options) if options else look
    widget = bound.field.widget
    if bound.is_hidden:
        return Drawing("hidden", {})
    if isinstance(widget, DateBoxes):
        return Drawing("date", _group(bound, look) | _boxes(bound))
    if isinstance(widget, forms.CheckboxInput):
        return _tick(bound, look)
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.SelectMultiple):
        return _choices(bound, look, "checkboxes")
    if isinstance(widget, forms.RadioSelect):
        return _choices(bound, look, "radios")
    if isinstance(widget, forms.Select):
        return Drawing("select", _box(bound, look) | {"items": list(_items(bound, look)), "classes": _width(look)})
    if isinstance(widget, forms.Textarea):
        return _text_area(bound, look)
    if isinstance(widget, forms.FileInput):
        return _file(bound, look)
    if isinstance(widget, forms.PasswordInput):
        return Drawing("password", _box(bound, look) | {"classes": _width(look)})
    if isinstance(widget, Input):
        return Drawing("input", _box(bound, look) | _input(bound, look))
    return Drawing("other", _box(bound, look))


def outer_fields(form: Any, only: Iterable[str] = (), skip: Iterable[str] = ()) -> Iterator[BoundField]:
    """Fields in order, without those inside another field's choice."""
    inside = {name for look in getattr(form, "looks", {}).values() for name in look.reveals.values()}
    only, skip = set(only), set(skip) | inside
    return (bound for bound in form if bound.name not in skip and (not only or bound.name in only))


def _label(bound: BoundField, look: Look) -> str:
    optional = look.optional and not bound.field.required and not isinstance(bound.field.widget, forms.CheckboxInput)
    return f"{bound.label} (optional)" if optional else str(bound.label)


def _box(bound: BoundField, look: Look) -> dict[str, Any]:
    """What every component with a label of its own is given."""
    size = "l" if look.heading else "s"
    label = {"text": _label(bound, look), "classes": f"govuk-label--{size}", "isPageHeading": look.heading}
    return {"id": bound.auto_id, "name": bound.html_name, "label": label} | _common(bound, look)


def _group(bound: BoundField, look: Look) -> dict[str, Any]:
    """What every component with a legend is given."""
    size = "l" if look.heading else "s"
    legend = {"text": _label(bound, look), "classes": f"govuk-fieldset__legend--{size}", "isPageHeading": look.heading}
    return {"idPrefix": bound.auto_id, "name": bound.html_name, "fieldset": {"legend": legend}} | _common(bound, look)


def _common(bound: BoundField, look: Look) -> dict[str, Any]:
    given: dict[str, Any] = {}
    attributes = bound.field.widget.attrs
    if bound.help_text:
        given["hint"] = {"html" if hasattr(bound.help_text, "__html__") else "text": bound.help_text}
    if bound.errors:
        given["errorMessage"] = {"html": format_html_join(mark_safe("<br>"), "{}", ((e,) for e in bound.errors))}
    for name in ("autocomplete", "inputmode"):
        if value := getattr(look, name) or attributes.get(name):
            given[name] = value
    if bound.field.disabled or attributes.get("disabled"):
        given["disabled"] = True
    given["attributes"] = {
        name: ("" if value is True else str(value))
        for name, value in attributes.items()
        if name not in _LEFT_OUT and value is not False and value is not None and name != "disabled"
    }
    return given


def _value(bound: BoundField) -> str:
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else str(value)


def _width(look: Look) -> str:
    if not look.width:
        return ""
    return f"govuk-input--width-{look.width}" if isinstance(look.width, int) else f"govuk-!-width-{look.width}"


def _input(bound: BoundField, look: Look) -> dict[str, Any]:
    widget = bound.field.widget
    kind = widget.input_type
    given: dict[str, Any] = {"value": _value(bound), "classes": _width(look)}
    if kind == "number":
        # A box of type number changes by the mouse's wheel and takes "1e5".
        whole = isinstance(bound.field, forms.IntegerField) and not isinstance(bound.field, forms.FloatField | forms.DecimalField)
        given |= {"type": "text", "inputmode": look.inputmode or ("numeric" if whole else "decimal"), "spellcheck": False}
        given["classes"] = given["classes"] or "govuk-input--width-5"
    elif kind in ("email", "tel", "url", "search"):
        given |= {"type": kind, "spellcheck": False}
    elif kind in ("date", "time", "datetime-local"):
        given["type"] = kind
    if look.prefix:
        given["prefix"] = {"text": look.prefix}
    if look.suffix:
        given["suffix"] = {"text": look.suffix}
    return given


def _text_area(bound: BoundField, look: Look) -> Drawing:
    # Line ends as references: where a component stands in another one, its lines are indented, and the text must not be.
    value = mark_safe(escape(_value(bound)).replace("\r\n", "\n").replace("\n", "&#10;"))  # noqa: S308
    own = bound.field.widget.attrs.get("rows")
    rows = look.rows or (own if own and str(own) != "10" else 5)  # ten is what Django says unasked
    params = _box(bound, look) | {"value": value, "rows": str(rows)}
    if look.words:
        return Drawing("count", params | {"maxwords": look.words})
    if look.characters:
        return Drawing("count", params | {"maxlength": look.characters})
    return Drawing("textarea", params)


def _file(bound: BoundField, look: Look) -> Drawing:
    params = _box(bound, look) | {"javascript": True, "multiple": bool(bound.field.widget.attrs.get("multiple"))}
    accept = look.accept or bound.field.widget.attrs.get("accept")
    if accept:
        params["attributes"]["accept"] = accept
    return Drawing("file", params)


def _boxes(bound: BoundField) -> dict[str, Any]:
    value = bound.value()
    values = value if isinstance(value, list | tuple) else bound.field.widget.decompress(value)
    wrong = wrong_parts(bound)
    items = [
        {
            "id": f"{bound.auto_id}-{part}",
            "name": f"{bound.html_name}_{part}",
            "label": part.capitalize(),
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}" + (" govuk-input--error" if part in wrong else ""),
            "value": "" if text is None else str(text),
            "inputmode": "text" if part == "month" and text and not str(text).isdecimal() else "numeric",
        }
        for part, text in zip(PARTS, values or [None] * 3, strict=True)
    ]
    if bound.field.widget.attrs.get("autocomplete") == "bday":
        for item, part in zip(items, PARTS, strict=True):
            item["autocomplete"] = f"bday-{part}"
    return {"id": bound.auto_id, "items": items}


def _tick(bound: BoundField, look: Look) -> Drawing:
    """One box to tick: its label is the choice's."""
    value = bound.field.widget
    ticked = value.check_test(bound.value())
    item: dict[str, Any] = {"value": "on", "text": _label(bound, look), "checked": bool(ticked)}
    params = _common(bound, look)
    if hint := params.pop("hint", None):
        item["hint"] = hint
    if params.pop("disabled", False):
        item["disabled"] = True
    item["attributes"] = params.pop("attributes", {})
    classes = "govuk-checkboxes--small" if look.small else ""
    return Drawing(
        "checkboxes", {"idPrefix": bound.auto_id, "name": bound.html_name, "items": [item], "classes": classes} | params
    )


def _choices(bound: BoundField, look: Look, component: str) -> Drawing:
    items = list(_items(bound, look, radios=True))
    params = _group(bound, look) | {"items": items}
    kinds = [f"govuk-{component}--{kind}" for kind in ("inline", "small") if getattr(look, kind)]
    params["classes"] = " ".join(kinds)
    reveals = [
        (place, bound.form[look.reveals[item["value"]]]) for place, item in enumerate(items) if item.get("value") in look.reveals
    ]
    return Drawing(component, params, reveals)


def _items(bound: BoundField, look: Look, radios: bool = False) -> Iterator[dict[str, Any]]:
    """The choices, with what is chosen. Groups are shown in the words of their choices: GOV.UK has none."""
    value = bound.value()
    if callable(value):
        value = value()
    many = value if isinstance(value, list | tuple | set) else [] if value is None else [value]
    chosen = {_text(one) for one in many}
    disabled = bound.field.disabled
    for key, label in _flat(bound.field.widget.choices):
        text = _text(key)
        if text == "" and str(label).startswith("-"):
            if radios:
                continue
            label = "Choose"
        if radios and text == look.divider and text:
            yield {"divider": "or"}
        item: dict[str, Any] = {"value": text, "text": str(label), "disabled": disabled}
        item["checked" if radios else "selected"] = text in chosen or (text == "" and not chosen)
        if hint := look.hints.get(text):
            item["hint"] = {"text": hint}
        yield item


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((inner, f"{key}: {text}") for inner, text in label)
        else:
            yield key, label


def _text(value: Any) -> str:
    return "" if value is None else str(getattr(value, "pk", value))
