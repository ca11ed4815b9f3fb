"""Views that could not be written to the audit at once, because another change held the database: nobody waits for it to read.

On SQLite one change is written at a time, and a large import takes its time. A view that finds the database locked is written to
a file beside it, line by line, each with a seal of the audit's key and on the disk before the page is shown. The next change that
is audited takes the lines into the chain, each with the moment at which it happened. `attainable doctor` and `audit verify` count
lines that wait, and find one that was altered.
"""

import datetime as dt
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError, connection, transaction

from attainable.audit.appending import Doer, Event, append
from attainable.values import clock

# How long a view waits for the database before it goes to the file.
_PATIENCE_MS: Final = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Who looked, as the audit keeps it."""

    account: int | None
    name: str
    roles: str
    organisation: int | None
    organisation_name: str


def spool_file() -> Path:
    return Path(settings.CONFIG.home) / "audit-views.jsonl"


def is_locked(error: BaseException) -> bool:
    """Whether a database error says that another change is being written."""
    return isinstance(error, OperationalError) and "locked" in str(error)


def record_view(by: Doer, *events: Event) -> None:
    """Append events of looking to the chain, or to the file while the chain is being written by somebody else."""
    try:
        with short_wait(), transaction.atomic():
            append(by, events)
    except OperationalError as error:
        if not is_locked(error) or connection.in_atomic_block:
            raise
        _write(by, events)


def waiting() -> Iterator[tuple[dict[str, Any], bool]]:
    """Each line that waits, and whether its seal is right."""
    for file in _files():
        for line in file.read_text("utf-8").splitlines():
            text, _, seal = line.rpartition(" ")
            try:
                found = json.loads(text)
            except ValueError:
                found = {}
            yield found, bool(found) and hmac.compare_digest(seal, _seal(text))


def take_in() -> int:
    """Take the lines that wait into the chain. Call it inside the transaction of a change: the file goes when that is committed.
    Lines whose seal is wrong stay where they are. Returns how many."""
    if not any(True for _ in _files()):
        return 0
    file = spool_file()
    if file.exists():
        file.rename(file.with_name(f"audit-views.{os.getpid()}.{clock.now():%H%M%S%f}.taken.jsonl"))
    done, files = 0, [one for one in _files() if one != file]
    for line, right in list(waiting()):
        if right:
            by, event = Person(**line["by"]), Event(**line["event"])
            append(by, [event], at=dt.datetime.fromisoformat(line["at"]))
            done += 1
    wrong = [line for one in files for line in one.read_text("utf-8").splitlines() if not _is_right(line)]
    transaction.on_commit(lambda: _remove(files, wrong))
    return done


def _remove(files: list[Path], wrong: list[str]) -> None:
    if wrong:
        with spool_file().with_name("audit-views.wrong.txt").open("a", encoding="utf-8") as kept:
            kept.writelines(f"{line}\n" for line in wrong)
    for file in files:
        file.unlink(missing_ok=True)


def _is_right(line: str) -> bool:
    text, _, seal = line.rpartition(" ")
    return hmac.compare_digest(seal, _seal(text))


def _files() -> list[Path]:
    return sorted(Path(settings.CONFIG.home).glob("audit-views*.jsonl"))


def _write(by: Doer, events: tuple[Event, ...]) -> None:
    person = Person(by.account, by.name, by.roles, by.organisation, by.organisation_name)
    lines = []
    for event in events:
        kept = {"at": clock.now().isoformat(), "by": asdict(person), "event": {**asdict(event), "details": dict(event.details)}}
        text = json.dumps(kept, ensure_ascii=False)
        lines.append(f"{text} {_seal(text)}\n")
    handle = os.open(spool_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, "".join(lines).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _seal(text: str) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), b"view " + text.encode(), sha256).hexdigest()


@contextmanager
def short_wait() -> Iterator[None]:
    """What can be done without finds out soon that the database is locked; changes go on waiting as long as they do."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    options: Any = settings.DATABASES["default"].get("OPTIONS", {})
    usual = int(options.get("timeout", 5) * 1000)
    # Straight to the driver: it is no query of a page.
    connection.connection.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout={usual}")
