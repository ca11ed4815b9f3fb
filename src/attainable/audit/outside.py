"""The end of the chain, kept outside the database: a line in a file and a message. A database that was put back to an older
state, or written again with the key, then no longer has an entry that was kept."""

from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail

from attainable.audit.models import Entry, Head
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError


def send_end() -> str:
    """Compare the end that was kept last with the chain, then keep today's. Returns what was done, in words. Raises ProblemsError
    where the kept one is not in the chain: then nothing is kept over it."""
    head = Head.objects.filter(pk=1).first()
    if head is None or not head.number:
        return "nothing is in the audit yet"
    file, address = settings.AUDIT_HEAD_FILE, settings.AUDIT_EMAIL
    end, done = f"{head.number}:{head.hash}", []
    if file:
        _compare(file)
        _append(file, end)
        done.append("kept in the file")
    if address:
        send_mail(
            f"End of Attainable's audit: entry {head.number:,}",
            f"{end}\n\nKeep this message. To check that the audit still has this entry, run:\n\n"
            f"attainable audit verify --known {end}\n",
            None,
            [address],
        )
        done.append("sent by email")
    return f"entry {head.number:,}, {' and '.join(done)}" if done else "kept nowhere else: give AUDIT_HEAD_FILE or AUDIT_EMAIL"


def _compare(file: Path) -> None:
    lines = file.read_text("utf-8").split("\n") if file.exists() else []
    last = next((line for line in reversed(lines) if line.strip()), "")
    number, _, digest = last.rpartition(" ")[2].partition(":")
    if last and not (number.isdecimal() and Entry.objects.filter(number=int(number), hash=digest).exists()):
        raise ProblemsError(
            Problem(
                "audit-broken",
                f"The end of the audit that was kept last ({last[:40]}…) is not in the audit.",
                "The database was restored to an older state, or somebody changed the audit or the file. Find out which, then "
                "start a new file.",
            )
        )


def _append(file: Path, end: str) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{clock.now():%Y-%m-%dT%H:%M:%SZ} {end}\n")
