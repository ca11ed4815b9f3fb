"""Papers that domains make from the records: what is asked, what is made, and making it, with an entry in the audit."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.http import Http404

from attainable import documents
from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.audit.actions import Event, record
from attainable.documents.model import Document
from attainable.documents.write import put
from attainable.formats.spreadsheets.write import Sheet, write_book
from attainable.manifest import Paper, declared, load
from attainable.values.problem import Problem, ProblemsError

WORKBOOK: Final = "xlsx"
DOCUMENTS: Final = documents.FORMATS
TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a paper is about: a school, and the ref of a child or of a group for a paper about one. `names` keeps the names of
    people."""

    school: Organisation
    child: str = ""
    group: str = ""
    names: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A paper that was made: the document, the name of its files without their ending, and the sheets of its workbook. The name
    and the title name no child."""

    document: Document
    stem: str
    sheets: tuple[Sheet, ...] = ()


def papers() -> dict[str, Paper]:
    """Every paper that a domain declares, by name, in order."""
    return {paper.name: paper for paper in declared("papers")}


def may_make(actor: Actor, paper: Paper, school: Organisation) -> Decision:
    """Whether the person may ask for the paper about this school."""
    if actor.system or any(school.pk in post.schools for _, post in actor.reaches(paper.permission)):
        return ALLOWED
    return refused("Your role does not let you make papers about this school.")


def formats_of(paper: Paper) -> tuple[str, ...]:
    """The forms that a paper comes in."""
    return (*DOCUMENTS, WORKBOOK) if paper.workbook else DOCUMENTS


def make_paper(paper: Paper, *, by: Actor, asked: Asked, formats: tuple[str, ...], why: str = "") -> Made:
    """Make a paper for somebody, and note in the audit that it was made, in which forms and why. Raises ProblemsError for a form
    that it does not come in, PermissionDenied for a school that is not the person's, and Http404 for a child who is not."""
    unknown = [name for name in formats if name not in formats_of(paper)]
    if unknown or not formats:
        known = ", ".join(formats_of(paper))
        what = f"{paper.title} does not come as {', '.join(unknown)}." if unknown else "No format was named."
        raise ProblemsError(Problem("document-format", what, f"Choose from {known}."))
    may_make(by, paper, asked.school).required()
    made: Made = load(paper.make)(by, asked)
    details = {"school": asked.school.ref, "formats": list(formats), "names": asked.names}
    details |= {"group": asked.group} if asked.group else {}
    record(by, Event("paper.made", "paper", paper.name, asked.child, why, details))
    return made


def content(made: Made, name: str) -> bytes:
    """The paper in one of its forms."""
    with TemporaryDirectory(prefix="attainable-") as folder:
        return write(made, (name,), Path(folder))[0].read_bytes()


def write(made: Made, formats: tuple[str, ...], out: Path) -> list[Path]:
    """Write the paper into a folder, in each of the forms."""
    written = documents.write(made.document, [name for name in formats if name != WORKBOOK], out, made.stem)
    if WORKBOOK in formats:
        with TemporaryDirectory(prefix="attainable-") as folder:
            file = Path(folder) / "book.xlsx"
            write_book(file, made.sheets)
            written.append(put(out / f"{made.stem}.{WORKBOOK}", file.read_bytes()))
    return written


def school_of_urn(urn: str) -> Organisation:
    """The school with this URN. Raises ProblemsError where there is none."""
    found = Organisation.objects.filter(kind=Kind.SCHOOL, code=urn.strip()).first()
    if found is None:
        raise ProblemsError(
            Problem("unknown-school", f"There is no school with the URN {urn}.", "Look for it on the page of schools.")
        )
    return found


def make_by_urn(
    name: str, *, by: Actor, urn: str, formats: tuple[str, ...], child: str = "", group: str = "", names: bool = False
) -> Made:
    """As `make_paper`, for a command: the school by its URN, a group by its name or ref. A child or group that is not there is a
    ProblemsError."""
    asked = Asked(school_of_urn(urn), child, group, names)
    try:
        return make_paper(papers()[name], by=by, asked=asked, formats=formats)
    except Http404:
        if group:
            what, mend = (
                f"There is no class {group} at {asked.school.name} this year.",
                "Use its name as it is on the page of groups.",
            )
            raise ProblemsError(Problem("unknown-class", what, mend)) from None
        what = f"There is no child with the reference {child} on roll at {asked.school.name}."
        raise ProblemsError(Problem("unknown-child", what, "Use the reference from the address of the child’s page.")) from None
