"""What holds for every page: one heading, a title, a language, nothing inline that the policy would refuse."""

import re
from pathlib import Path

import pytest
from django.test import Client
from tests.records.every_page import every_page
from tests.records.signing import gave_the_password
from tests.records.world import small
from tests.soak import drawn

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[3] / "src/attainable"
# Addresses that are no pages to be opened by somebody signed in without more: posts, files, steps of signing in.
NO_PAGES: set[str] = set()


def test_every_page_is_well_made():
    world = small()
    pages, silent = every_page(world)
    assert len(pages) > 40
    print("no page:", sorted(silent))
    faults: list[tuple[object, ...]] = []
    for page in pages:
        client = Client()
        client.force_login(world.accounts[page.account])
        gave_the_password(client, world.accounts[page.account])
        answer = client.get(page.address)
        if answer.status_code != 200:
            continue
        text = answer.content.decode()
        if len(re.findall(r"<h1[ >]", text)) != 1:
            faults.append((page.name, "headings of the first level", len(re.findall(r"<h1[ >]", text))))
        if not re.search(r"<title>\s*\S", text) or '<html lang="en"' not in text:
            faults.append((page.name, "title or language"))
        if re.search(r'<[^>]+ (style|onclick|onload|onsubmit)="', text.split("</head>")[-1]):
            faults.append((page.name, "inline style or script"))
        if found := re.findall(r"<t[dh][^>]*>\s*(None|False|True|nan|\[\]|\{\})\s*</t[dh]>", text):
            faults.append((page.name, "a value of the program in a table", found[:3]))
        if re.search(r"<script(?![^>]*(src=|application/json))", text):
            faults.append((page.name, "inline script"))
    assert not faults, faults


# Numbers as nobody should type them, some of which `str.isdigit` accepts and `int` does not.
_ALL = ("²", "--5", "٣", "１", "1e9", "-1", "0", "9" * 30, "0x10", "1.5", " 7", "")
ODD = drawn(("²", "--5", "9" * 30, ""), _ALL)
_TAKEN = re.compile(r"""\.(?:get|getlist)\("([a-z_]+)\"""")


def _read_by_views() -> set[str]:
    return {name for path in SOURCE.rglob("*.py") for name in _TAKEN.findall(path.read_text("utf-8"))}


def _shown(page: str) -> set[str]:
    """The fields of a page's forms and the parameters of its links."""
    return set(re.findall(r'name="([\w-]+)"', page)) | set(re.findall(r"[?&;]([a-z_]+)=", page))


@pytest.mark.soak
def test_odd_numbers_in_an_address_break_no_page():
    world = small()
    pages, _ = every_page(world)
    read, broken, asked = _read_by_views(), [], set()
    for page in pages:
        client = Client(raise_request_exception=False)
        client.force_login(world.accounts[page.account])
        gave_the_password(client, world.accounts[page.account])
        parameters = (read | _shown(client.get(page.address).content.decode())) - {"csrfmiddlewaretoken", "next"}
        asked |= parameters
        for odd in ODD:
            answer = client.get(page.address, dict.fromkeys(parameters, odd))
            if answer.status_code >= 500:
                broken.append((page.address, odd, answer.status_code))
    assert {"page", "year", "before", "from", "to", "show", "since_day", "group", "place"} <= asked
    assert not broken, broken
