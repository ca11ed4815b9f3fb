"""Files that came in, in a folder that only this user reads, under names that tell nothing; and the progress of runs."""

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from attainable.formats.encrypted import ENDING, encrypt
from attainable.values import clock
from attainable.values.problem import Problem, ProblemsError

_OFFICIAL = re.compile(r"\d{7}_(CTF|KS[1-3]|EYF|FSP|PHO|PSC)_([0-9X]{7}|[0-9]{3}LLLL|M{7})_\d{3}\.xml", re.IGNORECASE)


def folder() -> Path:
    found: Path = settings.CONFIG.home / "imports"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(ref: str) -> Path:
    return folder() / ref


def keep(ref: str, blocks: Iterable[bytes]) -> tuple[str, int]:
    """Write a file; its SHA-256 and size. Refuses one that is too large while it comes."""
    digest, size, path = hashlib.sha256(), 0, path_of(ref)
    most = settings.IMPORT_MAX_MB * 1024 * 1024
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for block in blocks:
                size += len(block)
                if size > most:
                    raise ProblemsError(too_large())
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def too_large() -> Problem:
    return Problem(
        "too-large",
        f"The file is larger than {settings.IMPORT_MAX_MB} MB.",
        "Remove anything that is not about the children, or split the file.",
        column="file",
    )


def shown_name(name: str) -> str:
    """A name without personal data: an official name is kept, and only the ending of any other.

    >>> shown_name("8739999_CTF_8731234_001.xml"), shown_name("Ann Example statement.xlsx")
    ('8739999_CTF_8731234_001.xml', 'A file (.xlsx)')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    if _OFFICIAL.fullmatch(last):
        return last
    ending = re.sub(r"[^.a-z0-9]", "", Path(last).suffix.lower())[:8]
    return f"A file ({ending})" if ending else "A file"


def seal(ref: str) -> None:
    """Encrypt a file that nothing needs to read any more, where the settings name a public key: it is kept only as evidence."""
    plain, sealed = path_of(ref), folder() / f"{ref}{ENDING}"
    if settings.ENCRYPT_TO and plain.exists() and not sealed.exists():
        beside = folder() / f"{ref}.{os.getpid()}"
        try:
            encrypt(plain, beside, settings.ENCRYPT_TO)
            beside.replace(sealed)
        finally:
            beside.unlink(missing_ok=True)
        plain.unlink()


def remove(ref: str) -> None:
    for name in (ref, f"{ref}.progress", f"{ref}{ENDING}"):
        (folder() / name).unlink(missing_ok=True)


class Progress:
    """How far a run has come, in a file of its own: the transaction that does the work shows nobody anything until it ends."""

    def __init__(self, ref: str) -> None:
        self._path, self._last = folder() / f"{ref}.progress", 0.0

    def tell(self, words: str, done: int = 0, total: int = 0) -> None:
        if total and done < total and time.monotonic() - self._last < 0.5:
            return
        self._last = time.monotonic()
        fresh = self._path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps({"words": words, "done": done, "total": total, "at": clock.now().timestamp()}), "utf-8")
        fresh.replace(self._path)

    def end(self) -> None:
        self._path.unlink(missing_ok=True)


def progress_of(ref: str) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads((folder() / f"{ref}.progress").read_text("utf-8"))
        return found
    return {}
