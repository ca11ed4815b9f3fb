"""Work that is late and files of killed commands are seen: by the doctor, by monitoring, and deleted each night."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests.records.exchange.files import bring, csv_file, row_of
from tests.records.world import World, small

from attainable.exchange import storage
from attainable.exchange.models import ImportRun, Status
from attainable.values import clock
from attainable.values.heartbeat import beat, seconds_since
from attainable.website import background, checkup_files

pytestmark = pytest.mark.django_db
LONG_AGO = 7 * 3600


@pytest.fixture
def world() -> World:
    return small()


def old(path: Path) -> Path:
    os.utime(path, (clock.now().timestamp() - LONG_AGO,) * 2)
    return path


def said() -> str:
    return str(list(checkup_files.background()))


def late() -> list[str]:
    return list(Client().get("/health/ready").json()["late"])


def test_a_worker_that_died_is_seen_where_work_waits_for_it(world: World) -> None:
    run = bring(world, csv_file(row_of(world.children["oak_support"])))
    beats = Path(settings.CONFIG.home) / "beats"
    beat(beats, "worker")
    assert seconds_since(beats, "worker") is not None and late() == []
    (beats / "worker.seen").write_text((clock.now() - dt.timedelta(seconds=LONG_AGO)).isoformat(), "utf-8")
    assert late() == [], "nothing waits"
    ImportRun.objects.filter(pk=run.pk).update(status=Status.APPLYING)
    assert late() == ["worker"]
    assert "1 import waits, and the worker was last seen 7 hours ago" in said()


def test_what_a_killed_backup_and_a_killed_upload_left_is_found_and_deleted(world: World) -> None:
    home = Path(settings.CONFIG.home)
    for left in {*background.left_over(), *(path for path in storage.folder().iterdir() if path.is_file())}:
        left.unlink() if left.is_file() else left.rmdir()  # of other tests
    run = bring(world, csv_file(row_of(world.children["oak_support"])))
    for name in (".backing-up-x1", ".restoring-x2"):
        (home / name).mkdir()
        (home / name / "database.sqlite3").write_text("records")
        old(home / name)
    upload = storage.folder() / "notarunref12"
    upload.write_text("UPN")
    old(upload)
    own = old(storage.path_of(run.ref))
    at_work = home / ".backing-up-now"
    at_work.mkdir()
    os.utime(at_work, (clock.now().timestamp(),) * 2)
    assert "3 files are left" in said()
    assert background.remove_left_over() == 3
    assert not upload.exists() and not (home / ".backing-up-x1").exists() and own.exists() and at_work.exists()
    at_work.rmdir()
    assert "nothing is left" in said()
