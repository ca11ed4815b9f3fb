"""Files encrypted to public keys in the age format (age-encryption.org/v1), which other programs can open too. The private key is
kept on another machine."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import pyrage

from attainable.values.problem import Problem, ProblemsError

ENDING: Final = ".age"
_HEADER: Final = b"age-encryption.org/"
_SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105  (how a line of a key begins)


def is_encrypted(path: Path) -> bool:
    """Whether a file is encrypted, by how it begins."""
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


def wrong_keys(keys: Sequence[str]) -> list[str]:
    """Those that are not public keys."""
    return [key for key in keys if _recipient(key) is None]


def encrypt(source: Path, target: Path, keys: Sequence[str]) -> None:
    """Write `target`, which anybody with one of the private keys can open. It must not exist; only its owner can read it."""
    recipients = [known for key in keys if (known := _recipient(key)) is not None]
    with source.open("rb") as plain, private(target) as out:
        pyrage.encrypt_io(plain, out, recipients)


def decrypt(source: Path, target: Path, key_file: Path | None) -> None:
    """Write the plain file. Raises ProblemsError where the file of the private key is missing or belongs to another key."""
    if key_file is None:
        raise ProblemsError(
            Problem("encrypted", f"{source.name} is encrypted.", "Give the file of the private key: --identity FILE.")
        )
    identities = _identities(key_file)
    try:
        with source.open("rb") as sealed, private(target) as out:
            pyrage.decrypt_io(sealed, out, identities)
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the disk; the library has none of its own
        target.unlink(missing_ok=True)
        raise ProblemsError(
            Problem(
                "wrong-identity",
                f"{key_file.name} does not open {source.name}, or the file is damaged.",
                "Use the private key that belongs to the public key in ENCRYPT_TO when the file was made.",
            )
        ) from None


def new_key(target: Path) -> str:
    """Write a new private key into a file that only its owner can read, and return the public key."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        with private(target) as out:
            out.write(f"# public key: {public}\n{identity}\n".encode())
    except FileExistsError:
        raise ProblemsError(Problem("file-there", f"{target} already exists.", "Choose another name.")) from None
    return public


@contextmanager
def private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that nobody else may read, on the disk before it is used."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _recipient(key: str) -> "pyrage.x25519.Recipient | None":
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        return None


def _identities(file: Path) -> list["pyrage.x25519.Identity"]:
    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(_SECRET)] or _no_key(file)
    except FileNotFoundError:
        raise ProblemsError(Problem("no-identity", f"There is no file {file}.", "Check its name.")) from None
    except (UnicodeDecodeError, pyrage.IdentityError):
        return _no_key(file)


def _no_key(file: Path) -> list["pyrage.x25519.Identity"]:
    raise ProblemsError(
        Problem("no-identity", f"{file.name} does not contain a private key.", f"It has a line that starts with {_SECRET}.")
    )
