"""What `attainable doctor` looks at: each check says in words what it found, and how to mend what is wrong."""

import datetime as dt
import shutil
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import checks, mail
from django.db import DatabaseError, connection
from django.utils import timezone

from attainable.audit import spool
from attainable.audit.chain import BEGINNING, link
from attainable.audit.models import Entry, Head
from attainable.manifest import HealthCheck, declared, load, manifests
from attainable.records.checks import faults
from attainable.values import clock
from attainable.website.background import remove_left_over
from attainable.website.checkup_files import background, backup, encryption, end_of_audit, files, lengths, private_files, uploads
from attainable.website.findings import Finding, Found, Verdict, fault, good, note
from attainable.website.manifests import MANIFESTS
from attainable.website.schema import schema

_ENOUGH_DISK: Final = 2_000_000_000
_LINKS: Final = 1_000


def _settings() -> Found:
    found = checks.run_checks(include_deployment_checks=settings.CONFIG.production)
    for message in found:
        # The domains' manifests have a finding of their own.
        known = message.id in settings.SILENCED_SYSTEM_CHECKS or str(message.id).startswith(MANIFESTS)
        if message.level >= checks.WARNING and not known:
            yield fault(f"{message.msg} ({message.id})", str(message.hint or "See docs/settings.md."))
    mode = "production" if settings.CONFIG.production else "local"
    yield good(f"mode {mode}, home {settings.CONFIG.home}")
    if settings.CONFIG.production and not settings.SECOND_FACTOR_REQUIRED:
        yield note("Staff can sign in without a second step.", "Leave SECOND_FACTOR empty, or set it to required.")


def _domains(own_commands: Collection[str]) -> Found:
    found = faults(own_commands)
    for problem in found:
        yield fault(f"{problem.where}: {problem.what}", problem.mend)
    if not found:
        yield good(f"{len(manifests())} domains, and what each hands over is there")


def _database() -> Found:
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        version = connection.pg_version  # type: ignore[attr-defined]
        words = f"PostgreSQL {version // 10_000}.{version % 10_000}"
        yield (good(words) if version >= 150_000 else fault(f"{words} is older than 15.", "Upgrade the server."))
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check(1)")
        whole = cursor.fetchone()[0] == "ok"
    if not whole:
        yield fault("The database's file is damaged.", "Stop the server; attainable restore FILE --replace")
    if mode != "wal":
        yield fault(
            f"SQLite's journal is {mode} and not wal: people who read would have to wait for people who save.",
            "Put ATTAINABLE_HOME on a local disk, not on a network folder.",
        )
    elif whole:
        yield good("SQLite, undamaged, with a write-ahead log")


def _migrations() -> Found:
    found = schema()
    if found.newer:
        yield fault("The database was made by a newer version of Attainable.", "Install that version.")
    elif found.pending:
        yield fault(f"{len(found.pending)} changes to the tables have not been made yet.", "attainable migrate")
    else:
        yield good(f"all {len(found.expected)} changes have been made")


def _disk() -> Found:
    free = shutil.disk_usage(settings.CONFIG.home).free
    words = f"{free / 1e9:,.1f} GB free"
    need = max(_ENOUGH_DISK, 3 * _size_of_database())
    yield (good(words) if free >= need else fault(f"{words}, less than {need / 1e9:.1f}.", "Free some space. A backup needs it."))


def _size_of_database() -> int:
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        return file.stat().st_size if file.is_file() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _clock() -> Found:
    """Sessions, invitations and dated access go by the clock."""
    now = clock.now()
    last = Entry.objects.order_by("-number").values_list("at", flat=True).first()
    if last and last > now + dt.timedelta(minutes=2):
        yield fault("The clock is behind the last entry of the audit.", "Set the clock (timedatectl set-ntp true).")
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((cursor.fetchone()[0] - now).total_seconds())
        if apart > 60:
            yield fault(f"This machine's clock and the database's are {apart:.0f} seconds apart.", "Set both clocks.")
            return
    yield good(f"{timezone.localtime(now):%-d %B %Y, %H:%M %Z}")


def _frontend() -> Found:
    if (settings.FRONTEND / "attainable.css").is_file():
        yield good("stylesheet compiled")
    else:
        yield fault("The pages' stylesheet has not been compiled.", "Run scripts/frontend in the source folder.")


