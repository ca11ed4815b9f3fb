"""SEN2 XML into a return: streamed, person by person, with every problem and its place."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from lxml import etree

from attainable.formats.sen2.spec import HEADER, ITEMS, LINE, MANY, SLIPS, YEARS, Block, Record, Return, blocks
from attainable.values.problem import Problem, ProblemsError, Severity

# A county's return is about 100 MB; a larger file is none.
LARGEST: Final = 500_000_000
_MOST: Final = 200
# Texts so short are often the same: each is kept once.
_SHORT: Final = 10


def read_xml(path: Path) -> tuple[Return, list[Problem]]:
    """The return in an XML file, and every problem of its shape. ProblemsError where it is not a SEN2 return at all."""
    if path.stat().st_size > LARGEST:
        raise ProblemsError(
            _problem("too-large", path, None, "The file is larger than 500 MB.", "Split it, or check what it is.")
        )
    reader = _Reader(path)
    try:
        with _without_collecting():
            reader.read()
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        what = f"The file is not whole XML: {str(error.msg).split(', line')[0]}."
        raise ProblemsError(
            _problem("not-xml", path, line, what, "Make the file again, and check that it was copied whole.")
        ) from None
    return reader.found()


def _problem(code: str, path: Path, row: int | None, what: str, mend: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, what, mend, path.name, row, severity=severity)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Nothing that is read here refers to itself, and looking for what does takes long with millions of records."""
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()


