"""A return as SEN2 XML of its year. The schema is a sequence, so each year has its own order (`spec.blocks`)."""

from collections.abc import Iterator
from typing import IO, Final
from xml.sax.saxutils import escape

from attainable.formats.sen2.spec import HEADER, ITEMS, MANY, Block, Record, Return, blocks
from attainable.formats.sen2.xml_reading import walk

# Until 2023 sex was given as a code of gender; 0 and 9 (not known, not specified) have no code of sex.
_SEX: Final = {"Sex": "GenderCurrent", "GenderCurrent": "Sex"}
_AS_GENDER: Final = {"M": "1", "F": "2"}
_COLLECTION: Final = ("Collection", "Year", "ReferenceDate")


def write_xml(found: Return, out: IO[str], year: int | None = None) -> None:
    """Write a return for a year (its own where none is given). Items that the year does not have are left out: `left_out` says
    which. Empty items are not written. Raises KeyError for a year that is not in `spec.YEARS`."""
    year = year or found.year
    shapes = blocks(year)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n')
    out.write(_header(found.header | {"Year": str(year)}, year))
    out.write("<Persons>\n")
    for person in found.people:
        out.write("".join(_block("Person", _with_sex(person, shapes["Person"]), shapes)))
    out.write("</Persons>\n</Message>\n")


def _with_sex(person: Record, shape: Block) -> Record:
    """The person with the item for sex that the year has."""
    wanted = "Sex" if "Sex" in shape.parts else "GenderCurrent"
    other = person.get(_SEX[wanted], "")
    if person.get(wanted) or not other:
        return person
    codes = _AS_GENDER if wanted == "GenderCurrent" else {code: letter for letter, code in _AS_GENDER.items()}
    return {**person, wanted: codes.get(other, "")}


def _header(header: dict[str, str], year: int) -> str:
    given = {name: text for name in HEADER if (text := header.get(name, "")) and not (name == "DSCO" and year < 2025)}
    first = "".join(_item(name, given[name]) for name in _COLLECTION if name in given)
    rest = "".join(_item(name, text) for name, text in given.items() if name not in _COLLECTION)
    return f"<Header>\n<CollectionDetails>\n{first}</CollectionDetails>\n<Source>\n{rest}</Source>\n</Header>\n"


def _item(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>\n"


def _block(name: str, record: Record, shapes: dict[str, Block]) -> Iterator[str]:
    yield f"<{name}>\n"
    for part in shapes[name].parts:
        held = record.get(part)
        if not held:
            continue
        if part in ITEMS:
            yield f"<{part}>{escape(held)}</{part}>\n"
        elif part in MANY:
            for row in held:
                yield from _block(part, row, shapes)
        else:
            yield from _block(part, held, shapes)
    yield f"</{name}>\n"


def left_out(found: Return, year: int) -> dict[str, int]:
    """Items that a year does not have where the people have them, with how many times each is given. `Sex` and `GenderCurrent`
    are not among them: each is written as the other."""
    shapes = blocks(year)
    counts: dict[str, int] = {}
    for person in found.people:
        for block, record in walk(person):
            for name in record.keys() - set(shapes[block].parts):
                if name in ITEMS and record[name] and name not in _SEX:
                    counts[name] = counts.get(name, 0) + 1
    return counts
