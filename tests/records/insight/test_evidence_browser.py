"""Evidence pages as people meet them: at a desk and on a telephone, by keyboard, without scripts; axe finds nothing."""

import pytest
from django.test import Client
from tests.browsing import WIDTHS, faults_of, followed

from attainable.values import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("/evidence/", "/evidence/pupils-with-sen/", "/evidence/primary-need/", "/evidence/whole/7/")


@pytest.fixture
def shown(opened, tmp_path, settings):
    """Opens an address as the county's analyst, on a snapshot of a small world."""
    from tests.records.world import small

    from attainable.domains.insight.queries import snapshot as tables
    from attainable.domains.people.standing import forget_current
    from attainable.warehouse.records.building import build

    settings.WAREHOUSE, settings.STORE = tmp_path / "warehouse", tmp_path / "store"
    forget_current()
    tables._now.clear()
    world = small()
    build()
    client = Client()
    client.force_login(world.accounts["analyst_county"], backend="allauth.account.auth_backends.AuthenticationBackend")
    return lambda path, width, **how: opened(path, client, width=width, **how)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(shown):
    for path in PAGES:
        for width in WIDTHS:
            page = shown(path, width)
            assert page.title().endswith("Attainable"), path
            assert not faults_of(page, path.strip("/").replace("/", "-"))


def test_a_question_is_asked_by_keyboard_and_without_scripts(shown):
    page = shown("/evidence/pupils-with-sen/", 1280, scripts=False)
    page.focus("#group-ehc-plan")
    page.keyboard.press("Space")
    with followed(page):
        page.keyboard.press("Enter")
    assert "group=sen-support" in page.url and "group=ehc-plan" not in page.url
    assert page.locator("h1").inner_text().startswith("Pupils with special educational needs")
    assert clock.today().strftime("%B %Y") in page.content()
