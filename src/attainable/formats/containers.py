"""What a path holds: plain text, gzip, zip, workbook or GeoJSON, recognised by its content and never by its name.

Every refusal is a Problem in words. Nothing is expanded without limit: a zip bomb is refused while it expands.
"""

import gzip
import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Final, cast

from attainable.values.problem import Problem, ProblemsError

# A published table of one million rows is about 50 MB; nothing real comes near these.
MAX_EXPANDED: Final = 4 * 1024**3
MAX_RATIO: Final = 250
RATIO_FROM: Final = 64 * 1024**2
MAX_MEMBERS: Final = 2_000

DATA_SUFFIXES: Final = (".csv", ".csv.gz", ".zip", ".xlsx", ".geojson", ".json", ".txt", ".tsv", ".gz", ".xls", ".xlsm")


class Kind(StrEnum):
    TEXT = "text"
    WORKBOOK = "workbook"
    GEOJSON = "geojson"


@dataclass(frozen=True, slots=True)
class Content:
    """One table-to-be: a file, or a member of an archive. `open` starts at its first (expanded) byte.

    `name` is what to call it to a person; `stem` is the name without folders and endings, for the hints that
    only a name carries (the year of a performance table).
    """

    name: str
    stem: str
    kind: Kind
    sha256: str
    size: int
    open: Callable[[], IO[bytes]]


def looks_like_data(path: Path) -> bool:
    """Whether a file met in a folder is meant to be read (a README is not)."""
    return path.name.lower().endswith(DATA_SUFFIXES) and not path.name.startswith((".", "~$"))


def contents_of(path: Path) -> Iterator[Content]:
    """Every table that a path holds, archives opened. Raises ProblemsError for a file that can't be used."""
    name = _printable(path.name)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
            digest = hashlib.file_digest(_rewound(file), "sha256").hexdigest()
    except OSError as error:
        raise _refusal(
            "unreadable", name, f"The file can't be opened ({error.strerror}).", "Check that it exists and that you may read it."
        ) from None
    yield from _contents(name, head, digest, size, lambda: path.open("rb"), archives=True)


def _contents(
    name: str, head: bytes, sha256: str, size: int, opened: Callable[[], IO[bytes]], *, archives: bool
) -> Iterator[Content]:
    _refuse_what_is_no_data(name, head, size)
    if head.startswith(b"\x1f\x8b"):
        yield from _gzipped(name, sha256, size, opened)
    elif head.startswith(b"PK"):
        yield from _zipped(name, sha256, size, opened, archives=archives)
    elif head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        yield Content(name, _stem(name), Kind.GEOJSON, sha256, size, opened)
    else:
        yield Content(name, _stem(name), Kind.TEXT, sha256, size, opened)


def _refuse_what_is_no_data(name: str, head: bytes, size: int) -> None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if size == 0 or not text:
        raise _refusal("empty", name, "The file is empty.", "Download it again.")
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<!--", b"<error")):
        raise _refusal(
            "web-page",
            name,
            "This is a web page, not data: the download gave an error page.",
            "Open the link in a browser, download again and check that the file contains a table.",
        )
    if head.startswith(b"%PDF"):
        raise _refusal("pdf", name, "This is a PDF.", "Add the CSV or Excel file that the publisher offers with it.")
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise _refusal("picture", name, "This is a picture.", "Add the CSV or Excel file that the publisher offers with it.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refusal(
            "old-or-locked-workbook",
            name,
            "This is an Excel file with a password, or one in the old .xls form.",
            "Open it in a spreadsheet program and save it as .xlsx or CSV without a password.",
        )
    if head.startswith(b"PAR1"):
        raise _refusal("parquet", name, "This is a Parquet file, which publishers do not offer.", "Add the CSV it came from.")


# Besides their own errors the decompressors let through those of the modules that they are made of.
_BROKEN: Final = (
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    KeyError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)


UNREADABLE: Final = (*_BROKEN, NotImplementedError)
"""Everything that reading a broken archive can raise."""


@contextmanager
def _words(name: str) -> Iterator[None]:
    """Turn what the decompressors raise into words."""
    try:
        yield
    except NotImplementedError as error:
        raise _refusal(
            "unknown-compression", name, f"We can't read this kind of archive ({error}).", "Unpack it and add the files inside."
        ) from None
    except _BROKEN as error:
        raise _refusal(
            "truncated", name, f"The compressed file is damaged or incomplete ({error}).", "Download it again."
        ) from None


def _gzipped(name: str, sha256: str, size: int, opened: Callable[[], IO[bytes]]) -> Iterator[Content]:
    def expand() -> IO[bytes]:
        return cast(IO[bytes], _Gzip(opened()))

    with _words(name), expand() as file:
        head = file.read(4096)
        expanded = len(head) + _measure(name, file, size, already=len(head))
    inner = name.removesuffix(".gz")
    _refuse_what_is_no_data(name, head, expanded)
    kind = Kind.GEOJSON if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" else Kind.TEXT
    yield Content(name, _stem(inner), kind, sha256, expanded, expand)


