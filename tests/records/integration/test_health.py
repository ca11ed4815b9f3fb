"""Whether the server lives and is ready, told to whoever asks and to nobody more than that."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    response = client.get("/health/")  # the wall around the database would raise
    assert (response.status_code, response.json()) == (200, {"status": "alive"})
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "database": True, "migrations": True, "late": []})


@pytest.mark.django_db
def test_not_ready_while_changes_are_pending(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("people", "0001_initial")
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["migrations"]) == (503, False)


@pytest.mark.django_db
def test_ready_with_tables_of_a_newer_version_while_an_upgrade_rolls_on(client: Client) -> None:
    MigrationRecorder(connection).record_applied("people", "9999_later")
    assert client.get("/health/ready").status_code == 200


def test_not_ready_without_a_database_and_no_secret_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable() -> None:
        raise OperationalError("password authentication failed for user 'attainable' at 10.0.0.1")

    monkeypatch.setattr("attainable.website.health.schema", unreachable)
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (
        503,
        {"status": "not ready", "database": False, "migrations": False, "late": []},
    )


def test_only_reads(client: Client) -> None:
    assert client.post("/health/").status_code == 405