class _Reader:
    """One pass. Elements are freed as soon as they were read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._header: dict[str, str] = {}
        self._people: list[Record] = []
        self._problems: list[Problem] = []
        self._blocks: dict[str, Block] = {}
        self._order: dict[str, dict[str, int]] = {}
        self._year = 0
        self._inside = False
        self._same: dict[str, str] = {}

    def read(self) -> None:
        with self._path.open("rb") as file:
            events = etree.iterparse(
                file,
                events=("end",),
                tag=("Header", "Person", "Message"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            first = True
            for _, element in events:
                # A declaration comes before everything else: it is looked for once.
                if first and element.getroottree().docinfo.internalDTD is not None:
                    self._stop("dtd", "The file has a document type declaration, so we did not read it.", "Remove it.")
                first = False
                if element.tag == "Header":
                    self._take_header(element)
                elif element.tag == "Person":
                    self._people.append(self._person(element))
                if element.tag != "Message":
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]

    def found(self) -> tuple[Return, list[Problem]]:
        if not self._year:
            self._stop("no-sen2", "The file is not a SEN2 return: it has no header with a year.", "Choose the XML of the return.")
        return Return(self._year, self._header, self._people), self._problems

    def _stop(self, code: str, what: str, mend: str) -> None:
        raise ProblemsError(_problem(code, self._path, None, what, mend))

    def _take_header(self, element: Any) -> None:
        texts = {str(one.tag): (one.text or "").strip() for one in element.iter() if not len(one) and isinstance(one.tag, str)}
        self._header = {name: texts[name] for name in HEADER if name in texts}
        for name in texts.keys() - set(HEADER):
            self._add("unknown-item", element, f"“{name}” is not an item of the header.", "Remove it.")
        if texts.get("Collection", "SEN2") != "SEN2":
            self._stop(
                "no-sen2", f"The file is a return of {texts['Collection']}, not SEN2.", "Choose the XML of the SEN2 return."
            )
        year = texts.get("Year", "")
        if not year.isdigit() or int(year) not in YEARS:
            known = f"{YEARS[0]} to {YEARS[-1]}"
            self._stop("unknown-year", f"The header has the year “{year[:20]}”.", f"We know the returns of {known}.")
        self._year = int(year)
        self._blocks = blocks(self._year)
        self._order = {name: {part: at for at, part in enumerate(one.parts)} for name, one in self._blocks.items()}

    def _person(self, element: Any) -> Record:
        if not self._year:
            self._stop(
                "no-header", "The header comes after the people, or is missing.", "The header is the first part of a return."
            )
        self._inside = True
        found = self._block("Person", element)
        found[LINE] = element.sourceline
        self._inside = False
        return found

    def _block(self, name: str, element: Any) -> Record:
        """Items of a block as text; nested blocks under their names. The usual item takes the short way: a county's return has
        millions of them."""
        order, found, last, same = self._order[name], {}, -1, self._same
        for child in element:
            tag = child.tag
            place = order.get(tag)
            text = child.text
            if place is not None and place > last and text and tag in ITEMS:
                last, text = place, text.strip()
                found[tag] = same.setdefault(text, text) if len(text) <= _SHORT else text
            else:
                last = self._slowly(found, name, child, last)
        return found

    def _slowly(self, found: Record, name: str, child: Any, last: int) -> int:
        """A nested block, or an item with something odd about it. Returns the place up to which the block was read."""
        tag = SLIPS.get(child.tag, child.tag)
        place = self._order[name].get(tag)
        if place is None:
            self._unknown(name, child)
            return last
        if place < last:
            self._add("wrong-order", child, f"“{tag}” is too late in “{name}”.", "Put the items into the order of the year.")
        if tag in ITEMS:
            self._odd_item(found, name, tag, child)
        else:
            self._nested(found, name, tag, child)
        return max(last, place)

    def _odd_item(self, found: Record, name: str, tag: str, child: Any) -> None:
        if len(child):
            self._add("not-an-item", child, f"“{tag}” has parts, but is one item.", "Give it as text.")
        if tag in found:
            self._add("twice", child, f"“{tag}” is given twice in “{name}”: the first is kept.", "Keep the right one.")
        else:
            found[tag] = (child.text or "").strip()

    def _nested(self, found: Record, name: str, tag: str, child: Any) -> None:
        block = self._block(tag, child)
        if tag in MANY:
            rows = found.setdefault(tag, [])
            rows.append(block)
            if (most := self._blocks[tag].most) and len(rows) > most:
                self._add("too-many", child, f"“{tag}” is given more than {most} times.", "Keep the right ones.")
        elif tag in found:
            self._add("twice", child, f"“{tag}” is given twice in “{name}”: the first is kept.", "Keep the right one.")
        else:
            found[tag] = block

    def _unknown(self, name: str, child: Any) -> None:
        tag = str(child.tag)[:40]
        item = ITEMS.get(tag)
        if item is not None and not item.in_force(self._year):
            self._add("other-year", child, f"“{tag}” is not an item of {self._year}.", "Remove it, or correct the year.")
        else:
            self._add("unknown-item", child, f"“{tag}” is not an item of “{name}”.", "Remove it, or correct its name.")

    def _add(self, code: str, element: Any, what: str, mend: str) -> None:
        if len(self._problems) < _MOST:
            self._problems.append(_problem(code, self._path, element.sourceline, f"{self._who()}{what}", mend))
        elif len(self._problems) == _MOST:
            what = f"There are more than {_MOST} problems."
            self._problems.append(_problem("more", self._path, None, what, "Mend these, and read the file again."))

    def _who(self) -> str:
        return f"Person {len(self._people) + 1:,}: " if self._year and self._inside else ""


def walk(person: Record) -> Iterator[tuple[str, Record]]:
    """Every block of a person with its name, the person first."""
    yield "Person", person
    for request in person.get("Requests", ()):
        yield "Requests", request
        if assessment := request.get("Assessment"):
            yield "Assessment", assessment
            if plan := assessment.get("NamedPlan"):
                yield "NamedPlan", plan
                yield from (("PlanDetail", row) for row in plan.get("PlanDetail", ()))
        if active := request.get("ActivePlans"):
            yield "ActivePlans", active
            yield from (("PlacementDetail", row) for row in active.get("PlacementDetail", ()))
            yield from (("SENneed", row) for row in active.get("SENneed", ()))
