"""Every official fixture of GOV.UK Frontend comes out of our environment as GOV.UK's own macros make it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import engines

PACKAGE = Path(__file__).parents[3] / "build" / "node" / "node_modules" / "govuk-frontend"
FIXTURES = sorted((PACKAGE / "dist" / "govuk" / "components").glob("*/fixtures.json"))
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Tokens(HTMLParser):
    """Tags with their attributes and the words between them: white space and ways of escaping do not count."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        # An attribute that is there (`disabled`) may be written with an empty value.
        self.found.append((tag, sorted((name, _words(value or "")) for name, value in attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.found.append(f"/{tag}")

    def handle_data(self, data):
        if words := _words(data):
            self.found.append(words)


def _words(text):
    return re.sub(r"\s+", " ", text).strip()


def rendered(component, options):
    macro = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    source = f'{{% from "govuk_frontend_jinja/components/{component}/macro.html" import {macro} %}}{{{{ {macro}(options) }}}}'
    return engines["jinja2"].from_string(source).render({"options": options})


def cases():
    for path in FIXTURES:
        for fixture in json.loads(path.read_text("utf-8"))["fixtures"]:
            yield path.parent.name, fixture


def test_the_package_is_the_version_that_the_macros_follow():
    assert json.loads((PACKAGE / "package.json").read_text("utf-8"))["version"] == "6.3.0"
    assert sum(1 for _ in cases()) == 657


@pytest.mark.parametrize("component", [path.parent.name for path in FIXTURES])
def test_every_fixture_is_rendered_equal(component):
    differing = [
        fixture["name"]
        for name, fixture in cases()
        if name == component and Tokens(rendered(component, fixture["options"])).found != Tokens(fixture["html"]).found
    ]
    assert differing == []


def test_the_comparison_notices_a_difference():
    one, other = '<a class="x" href="/">Go</a>', '<a class="y" href="/">Go</a>'
    assert Tokens(one).found == Tokens('<a  href="/"\nclass="x"> Go </a>').found
    assert Tokens(one).found != Tokens(other).found
