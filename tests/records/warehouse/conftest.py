"""A warehouse in a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def folder(db, tmp_path, settings):
    from attainable.domains.people.standing import forget_current

    settings.WAREHOUSE = tmp_path / "warehouse"
    forget_current()
    return settings.WAREHOUSE


@pytest.fixture
def place(db):
    from tests.records.warehouse.made import Place

    return Place()


@pytest.fixture
def built(place):
    """Builds a snapshot of the place as at a day."""
    from tests.records.warehouse.made import TODAY

    from attainable.warehouse.records.building import build

    return lambda on=TODAY, pages=False, **options: build(on=on, pages=pages, **options)
