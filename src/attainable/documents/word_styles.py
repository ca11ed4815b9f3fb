"""How a Word file looks: every style by name, so that a council can put its own in their place."""

import re
from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from attainable.documents import fonts
from attainable.documents.word_parts import element, tabular

INK, QUIET, DEEP, RULE, FAINT = "1B2126", "4B5761", "10465C", "C4CCD3", "EEF2F4"
RED, SAND, SAND_EDGE, RUST, RUST_FAINT = "8B1A2F", "FDEEB5", "8A6D00", "9A3D00", "FFF6EF"
WIDTH: Final = Cm(16.6)

# name: size, bold, colour, points before, points after, kept with the next
_STYLES: Final[dict[str, tuple[float, bool, str, float, float, bool]]] = {
    "Title": (25, True, DEEP, 18, 6, True),
    "Subtitle": (13.5, False, INK, 0, 6, False),
    "Heading 1": (16.5, True, DEEP, 22, 8, True),
    "Heading 2": (13, True, DEEP, 18, 6, True),
    "Heading 3": (11.5, True, DEEP, 14, 5, True),
    "Heading 4": (10.5, True, INK, 12, 4, True),
    "Caption": (10.5, True, INK, 16, 5, True),
    "Byline": (10.5, False, QUIET, 0, 10, False),
    "Summary": (12, False, INK, 8, 14, False),
    "Marking": (10.5, True, RED, 0, 6, False),
    "Fictional banner": (10.5, True, INK, 0, 10, False),
    "Organisation": (10.5, True, DEEP, 0, 4, False),
    "Contents title": (11.5, True, INK, 14, 4, True),
    "Definition term": (10.5, True, INK, 4, 0, True),
    "Definition": (10.5, False, INK, 0, 6, False),
    "Chart sentence": (10.5, False, INK, 0, 5, True),
    "Picture": (10.5, False, INK, 0, 3, False),
    "Notes": (8.5, False, QUIET, 3, 0, False),
    "Space": (8, False, INK, 0, 0, False),
    "Table words": (9.5, False, INK, 0, 0, False),
    "Table words small": (8, False, INK, 0, 0, False),
    "Key figure label": (10.5, True, INK, 0, 2, False),
    "Key figure": (21, True, DEEP, 2, 0, True),
    "Key figure comparison": (9.5, False, QUIET, 0, 4, False),
    "List Bullet": (10.5, False, INK, 0, 4, False),
    "List Number": (10.5, False, INK, 0, 4, False),
    "Header": (8.5, True, INK, 0, 0, False),
    "Footer": (8.5, False, QUIET, 0, 0, False),
    "toc 1": (10.5, False, INK, 4, 2, False),
    "toc 2": (10.5, False, INK, 0, 2, False),
    "toc 3": (10.5, False, INK, 0, 2, False),
    "toc 4": (10.5, False, INK, 0, 2, False),
}


