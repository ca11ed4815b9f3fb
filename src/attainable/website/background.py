"""Background work that is late, and files that a killed command left: seen by `doctor`, `/health/ready` and each night."""

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from attainable.exchange import storage
from attainable.exchange.models import BUSY, ImportRun
from attainable.values import clock
from attainable.values.heartbeat import seconds_since
from attainable.website.backups.making import LATEST

# The worker shows that it lives each second, the nightly command and the backup once a day.
WORKER_SECONDS: Final = 300
NIGHTLY_SECONDS: Final = 26 * 3600
# A command that is at work touches its files; one that was killed no longer does.
_LEFT_SECONDS: Final = 6 * 3600
_PREFIXES: Final = (".backing-up-", ".restoring-")


def late() -> Iterator[tuple[str, str]]:
    """What is late, and since when in words. The worker is late only where work waits for it."""
    beats = Path(settings.CONFIG.home) / "beats"
    waiting = ImportRun.objects.filter(status__in=BUSY).count()
    since = seconds_since(beats, "worker")
    if waiting and (since is None or since > WORKER_SECONDS):
        imports = "1 import waits" if waiting == 1 else f"{waiting:,} imports wait"
        yield "worker", f"{imports}, and the worker was last seen {_ago(since)}"
    since = seconds_since(beats, "nightly")
    if since is not None and since > NIGHTLY_SECONDS:
        yield "nightly", f"the nightly work was last done {_ago(since)}"
    backup = Path(settings.CONFIG.home) / LATEST
    if backup.is_file() and (age := _age_of(backup)) > NIGHTLY_SECONDS:
        yield "backup", f"the last backup was made {_ago(age)}"


def _age_of(backup: Path) -> float:
    made = dt.datetime.fromisoformat(json.loads(backup.read_text("utf-8"))["made"])
    return (clock.now() - made).total_seconds()


def _ago(seconds: float | None) -> str:
    if seconds is None:
        return "never"
    return f"{seconds / 60:.0f} minutes ago" if seconds < 7200 else f"{seconds / 3600:.0f} hours ago"


def left_over() -> list[Path]:
    """Folders and files of commands that were killed, and uploads that belong to no import."""
    folders = {Path(settings.CONFIG.home), Path(settings.CONFIG.home) / "backups", *_backup_folders()}
    found = [path for folder in folders if folder.is_dir() for path in folder.iterdir() if path.name.startswith(_PREFIXES)]
    uploads = [path for path in storage.folder().iterdir() if path.is_file()]
    known = set(ImportRun.objects.values_list("ref", flat=True))
    found += [path for path in uploads if path.name.partition(".")[0] not in known]
    return sorted(path for path in found if clock.now().timestamp() - path.stat().st_mtime > _LEFT_SECONDS)


def _backup_folders() -> set[Path]:
    latest = Path(settings.CONFIG.home) / LATEST
    return {Path(json.loads(latest.read_text("utf-8"))["file"]).parent} if latest.is_file() else set()


def remove_left_over() -> int:
    """Delete them. Returns how many."""
    found = left_over()
    for path in found:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return len(found)
