"""Which school took another's place, out of the register's own file of links."""

from pathlib import Path

from attainable.formats.containers import contents_of
from attainable.formats.gias.spec import LINKS
from attainable.formats.tables import rows_of, sheets_of
from attainable.values.identifiers import urn_fault
from attainable.values.problem import Problem, ProblemsError


def read_successors(path: Path) -> dict[str, str]:
    """URN to the URN of its successor. Where a school was split among several, the first that is named."""
    sheet = next((s for content in contents_of(path) for s in sheets_of(content) if set(LINKS.known_by) <= set(s.header)), None)
    if sheet is None:
        raise ProblemsError(
            Problem(
                "unknown-links",
                "This is not a file of links between schools.",
                "Give the links of Get Information about Schools (URN, LinkURN, LinkType).",
                file=path.name,
            )
        )
    urn, other, kind = (sheet.header.index(LINKS.columns[name][0]) for name in ("urn", "other", "kind"))
    found: dict[str, str] = {}
    problems = []
    for number, cells in rows_of(sheet, short_rows=True):
        if not cells[kind].strip().lower().startswith("successor"):
            continue
        for place in (urn, other):
            if fault := urn_fault(cells[place].strip()):
                problems.append(
                    Problem("link-urn", fault, "Correct it.", file=sheet.content.name, row=number, column=sheet.header[place])
                )
        found.setdefault(cells[urn].strip(), cells[other].strip())
    if problems:
        raise ProblemsError(problems)
    return found
