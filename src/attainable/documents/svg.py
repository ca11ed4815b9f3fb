"""A chart's SVG made fit to be inside a page: safe, unique in its ids, silent but for its alt text."""

import re
from typing import Final
from xml.etree import ElementTree

ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

_ACTIVE: Final = {"script", "foreignObject", "iframe", "object", "embed", "animate", "set", "handler"}
_OUTSIDE: Final = re.compile(r"url\(\s*['\"]?(?!#)|@import", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")


def fault(svg: str) -> str | None:
    """What makes the picture unfit, in words, or `None` when nothing does."""
    try:
        root = _parsed(svg)
    except (ElementTree.ParseError, ValueError):
        return "can't be read as SVG"
    if _local(root.tag) != "svg":
        return "is not an SVG picture"
    for element in root.iter():
        if _local(element.tag) in _ACTIVE:
            return f"contains a <{_local(element.tag)}> element"
        for name, value in element.attrib.items():
            if _unfit(_local(name), value):
                return f'has an attribute that runs code or loads from outside ("{_local(name)}")'
        if element.text and _local(element.tag) == "style" and _OUTSIDE.search(element.text):
            return "has a style that loads from outside"
    return None


def inline(svg: str, *, prefix: str, alt: str, keeps_size: bool = False) -> str:
    """The picture for the middle of a page: `prefix` keeps its ids apart from the next picture's. The page decides its size,
    unless it `keeps_size`."""
    root = _parsed(svg)
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            local = _local(name)
            if local.startswith("aria-") or local in {"role", "tabindex"}:
                del element.attrib[name]
            elif local == "id":
                element.set(name, f"{prefix}-{value}")
            elif local == "href" and value.startswith("#"):
                element.set(name, f"#{prefix}-{value[1:]}")
            elif "url(" in value:
                element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))
    if not keeps_size:
        _stretch(root)
    root.set("role", "img")
    root.set("aria-label", alt)
    root.set("focusable", "false")
    return ElementTree.tostring(root, encoding="unicode")


def _stretch(root: ElementTree.Element) -> None:
    """Let the page decide the size: a view box and no fixed height."""
    width, height = root.attrib.pop("width", None), root.attrib.pop("height", None)
    if root.get("viewBox") is None and width and height:
        root.set("viewBox", f"0 0 {width.removesuffix('px')} {height.removesuffix('px')}")


def _unfit(name: str, value: str) -> bool:
    if name.lower().startswith("on"):
        return True
    if name == "href":
        return not value.startswith(("#", "data:image/png", "data:image/jpeg"))
    return bool(_OUTSIDE.search(value))


def _parsed(svg: str) -> ElementTree.Element:
    if "<!ENTITY" in svg:
        raise ValueError("an SVG that defines entities")
    return ElementTree.fromstring(svg)  # noqa: S314 - no entities, and expat fetches nothing


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def width(svg: str) -> float:
    """How wide it was drawn, in pixels; 0 where it does not say."""
    return float((_parsed(svg).get("width") or "0").removesuffix("px"))


def shape(svg: str) -> float:
    """Height as a part of width; 0.6 when the picture doesn't say."""
    root = _parsed(svg)
    box = root.get("viewBox", "").replace(",", " ").split()
    sides = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]
    try:
        width, height = (float(side.removesuffix("px").removesuffix("pt")) for side in sides)
    except ValueError:
        return 0.6
    return height / width if width > 0 else 0.6
