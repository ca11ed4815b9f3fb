"""The Jinja2 environment of pages, and how forms are drawn."""

from typing import Any

from django.forms.renderers import Jinja2 as DjangoFormRenderer
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined


def environment(**options: Any) -> Environment:
    """Jinja2 with escaping on, GOV.UK macros under `govuk_frontend_jinja/`, and names that are missing told at once."""
    loader = options.pop("loader")
    options["undefined"] = StrictUndefined
    made = Environment(  # noqa: S701  (Django's options turn escaping on)
        loader=ChoiceLoader(
            [loader, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
        ),
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.globals.update(static=static, url=_url)
    return made


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)


class FormRenderer(DjangoFormRenderer):
    """Forms are drawn by the pages' own macros."""
