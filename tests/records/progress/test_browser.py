"""The page of a child's progress as people meet it: at a desk and on a telephone; axe finds nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.browsing import WIDTHS, faults_of
from tests.records.exchange.files import apply, bring
from tests.records.progress.files import RESULTS, SESSIONS, SUSPENDED, census, ctf, person_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(opened, tmp_path):
    from tests.records.world import small

    from attainable.domains.people.standing import forget_current

    forget_current()
    world = small()
    child = world.children["oak_support"]
    told = person_of(child, attendance=SESSIONS, suspensions=(SUSPENDED,))
    apply(world, bring(world, census(tmp_path, world, told), name="census.zip"))
    apply(world, bring(world, ctf(tmp_path, world, person_of(child, results=RESULTS)), name="x.xml"))
    client = Client()
    client.force_login(world.accounts["senco_oak"], backend="allauth.account.auth_backends.AuthenticationBackend")
    for width in WIDTHS:
        page = opened(reverse("child-progress", args=[child.ref]), client, width=width)
        assert page.locator("table").count() == 4
        assert not faults_of(page, f"progress-{width}")
