"""What `attainable doctor` looks at in files: who can read them, uploads, backups, and what killed commands left."""

import datetime as dt
import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from attainable.exchange import scanning, storage
from attainable.values import clock
from attainable.website.background import late, left_over
from attainable.website.backups.lengths import too_long
from attainable.website.backups.making import LATEST
from attainable.website.findings import Found, fault, good, note


def private_files() -> list[Path]:
    """Files that nobody else may read: keys, and the database where it is a file."""
    names: list[Path] = [*settings.CONFIG.key_files, *settings.CONFIG.home.glob("audit-views*")]
    if connection.vendor == "sqlite":
        names.append(Path(connection.settings_dict["NAME"]))
    return [path for path in names if path.is_file()]


def files() -> Found:
    wide = [path.name for path in private_files() if path.stat().st_mode & 0o077]
    for name in wide:
        yield fault(f"Other users of this machine can read {name}.", "attainable doctor --mend")
    if not wide:
        yield good("only this user can read the files with keys and records" if private_files() else "keys are in none")


def backup() -> Found:
    written = settings.CONFIG.home / LATEST
    told = fault if settings.CONFIG.production else note
    if not written.is_file():
        yield told("No backup has been made.", "attainable backup, each night")
        return
    latest = json.loads(written.read_text("utf-8"))
    age = clock.now() - dt.datetime.fromisoformat(latest["made"])
    hours = age.total_seconds() / 3600
    words = f"the last is {hours:.0f} hours old" if hours < 72 else f"the last is {hours / 24:.0f} days old"
    if not Path(latest["file"]).is_file():
        yield note(f"{words}; it is no longer in the folder it was written to.", "Check that you keep a copy somewhere else.")
    elif age > dt.timedelta(hours=26):
        yield told(f"{words}.", "attainable backup, each night")
    else:
        yield good(words)


def encryption() -> Found:
    """Whether backups and imported files that are kept lie in plain."""
    if not settings.ENCRYPT_TO:
        yield note("Backups and imported files are not encrypted.", "Give ENCRYPT_TO: see docs/guide-operations.md.")
        return
    written = settings.CONFIG.home / LATEST
    folders = {settings.CONFIG.home / "backups"}
    if written.is_file():
        folders.add(Path(json.loads(written.read_text("utf-8"))["file"]).parent)
    plain = sum(len(list(folder.glob("attainable-*.zip"))) for folder in folders if folder.is_dir())
    if plain:
        yield fault(f"{plain:,} earlier backups are not encrypted.", "Delete them once you have newer ones that you can open.")
    else:
        yield good("backups, and imported files once they are saved, are encrypted")


def end_of_audit() -> Found:
    """Whether the end of the chain is kept where somebody who changes the database does not reach it."""
    places = [str(place) for place in (settings.AUDIT_HEAD_FILE, settings.AUDIT_EMAIL) if place]
    if places:
        yield good(f"kept each night: {', '.join(places)}")
    else:
        yield note("It is kept nowhere else.", "Give AUDIT_HEAD_FILE or AUDIT_EMAIL, and run attainable nightly.")


def lengths() -> Found:
    """Texts that a move to PostgreSQL would refuse; that database keeps none itself."""
    found = list(too_long()) if connection.vendor == "sqlite" else []
    for problem in found:
        yield fault(problem.what, problem.mend)
    if not found:
        yield good("every text fits its column")


def background() -> Found:
    """Whether background work is late, and what killed commands left."""
    for _, words in (found := list(late())):
        yield fault(f"{words[:1].upper()}{words[1:]}.", "Start it again: see docs/guide-operations.md.")
    if left := left_over():
        yield fault(
            f"{len(left):,} files are left of commands that were stopped. They may hold records.", "attainable doctor --mend"
        )
    if not found and not left:
        yield good("nothing is late, and nothing is left of commands that were stopped")


def uploads() -> Found:
    """Tried on a file that is certainly clean: a command that calls it anything else would refuse every file."""
    if not settings.VIRUS_CHECK:
        yield note("Uploaded files are not checked for viruses.", "Give VIRUS_CHECK.")
        return
    with tempfile.NamedTemporaryFile(dir=storage.folder()) as clean:
        clean.write(b"UPN,Surname\r\n")
        clean.flush()
        code = scanning.exit_code(Path(clean.name))
    name = Path(settings.VIRUS_CHECK[0]).name
    if code == 0:
        yield good(f"checked for viruses by {name}")
    else:
        how = "can't be run, or takes too long" if code is None else f"ends with {code} for a clean file"
        yield fault(f"{name} {how}, so every file is refused.", "Check VIRUS_CHECK and that its service runs.")