def _audit() -> Found:
    """The head, and the last entries under this site's key; `attainable audit verify` goes through all."""
    head = Head.objects.filter(pk=1).first()
    last = list(Entry.objects.order_by("-number")[:_LINKS])
    mend = "Treat it as a breach until it is explained: attainable audit verify"
    noted = (head.number, head.hash) if head else (0, BEGINNING)
    if noted != ((last[0].number, last[0].hash) if last else (0, BEGINNING)):
        yield fault("The end of the audit is not the last entry that was written.", mend)
        return
    wrong = next((e for e in last if link(e.previous, e.hashed(), settings.AUDIT_KEY) != e.hash), None)
    if wrong and wrong is last[0]:
        yield fault("The audit's last entry does not verify. Either it was changed, or AUDIT_KEY is different.", mend)
    elif wrong:
        yield fault(f"Entry {wrong.number:,} of the audit is not what was written.", mend)
    else:
        yield good(f"{head.number if head else 0:,} entries; the last {len(last):,} verify")
    views = [right for _, right in spool.waiting()]
    if not all(views):
        yield fault(f"{views.count(False):,} views that wait to be written to the audit are not what was noted.", mend)
    elif views:
        yield note(f"{len(views):,} views wait to be written to the audit, with the next change")


def _of_domain(check: HealthCheck) -> Found:
    """What a domain looks at in its own tables."""
    found = list(load(check.faults)(limit=5))
    if not found:
        yield good(check.good)
    for problem in found:
        yield fault(problem.what, "attainable doctor --mend" if check.mend else problem.mend)


def _mail() -> Found:
    url = settings.CONFIG.text("EMAIL_URL")
    if not url:
        told = fault if settings.CONFIG.production else note
        yield told("Messages are written to files. They are not sent.", "Give EMAIL_URL.")
        return
    try:
        sender = mail.mailers.default
        sender.open()
        sender.close()
    except OSError as error:  # smtplib's errors are among these
        yield fault(f"The mail server can't be used ({type(error).__name__}).", "Check EMAIL_URL.")
    else:
        yield good("the mail server accepts messages")


type _Check = tuple[str, Callable[[], Found], bool]
# Name, check, and whether it needs the tables; the domains' own checks stand between them.
_BEFORE: Final[tuple[_Check, ...]] = (
    ("settings", _settings, False),
    ("database", _database, False),
    ("migrations", _migrations, False),
    ("disk", _disk, False),
    ("clock", _clock, True),
    ("pages", _frontend, False),
    ("audit", _audit, True),
    ("end of the audit", end_of_audit, False),
    ("texts", lengths, True),
)
_AFTER: Final[tuple[_Check, ...]] = (
    ("mail", _mail, False),
    ("files", files, False),
    ("uploads", uploads, False),
    ("backup", backup, False),
    ("encryption", encryption, False),
    ("background work", background, True),
)


def findings(tell: Callable[[str, int, int], None], own_commands: Collection[str] = ()) -> Iterator[Finding]:
    """Every check in turn. Where the tables are not there, checks that need them are skipped, and say so. Where something is
    wrong with the domains, the other checks would fail for that reason, so they are left out. `own_commands` are the names of
    commands that belong to no domain."""
    usable = whole = True
    domains: list[_Check] = [(check.name, partial(_of_domain, check), True) for check in declared("health")]
    every: tuple[_Check, ...] = (("domains", partial(_domains, own_commands), False), *_BEFORE, *domains, *_AFTER)
    for place, (name, check, needs_tables) in enumerate(every):
        tell(f"Checking {name}", place, len(every))
        if needs_tables and not usable:
            yield Finding(name, Verdict.NOTE, "Not checked, because the tables are from another version.")
            continue
        try:
            for verdict, what, mend in check():
                yield Finding(name, verdict, what, mend)
                usable = usable and not (name == "migrations" and verdict is Verdict.FAULT)
                whole = whole and not (name == "domains" and verdict is Verdict.FAULT)
            if not whole:
                return
        except DatabaseError as error:
            usable = False
            yield Finding(
                name,
                Verdict.FAULT,
                f"The database can't be used ({type(error).__name__}).",
                "Check DATABASE_URL and that the server runs.",
            )


def mend(tell: Callable[[str, int, int], None]) -> dict[str, int]:
    """Mend what can be mended without asking: files that others may read, and what domains work out from their rows."""
    narrowed = [path for path in private_files() if path.stat().st_mode & 0o077]
    for path in narrowed:
        path.chmod(0o600)
    mended = {"files": len(narrowed), "left-over files": remove_left_over() if schema().is_current else 0}
    for check in (check for check in declared("health") if check.mend):
        needed = schema().is_current and next(load(check.faults)(limit=1), None) is not None
        mended[check.name] = load(check.mend)(lambda done, total: tell("Restating", done, total)) if needed else 0
    return mended
