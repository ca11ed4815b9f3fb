"""The records from a terminal: Django is set up when a command first needs it, and problems are explained in words.

@app.command()
def people() -> None:
    with records():
        from attainable.accounts.models import Account
        ...
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attainable.values.problem import Problem, ProblemsError


def set_up() -> None:
    """Settings and models, without touching the database. Bad settings are a ProblemsError with every fault."""
    import django

    os.umask(0o077)  # what is made from here on, the database first, is for nobody else on this machine
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
    django.setup()


@contextmanager
def records(*, migrated: bool = True) -> Iterator[None]:
    """Open the records. Raises ProblemsError when there is no database, it can't be reached, its tables are not those
    of this version (unless `migrated` is False), or what is asked is not allowed."""
    set_up()
    from django.core.exceptions import PermissionDenied
    from django.db import DatabaseError, connections

    try:
        if migrated:
            _require_current()
        yield
    except PermissionDenied as error:
        raise ProblemsError(Problem("not-allowed", str(error) or "This is not allowed.", "")) from None
    except DatabaseError as error:
        raise ProblemsError(database_problem(error)) from error
    finally:
        connections.close_all()


def _require_current() -> None:
    from attainable.website.schema import schema

    file = sqlite_file()
    if file is not None and not file.exists():
        raise ProblemsError(Problem("no-database", f"There is no database at {file}.", "Create it: attainable migrate"))
    found = schema()
    if found.newer:
        raise ProblemsError(newer_problem())
    if found.pending:
        count = len(found.pending)
        raise ProblemsError(
            Problem(
                "not-migrated",
                f"The database needs updating to this version: {count} change{'s' * (count != 1)} to make.",
                "Make them: attainable migrate",
            )
        )


def sqlite_file() -> Path | None:
    """Where the records are when they are a SQLite file."""
    from django.db import connection

    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


def newer_problem(what: str = "The database") -> Problem:
    return Problem(
        "newer-version",
        f"{what} was made by a newer version of Attainable.",
        "Install that version, or restore a backup that this one knows.",
    )


# A part of the database's own text: code, what is wrong, how to mend it.
_KNOWN: Final = {
    "database is locked": (
        "database-busy",
        "The database is busy. Another process has been writing for a long time.",
        "Wait a moment and run it again.",
    ),
    "disk is full": ("disk-full", "The disk is full.", "Free some space and try again."),
    "no space left": ("disk-full", "The disk is full.", "Free some space and try again."),
    "readonly database": (
        "read-only",
        "The database can't be written.",
        "Check who owns ATTAINABLE_HOME, and that you can write to it.",
    ),
    "unable to open": (
        "unreadable-database",
        "The database's file can't be opened.",
        "Check who owns ATTAINABLE_HOME, and that you can read it.",
    ),
    "malformed": (
        "broken-database",
        "The database's file is damaged.",
        "Stop the server and restore the last backup: attainable restore FILE --replace",
    ),
    "not a database": (
        "broken-database",
        "The database file is not a database.",
        "Stop the server and restore the last backup: attainable restore FILE --replace",
    ),
}


def database_problem(error: Exception) -> Problem:
    """A database's failure in words. Its own text may hold a person's data, so only what is known to hold none is shown."""
    text = str(error).lower()
    for part, (code, what, mend) in _KNOWN.items():
        if part in text:
            return Problem(code, what, mend)
    if any(part in text for part in ("connection", "could not connect", "server closed", "starting up", "password")):
        return Problem(
            "no-connection",
            "The database can't be reached.",
            "Check DATABASE_URL, and that the server runs and lets this user in.",
        )
    return Problem(
        "database-error",
        f"The database refused ({type(error).__name__}).",
        "Nothing has changed. attainable doctor looks for the cause.",
    )
