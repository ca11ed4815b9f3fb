"""The pieces of Word's own format that python-docx has no word for."""

import io
import zipfile
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from attainable.documents.model import Span

_EXTERNAL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def element(name: str, /, *children: Any, **attributes: str | int) -> Any:
    """`element("w:shd", fill="eef2f4")`: an element whose attributes are Word's own unless they say."""
    made = OxmlElement(name)
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), str(value))
    made.extend(children)
    return made


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """A place that links and the table of contents can lead to: the whole paragraph."""
    start = element("w:bookmarkStart", id=number, name=name)
    properties = paragraph._p.pPr
    if properties is None:
        paragraph._p.insert(0, start)
    else:
        properties.addnext(start)
    paragraph._p.append(element("w:bookmarkEnd", id=number))


def hyperlink(paragraph: Any, *, address: str | None = None, place: str | None = None) -> Any:
    """An empty link at the end of the paragraph, to an address outside or a bookmark inside."""
    made = element("w:hyperlink", history=1)
    if place is not None:
        made.set(qn("w:anchor"), place)
    else:
        made.set(qn("r:id"), paragraph.part.relate_to(address, _EXTERNAL, is_external=True))
    paragraph._p.append(made)
    return made


def runs(paragraph: Any, parts: tuple[Span, ...], places: dict[str, str]) -> None:
    """Words with their strength, emphasis and links. `places` gives each anchor's bookmark."""
    for part in parts:
        run = paragraph.add_run(part.text)
        run.bold = True if part.strong else None
        run.italic = True if part.emphasis else None
        if part.link:
            run.style = "Hyperlink"
            inside = part.link.startswith("#")
            made = hyperlink(paragraph, place=places[part.link[1:]]) if inside else hyperlink(paragraph, address=part.link)
            made.append(run._r)


def field(paragraph: Any, instruction: str, shown: str = "") -> None:
    """A field that is a single run of text, such as a page number, with what to show until updated."""
    begin_field(paragraph, instruction)
    if shown:
        paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Any, instruction: str) -> None:
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="begin"))
    words = element("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = f" {instruction} "
    paragraph.add_run()._r.append(words)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="separate"))


def end_field(paragraph: Any) -> None:
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def described(picture: Any, alt: str, number: int) -> None:
    """The picture's alternative text, and a number of its own."""
    properties = picture._inline.docPr
    properties.set("descr", alt)
    properties.set("id", str(number))
    properties.set("name", f"Figure {number}")


def restarted(document: Any, style: str) -> int:
    """A new numbered list's number: Word would otherwise count on from the list before."""
    numbering = document.part.numbering_part.element
    used = document.styles[style].element.pPr.numPr.numId.val
    abstract = next(n.abstractNumId.val for n in numbering.num_lst if n.numId == used)
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def placeholder(paragraph: Any, words: str, number: int, title: str) -> None:
    """A content control: somebody clicks, and their own words take the placeholder's place."""
    run = paragraph.add_run(words)
    run.style = "Placeholder Text"
    properties = element(
        "w:sdtPr",
        element("w:alias", val=title),
        element("w:tag", val=f"officer-{number}"),
        element("w:id", val=100000 + number),
        element("w:showingPlcHdr"),
        element("w:text", multiLine=1),
    )
    paragraph._p.append(element("w:sdt", properties, element("w:sdtContent", run._r)))


def tabular(style: Any) -> None:
    """Digits of one width, so that figures line up (Word 2010 and after)."""
    name = "http://schemas.microsoft.com/office/word/2010/wordml"
    made = style.element.rPr.makeelement(f"{{{name}}}numSpacing", {f"{{{name}}}val": "tabular"}, {"w14": name})
    style.element.get_or_add_rPr().append(made)


def fixed(file: bytes, moment: tuple[int, int, int, int, int, int]) -> bytes:
    """The same package with one time for every part, so that the same document gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            part = zipfile.ZipInfo(info.filename, moment)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, old.read(info))
    return out.getvalue()
