"""The commands `attainable wording` and `attainable provision`: pure rules over a text, prices or a table, without records."""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from attainable.values.problem import Problem, ProblemsError

# The exit code for "the check found faults" (docs/guide-command-line.md); a domain does not import the terminal's own package.
_FAULTS_FOUND: Final = 5
_MOST_BYTES: Final = 20_000_000
_MOST_UNPACKED: Final = 200_000_000

wording = typer.Typer(help="Look for words of a plan that are not specific, quantified or dated.", no_args_is_help=True)


@wording.callback()
def _wording() -> None:
    """Look for words of a plan that are not specific, quantified or dated."""


@wording.command("check")
def check_wording(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Text, Markdown or Word (.txt, .md, .docx), or - for standard input.")
    ],
    format: Annotated[str, typer.Option("--format", help="text or json")] = "text",
) -> None:
    """List the words that leave a plan open, why, and how to mend them. Ends with exit code 5 if it finds any.

    Positions count characters from the beginning of the text. In a Word file the text is its paragraphs, then the cells of its
    tables, each on a line of its own."""
    from attainable.domains.provision.rules.wording import check

    _require_format(format)
    found = check(_text_of(file))
    if format == "json":
        typer.echo(json.dumps([vars(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        for finding in found:
            typer.echo(f"{finding.start}-{finding.end}\t{finding.kind}\t{_line(finding.text)}\t{finding.why} {finding.mend}")
        typer.echo(f"{len(found):,} finding{'s' * (len(found) != 1)}.", err=True)
    if found:
        raise typer.Exit(_FAULTS_FOUND)


def _require_format(format: str) -> None:
    if format not in ("text", "json"):
        raise ProblemsError(Problem("unknown-format", f"There is no format '{format}'.", "Use text or json."))


def _line(text: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in text)


def _text_of(file: str) -> str:
    raw = sys.stdin.buffer.read(_MOST_BYTES + 1) if file == "-" else _bytes_of(Path(file))
    if len(raw) > _MOST_BYTES:
        raise ProblemsError(Problem("too-large", f"{file} has more than 20 MB.", "Check its parts on their own."))
    if file.lower().endswith(".docx"):
        return _word_text(file, raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemsError(Problem("not-text", f"{file} is not text in UTF-8.", "Save it as UTF-8 text, or as .docx.")) from None


def _bytes_of(path: Path) -> bytes:
    if path.suffix.lower() not in (".txt", ".md", ".docx"):
        raise ProblemsError(
            Problem("file-type", f"We can't read {path.name}.", "Use a .txt, .md or .docx file, or - for standard input.")
        )
    try:
        with path.open("rb") as opened:
            return opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ProblemsError(
            Problem("not-read", f"{path.name} can't be read ({error.strerror}).", "Check the name of the file.")
        ) from None


def _word_text(name: str, raw: bytes) -> str:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_UNPACKED:
                raise ValueError("too large when unpacked")
        document: Any = docx.Document(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, KeyError, XMLSyntaxError, OpcError):
        raise ProblemsError(Problem("not-word", f"{name} is not a Word document.", "Save it again as .docx.")) from None
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        # A cell that spans columns comes once for each of them.
        lines.extend(cell.text for row in table.rows for cell in dict.fromkeys(row.cells))
    return "\n".join(lines)
