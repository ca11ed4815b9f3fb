"""Bringing the tables up to this version: one process at a time, each change in a transaction of its own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from filelock import FileLock

from attainable.values.problem import Problem, ProblemsError
from attainable.website.backups.archive import Tell
from attainable.website.schema import schema

_LOCK: Final = 7_342_023


def migrate(tell: Tell) -> int:
    """Make the changes that are pending, and return how many. Killed in the middle, it is run again and goes on."""
    with _alone():
        found = schema()
        if found.newer:
            raise ProblemsError(
                Problem("newer-version", "The database was made by a newer version of Attainable.", "Install that version.")
            )
        if found.pending:
            out = _Counting(tell, len(found.pending))
            call_command("migrate", verbosity=1, interactive=False, no_color=True, stdout=out)
        return len(found.pending)


@contextmanager
def _alone() -> Iterator[None]:
    """Two servers that start at once do not both migrate: the second waits, and finds it done."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    else:
        settings.CONFIG.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(settings.CONFIG.home / ".migrating.lock"):
            yield


class _Counting(StringIO):
    """Takes what Django says of each change."""

    def __init__(self, tell: Tell, total: int) -> None:
        super().__init__()
        self._tell, self._total, self._done = tell, total, 0

    def write(self, text: str) -> int:
        if applying := re.search(r"Applying (\S+?)\.\.\.", text):
            self._tell(f"Making {applying[1]}", self._done, self._total)
            self._done += 1
        return len(text)
