"""Windows of people who have signed in, on a tiny world of records."""

import pytest
from django.test import Client
from tests import browsing

PASSWORD = "only-in-this-test-world"


@pytest.fixture
def world(transactional_db):
    from tests.records.world import small

    return small(password=PASSWORD)


@pytest.fixture
def signed_in(chromium, live_server, world):
    """A new window of somebody who has signed in already."""
    from tests.records.signing import gave_the_password

    windows = []

    def open_for(key: str, *, width: int = 1280, scripts: bool = True):
        client = Client()
        client.force_login(world.accounts[key])
        gave_the_password(client, world.accounts[key])
        windows.append(browsing.window(chromium, width=width, scripts=scripts, at=live_server.url, client=client))
        return windows[-1]

    yield open_for
    for window in windows:
        window.close()
