"""The Jinja2 environment of pages, and how forms are drawn."""

from collections.abc import Mapping
from typing import Any

import jinja2
from django.forms.renderers import BaseRenderer
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.utils import missing

from attainable.govuk import words


class Undefined(StrictUndefined):
    """A name or attribute that is missing is told at once. A key of a dictionary may be: the macros of GOV.UK take their
    parameters in one and ask for all that there could be."""

    __slots__ = ()

    def __new__(
        cls, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None
    ) -> Any:
        if isinstance(obj, Mapping):
            return (
                jinja2.Undefined(hint, obj, name) if exc is None else jinja2.Undefined(hint, obj, name, exc)
            )
        return super().__new__(cls)


def environment(**options: Any) -> Environment:
    """Jinja2 with escaping on, GOV.UK macros under `govuk_frontend_jinja/`, and names that are missing told at once."""
    loader = options.pop("loader")
    options["undefined"] = Undefined
    made = Environment(  # noqa: S701  (Django's options turn escaping on)
        loader=ChoiceLoader(
            [
                loader,
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
                PackageLoader("django.forms", "jinja2"),
            ]
        ),
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.globals.update(static=static, url=_url)
    made.filters.update(words.FILTERS)
    return made


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)


class FormRenderer(BaseRenderer):
    """Forms are drawn by the pages' own macros: `{{ form }}` is a GOV.UK form, whoever wrote the form."""

    form_template_name = "govuk/form.html"

    def get_template(self, template_name: str) -> Any:
        return engines["jinja2"].get_template(template_name)
