"""What is kept for a day: made once, and made again where another version of the program wrote something else."""

import pytest
from django.core.cache import cache

from attainable.domains.insight.queries import kept
from attainable.domains.insight.queries.kept import kept_for_a_day

pytestmark = pytest.mark.django_db


def test_it_is_made_once():
    assert kept_for_a_day("kept.once", lambda: "figures") == "figures"
    assert kept_for_a_day("kept.once", lambda: "others") == "figures"


class Moved:
    """A class that a later version no longer has."""


def test_what_another_version_wrote_is_made_again(monkeypatch):
    monkeypatch.setattr(kept, "Moved", Moved, raising=False)
    monkeypatch.setattr(Moved, "__module__", kept.__name__)
    cache.set("kept.moved", Moved())
    monkeypatch.delattr(kept, "Moved")
    assert kept_for_a_day("kept.moved", lambda: "figures") == "figures"
    assert cache.get("kept.moved") == "figures"
