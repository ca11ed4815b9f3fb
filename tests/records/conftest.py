"""Sites for the tests of records, and which tests run on which database."""

import os
from pathlib import Path

import pytest
from tests.records.databases import runs_on_postgresql
from tests.records.sites import Maker, Site

KIND = os.environ.get("ATTAINABLE_TEST_DATABASE") or "sqlite"
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}[KIND]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if KIND == "postgresql":
        left = [item for item in items if item.nodeid.startswith("tests/records/") and not runs_on_postgresql(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    name = f"sites_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    return Maker(tmp_path_factory.mktemp("sites"), name, Path(os.environ["ATTAINABLE_TEST_SHARED"]))


@pytest.fixture
def site(sites: Maker) -> Site:
    """A site with its tables, of the kind that is being tested."""
    return sites.migrated(KIND)


@pytest.fixture
def filled(sites: Maker) -> Site:
    return sites.filled(KIND)