def dress(document: Any, language: str) -> None:
    """Page, fonts, language and styles."""
    _page(document.sections[0])
    _defaults(document, language)
    styles = document.styles
    for name, look in _STYLES.items():
        _style(styles, name, look)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string("0B5374")
    link.font.underline = True
    hint = styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    hint.font.color.rgb = RGBColor.from_string(QUIET)
    for level in (1, 2, 3, 4):
        toc = styles[f"toc {level}"].paragraph_format
        toc.left_indent = Cm(0.6 * (level - 1))
        toc.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    for name in ("Header", "Footer"):
        tabs = styles[name].paragraph_format.tab_stops
        for stop in list(tabs):
            del tabs[tabs._pPr.tabs.tab_lst.index(stop._tab)]
        tabs.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _edge(styles["Summary"], {"left": ("single", 24, 10, DEEP)})
    _edge(styles["Fictional banner"], dict.fromkeys(_SIDES, ("single", 4, 4, SAND_EDGE)), fill=SAND)
    _edge(styles["Footer"], {"top": ("single", 4, 6, RULE)})
    for name in ("Table words", "Table words small"):
        styles[name].paragraph_format.line_spacing = 1.05
        tabular(styles[name])
    for name, points in (("Summary", 11), ("Fictional banner", 5)):
        styles[name].paragraph_format.left_indent = Pt(points)
    styles["Fictional banner"].paragraph_format.right_indent = Pt(5)
    styles["Fictional banner"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Space", "Notes", "Key figure", "Key figure label", "Key figure comparison"):
        styles[name].paragraph_format.line_spacing = 1.1


def enlarge(document: Any) -> None:
    """Words in 16 points with room between the lines, and headings to match."""
    for name, size in (("Normal", 16), ("List Bullet", 16), ("List Number", 16), ("Heading 1", 22), ("Heading 2", 19)):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.line_spacing = 1.5 if size < 19 else 1.2


_SIDES: Final = ("top", "left", "bottom", "right")


def _style(styles: Any, name: str, look: tuple[float, bool, str, float, float, bool]) -> None:
    size, bold, colour, before, after, together = look
    known = {style.name for style in styles}
    style = styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name not in known:
        style.base_style = styles["Normal"]
    _face(style.element.get_or_add_rPr())
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    for extra in ("w:spacing", "w:kern"):  # the template's own tightening of titles
        for found in style.element.rPr.findall(qn(extra)):
            style.element.rPr.remove(found)
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), together
    if size > 11:
        form.line_spacing = 1.1
    for extra in ("w:pBdr", "w:contextualSpacing"):
        for found in style.element.pPr.findall(qn(extra)):
            style.element.pPr.remove(found)


def _edge(style: Any, sides: dict[str, tuple[str, int, int, str]], *, fill: str | None = None) -> None:
    properties = style.element.get_or_add_pPr()
    made = [
        element(f"w:{side}", val=sides[side][0], sz=sides[side][1], space=sides[side][2], color=sides[side][3])
        for side in _SIDES
        if side in sides
    ]
    after = (qn("w:shd"), qn("w:tabs"), qn("w:spacing"), qn("w:ind"), qn("w:jc"), qn("w:outlineLvl"))
    parts = [element("w:pBdr", *made)]
    if fill:
        parts.append(element("w:shd", val="clear", color="auto", fill=fill))
    following = next((child for child in properties if child.tag in after), None)
    for part in parts:
        if following is None:
            properties.append(part)
        else:
            following.addprevious(part)


def _page(section: Any) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    section.different_first_page_header_footer = True


def _defaults(document: Any, language: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _face(properties)
    for lang in properties.findall(qn("w:lang")):
        properties.remove(lang)
    properties.append(element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))
    normal = document.styles["Normal"]
    _face(normal.element.get_or_add_rPr())
    normal.font.size, normal.font.color.rgb = Pt(10.5), RGBColor.from_string(INK)
    form = normal.paragraph_format
    form.space_after, form.line_spacing_rule, form.line_spacing = Pt(8), WD_LINE_SPACING.MULTIPLE, 1.2
    form.widow_control = True
    _fallback(document)


def _face(properties: Any) -> None:
    """Our font by name everywhere, in place of the theme's."""
    for found in properties.findall(qn("w:rFonts")):
        properties.remove(found)
    names = dict.fromkeys(("ascii", "hAnsi", "cs", "eastAsia"), fonts.NAME)
    properties.insert(0, element("w:rFonts", **names))


def _fallback(document: Any) -> None:
    """Where the font isn't installed, Word takes Arial: said in the font table and in the theme."""
    entry = (
        f'<w:font w:name="{fonts.NAME}"><w:altName w:val="Arial"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    )
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = part.blob.replace(b"</w:fonts>", entry.encode() + b"</w:fonts>")
        elif str(part.partname).startswith("/word/theme/"):
            part._blob = re.sub(rb'(<a:latin typeface=")[^"]+', rb"\1Arial", part.blob)
