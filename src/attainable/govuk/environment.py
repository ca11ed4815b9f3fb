"""The Jinja2 environment of pages, and how forms are drawn."""

from collections.abc import MutableMapping
from typing import Any, Final

from django.forms.renderers import BaseRenderer
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined, Template, TemplateNotFound

from attainable.govuk import drawing, errors, words

OFFICIAL: Final = "govuk_frontend_jinja"


class OfficialMacros(BaseLoader):
    """GOV.UK's macros, in an environment of their own where what is missing counts as nothing: they take their parameters
    in one dictionary and ask it for all that there could be. In our own templates a missing name is an error at once."""

    def __init__(self, **options: Any) -> None:
        source = PrefixLoader({OFFICIAL: PackageLoader(OFFICIAL)})
        self._environment = Environment(**options, loader=source)  # noqa: S701  (Django's options turn escaping on)

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        if not name.startswith(f"{OFFICIAL}/"):
            raise TemplateNotFound(name)
        return self._environment.get_template(name, globals=globals)


def environment(**options: Any) -> Environment:
    """Jinja2 with escaping on, GOV.UK macros under `govuk_frontend_jinja/`, and an error at once for a missing name."""
    ours = options.pop("loader")
    options |= {"trim_blocks": True, "lstrip_blocks": True}
    del options["undefined"]
    loader = ChoiceLoader([ours, OfficialMacros(**options), PackageLoader("django.forms", "jinja2")])
    made = Environment(**options, loader=loader, undefined=StrictUndefined)  # noqa: S701
    made.globals.update(
        static=static, url=_url, drawn=drawing.drawn, outer_fields=drawing.outer_fields, errors_of=errors.errors_of
    )
    made.filters.update(words.FILTERS)
    return made


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)


class FormRenderer(BaseRenderer):
    """Forms are drawn by the pages' own macros: `{{ form }}` is a GOV.UK form, even if a library wrote the form."""

    form_template_name = "govuk/form.html"

    def get_template(self, template_name: str) -> Any:
        return engines["jinja2"].get_template(template_name)
