"""What holds for every page: one heading, a title, a language, nothing inline that the policy would refuse."""

import re

import pytest
from django.test import Client
from tests.records.every_page import every_page
from tests.records.world import small

pytestmark = pytest.mark.django_db
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
        if re.search(r"<script(?![^>]*(src=|application/json))", text):
            faults.append((page.name, "inline script"))
    assert not faults, faults
