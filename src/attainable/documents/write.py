"""One document, as many files as are asked for."""

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from attainable.documents.model import Document
from attainable.values.problem import Problem, ProblemsError


# Each writer is loaded when it is asked for: their libraries take longer to load than most answers take.
def _page(document: Document) -> bytes:
    from attainable.documents.html import html

    return html(document).encode()


def _word(document: Document) -> bytes:
    from attainable.documents.word import word

    return word(document)


def _pdf(document: Document) -> bytes:
    from attainable.documents.pdf import pdf

    return pdf(document)


_WRITERS: Final[dict[str, Callable[[Document], bytes]]] = {"html": _page, "docx": _word, "pdf": _pdf}
FORMATS: Final = tuple(_WRITERS)


def write(document: Document, formats: Iterable[str], out_dir: Path, stem: str) -> list[Path]:
    """Write `stem.html`, `stem.docx`, `stem.pdf` as asked, into a folder that is made when missing.

    Everything is made before anything is written, and each file takes its name in one step, so a reader
    never meets half a file. Raises `ProblemsError` for a format there is no writer for, a stem that is not
    a plain file name, and whatever is wrong with the document.
    """
    wanted = tuple(dict.fromkeys(formats))
    problems = [_unknown(name) for name in wanted if name not in _WRITERS]
    if not stem or stem != Path(stem).name or stem.startswith("."):
        problems.append(Problem("document-stem", f'"{stem}" is not a plain file name.', "Leave out folders and leading dots."))
    if problems:
        raise ProblemsError(problems)
    made = {name: _WRITERS[name](document) for name in wanted}
    out_dir.mkdir(parents=True, exist_ok=True)
    return [put(out_dir / f"{stem}.{name}", content) for name, content in made.items()]


def put(path: Path, content: bytes) -> Path:
    """Write a file that takes its name in one step."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return path


def _unknown(name: str) -> Problem:
    known = ", ".join(FORMATS)
    return Problem("document-format", f'There is no writer for "{name}".', f"Choose from {known}.")
