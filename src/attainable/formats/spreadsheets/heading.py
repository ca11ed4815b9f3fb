"""Where the heading of a table is: in one row or two, below titles."""

from attainable.formats.people.cells import NotADateError, date_of
from attainable.formats.spreadsheets.mapping import field_of
from attainable.formats.workbooks import Cells
from attainable.values.identifiers import upn_fault
from attainable.values.text import visible


def heading_of(first: list[tuple[int, Cells]]) -> tuple[tuple[str, ...], int] | None:
    """The row (or two) in which most columns are known; else the first row with two texts or more."""
    best: tuple[int, tuple[str, ...], int] | None = None
    for place, (number, cells) in enumerate(first):
        single = _trimmed(cells)
        if (score := known(single)) >= 2 and (best is None or score > best[0]):
            best = (score, single, number)
        if place + 1 < len(first):
            below_number, below = first[place + 1]
            both = _together(cells, below)
            score = known(both)
            if not _is_data(below) and score >= 3 and (best is None or score > best[0]):
                best = (score, both, below_number)
    if best is not None:
        return best[1], best[2]
    for number, cells in first:
        if sum(1 for cell in cells if cell.strip()) >= 2 and not _is_data(cells):
            return _trimmed(cells), number
    return None


def _trimmed(cells: Cells) -> tuple[str, ...]:
    names = [" ".join(visible(cell).split())[:100] for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def known(names: tuple[str, ...]) -> int:
    return len({field for name in names if (field := field_of(name))})


def _together(above: Cells, below: Cells) -> tuple[str, ...]:
    """Two heading rows as one: a group's name (merged, so that only its first cell has it) before each of its columns."""
    upper, lower = list(_trimmed(above)), list(_trimmed(below))
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    group, names = "", []
    for top, bottom in zip(upper, lower, strict=True):
        group = top or (group if bottom else "")
        if not bottom:
            names.append(top)
        elif field_of(bottom) and not field_of(f"{group} {bottom}"):
            names.append(bottom)
        else:
            names.append(f"{group} {bottom}".strip())
    return tuple(names)


def _is_data(cells: Cells) -> bool:
    """Whether a row holds a date or a UPN, as no heading does."""
    for cell in cells:
        text = cell.strip()
        if len(text) == 13 and upn_fault(text) is None:
            return True
        try:
            date_of(text)
        except NotADateError:
            continue
        return True
    return False