class _Gzip(gzip.GzipFile):
    """A gzip reader that closes the file below it, too."""

    def __init__(self, below: IO[bytes]) -> None:
        self._below = below
        super().__init__(fileobj=below, mode="rb")

    def close(self) -> None:
        super().close()
        self._below.close()


def _zipped(name: str, sha256: str, size: int, opened: Callable[[], IO[bytes]], *, archives: bool) -> Iterator[Content]:
    with _words(name), opened() as file, zipfile.ZipFile(file) as archive:
        members = [m for m in archive.infolist() if not m.is_dir()]
    _check_archive(name, members, size)
    if any(m.filename == "xl/workbook.xml" for m in members):
        _refuse_macros(name, members)
        yield Content(name, _stem(name), Kind.WORKBOOK, sha256, size, opened)
        return
    if not archives:
        raise _refusal("nested-archive", name, "There is an archive inside the archive.", "Unpack it first.")
    problems: list[Problem] = []
    wanted = [m for m in members if looks_like_data(Path(Path(m.filename).name))]
    if not wanted:
        raise _refusal(
            "nothing-in-archive",
            name,
            "The archive does not contain a data file.",
            "Check that it is the correct one, or unpack it and look inside.",
        )
    for member in wanted:
        try:
            yield from _member(name, member, opened)
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)


def _member(name: str, member: zipfile.ZipInfo, opened: Callable[[], IO[bytes]]) -> Iterator[Content]:
    shown = f"{name} › {_printable(member.filename)}"

    def expand() -> IO[bytes]:
        return _Member(opened(), member)

    with _words(shown), expand() as file:
        head = file.read(4096)
        digest = hashlib.sha256(head)
        expanded = len(head) + _measure(shown, file, member.compress_size, digest.update, already=len(head))
    seekable: Callable[[], IO[bytes]] = expand
    if head.startswith((b"PK", b"\x1f\x8b")):

        def in_memory() -> IO[bytes]:
            with expand() as file:
                return io.BytesIO(file.read())

        seekable = in_memory
    yield from _contents(shown, head, digest.hexdigest(), expanded, seekable, archives=False)


class _Member(io.BufferedReader):
    """A reader of one member of a zip that closes the archive and the file below it, too."""

    def __init__(self, below: IO[bytes], member: zipfile.ZipInfo) -> None:
        self._below = below
        try:
            super().__init__(zipfile.ZipFile(below).open(member))  # type: ignore[arg-type]  # noqa: SIM115
        except BaseException:
            below.close()
            raise

    def close(self) -> None:
        super().close()
        self._below.close()


def _check_archive(name: str, members: list[zipfile.ZipInfo], size: int) -> None:
    if any(m.flag_bits & 1 for m in members):
        raise _refusal("encrypted", name, "The archive has a password.", "Unpack it and add the files inside.")
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > max(RATIO_FROM, size * MAX_RATIO):
        raise _bomb(name)


def _refuse_macros(name: str, members: list[zipfile.ZipInfo]) -> None:
    if any(m.filename.endswith("vbaProject.bin") for m in members):
        raise _refusal("macros", name, "The workbook contains macros.", "Save it as .xlsx without macros and add that.")


def _measure(name: str, file: IO[bytes], compressed: int, each: Callable[[bytes], object] | None = None, *, already: int) -> int:
    """Expand once, to the end, so that a truncated file or a bomb shows before anything is read from it."""
    total = already
    while block := file.read(1 << 20):
        total += len(block)
        if total > MAX_EXPANDED or (total > RATIO_FROM and total > compressed * MAX_RATIO):
            raise _bomb(name)
        if each is not None:
            each(block)
    return total - already


def _bomb(name: str) -> ProblemsError:
    return _refusal(
        "expands-too-far",
        name,
        "The archive expands to far more than any real table, so it may be harmful.",
        "Get the file from the publisher's own page, or unpack it and look inside.",
    )


def _refusal(code: str, name: str, what: str, mend: str) -> ProblemsError:
    return ProblemsError(Problem(code, what, mend, file=name))


def _rewound(file: IO[bytes]) -> io.BufferedReader:
    file.seek(0)
    assert isinstance(file, io.BufferedReader)  # noqa: S101  (what Path.open("rb") gives)
    return file


def _printable(name: str) -> str:
    """A file's name as text that can be written anywhere: bytes that are not UTF-8 become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _stem(name: str) -> str:
    last = name.rpartition(" › ")[2].replace("\\", "/").rpartition("/")[2]
    for suffix in (".gz", *DATA_SUFFIXES):
        last = last.removesuffix(suffix)
    return last
