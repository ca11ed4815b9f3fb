"""The file of a backup: a zip with the manifest and the database. It appears under its name only when it is whole."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import msgspec

from attainable.formats.encrypted import ENDING, decrypt, encrypt, is_encrypted, private
from attainable.values.problem import Problem, ProblemsError
from attainable.website.backups.manifest import FORM, Manifest

DATABASE: Final = "database.sqlite3"
MANIFEST: Final = "manifest.json"
Tell = Callable[[str, int, int], None]
_BLOCK: Final = 1 << 20


def pack(target: Path, database: Path, manifest: Manifest, tell: Tell, keys: Sequence[str] = ()) -> None:
    """Write the zip beside its place, read it back, and only then give it its name. Never over another file. With public keys the
    plain file is kept beside the database, and only the encrypted one is written to the place."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    plain = database.with_name("plain.zip") if keys else beside
    try:
        with private(plain) as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            with archive.open(DATABASE, "w", force_zip64=True) as out, database.open("rb") as source:
                _copy(source, out, manifest.size, lambda done: tell("Packing", done, manifest.size))
        verify(plain, tell)
        if keys:
            tell("Encrypting", 0, 1)
            encrypt(plain, beside, keys)
        os.link(beside, target)
    except FileExistsError:
        raise ProblemsError(
            Problem("backup-there", f"{target.name} already exists.", "Choose another folder, or wait a second and try again.")
        ) from None
    finally:
        beside.unlink(missing_ok=True)
        plain.unlink(missing_ok=True)


def verify(path: Path, tell: Tell) -> Manifest:
    """The manifest, when the database inside is what it says. Raises ProblemsError otherwise."""
    with opened(path) as (archive, manifest), archive.open(DATABASE) as source:
        digest = _copy(source, None, manifest.size, lambda done: tell("Verifying", done, manifest.size))
    if digest != manifest.sha256:
        raise _broken(path)
    return manifest


def unpack(path: Path, target: Path, tell: Tell) -> Manifest:
    """Write the database out, checked against the manifest on the way."""
    with opened(path) as (archive, manifest), archive.open(DATABASE) as source, private(target) as out:
        digest = _copy(source, out, manifest.size, lambda done: tell("Unpacking", done, manifest.size))
    if digest != manifest.sha256:
        raise _broken(path)
    return manifest


def readable(path: Path, work: Path, identity: Path | None, tell: Tell) -> Path:
    """The plain zip of a backup: itself, or decrypted into the folder `work`."""
    if not path.is_file() or not is_encrypted(path):
        return path
    plain = work / path.name.removesuffix(ENDING)
    tell("Decrypting", 0, 1)
    decrypt(path, plain, identity)
    return plain


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, _manifest(archive, path)
    except FileNotFoundError:
        raise ProblemsError(Problem("no-backup", f"There is no file {path}.", "Check its name.")) from None
    except (zipfile.BadZipFile, KeyError, EOFError, msgspec.MsgspecError, ValueError):
        raise _broken(path) from None


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    text = archive.read(MANIFEST)
    if msgspec.json.decode(text).get("form", FORM) > FORM:
        raise ProblemsError(
            Problem(
                "newer-backup",
                f"{path.name} was made by a newer version of Attainable.",
                "Install that version, and restore with it.",
            )
        )
    return msgspec.json.decode(text, type=Manifest)


def _broken(path: Path) -> ProblemsError:
    return ProblemsError(
        Problem(
            "broken-backup",
            f"{path.name} is not a complete Attainable backup.",
            "Copy it again from where you keep it, or use the backup before it.",
        )
    )


def _copy(source: IO[bytes], out: IO[bytes] | None, size: int, tell: Callable[[int], None]) -> str:
    """Copy all of it, no more than it should be, and return its hash."""
    digest, done = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        done += len(block)
        if done > size:
            raise EOFError
        digest.update(block)
        if out is not None:
            out.write(block)
        tell(done)
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
