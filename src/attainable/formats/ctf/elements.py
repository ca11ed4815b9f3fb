"""The parts of a Common Transfer File, streamed. Entities, network and large trees are off: a file can only be read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lxml import etree

from attainable.formats.ctf.spec import READ
from attainable.values.problem import Problem, ProblemsError

_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
HEADER: Final = "Header"
PUPIL: Final = "Pupil"
_PUPILS: Final = "CTFpupilData"
_ROOT: Final = "CTfile"
Part = tuple[str, Any]


def looks_like_xml(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return True
    begins = text.lstrip()[:64].lower()
    if begins.startswith((b"<!doctype html", b"<html")):
        return False
    return begins.startswith((b"<?xml", b"<ctfile", b"<!doctype", b"<!--"))


def parts_of(path: Path) -> Iterator[Part]:
    """The header, each pupil, and under their own names the elements beside them that no Common Transfer File has.

    The namespace of a file is that of its root; names come without it. An element of another namespace is not one of a pupil,
    whatever its name.
    """
    with path.open("rb") as file:
        _refuse_entities(file.read(1 << 20))
        file.seek(0)
        tags = [f"{{*}}{name}" for name in (HEADER, PUPIL, _PUPILS, _ROOT)]
        try:
            context = etree.iterparse(
                file,
                events=("end",),
                tag=tags,
                resolve_entities=False,
                no_network=True,
                huge_tree=False,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
            )
            for _, element in context:
                yield from _known(element)
        except etree.XMLSyntaxError as fault:
            raise ProblemsError(
                Problem(
                    "broken-xml",
                    "The file is damaged or incomplete: it is not complete XML.",
                    "Ask the sending school for the file again.",
                    row=fault.lineno or None,
                )
            ) from None


def _refuse_entities(head: bytes) -> None:
    if _DOCTYPE.search(head.replace(b"\x00", b"")):
        raise ProblemsError(
            Problem(
                "doctype",
                "The file declares entities or a document type. A CTF never does, so the file may be harmful.",
                "Ask the sending school for the file again.",
            )
        )


def _known(element: Any) -> Iterator[Part]:
    """What ends with an element: strangers before it, then itself. Taken out of the tree afterwards."""
    name, space = _name(element), _space(element.getroottree().getroot())
    if name in (_PUPILS, _ROOT):
        yield from ((_shown(child), child) for child in element if _name(child) not in (HEADER, PUPIL, _PUPILS))
        return
    if element.getparent() is not None and _name(element.getparent()) == PUPIL:
        return  # an element of a pupil that has the name of another part
    for before in element.itersiblings(preceding=True):
        if isinstance(before.tag, str) and _name(before) not in (HEADER, PUPIL, _PUPILS):
            yield _shown(before), before
    if _space(element) == space:
        yield name, _without_space(element)
    else:
        yield _shown(element), element
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _space(element: Any) -> str:
    return etree.QName(element).namespace or "" if isinstance(element.tag, str) else ""


def _shown(element: Any) -> str:
    """An element's name as the file writes it."""
    return f"{element.prefix}:{_name(element)}" if element.prefix else _name(element)


def _without_space(element: Any) -> Any:
    if _space(element):
        for inner in element.iter("*"):
            inner.tag = etree.QName(inner).localname
    return element


def not_read(pupil: Any) -> set[str]:
    """The elements of a pupil that are not read, by path; of a part that is not read at all, its own name only."""
    found: set[str] = set()
    for child in pupil.iterchildren("*"):
        _gather(child, str(child.tag), found)
    return found


def _gather(element: Any, path: str, found: set[str]) -> None:
    if path in READ:
        return
    inner = list(element.iterchildren("*"))
    if not any(known.startswith(f"{path}/") for known in READ):
        if inner or (element.text or "").strip():
            found.add(path)
        return
    for child in inner:
        _gather(child, f"{path}/{child.tag}", found)
