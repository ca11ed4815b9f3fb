"""Specs to pictures, in our own lettering, without a browser or a network."""

import base64
from functools import cache
from importlib.resources import files
from types import ModuleType

from attainable.evidence.charts.theme import Spec


def svg(spec: Spec) -> str:
    """The chart as SVG; its text stays text."""
    return str(_converter().vegalite_to_svg(spec, allowed_base_urls=[]))


def lettered_svg(spec: Spec) -> str:
    """The chart as a complete SVG with its own font: a page's font does not apply inside a picture."""
    drawn = svg(spec)
    place = drawn.index(">", drawn.index("<svg")) + 1
    styles = ("Regular", "Bold") if "bold" in drawn else ("Regular",)
    return f"{drawn[:place]}<defs><style>{font_faces(styles)}</style></defs>{drawn[place:]}"


def png(spec: Spec, scale: float = 2) -> bytes:
    """The chart as PNG, by default at twice its size so that it prints sharply."""
    return bytes(_converter().vegalite_to_png(spec, scale=scale, allowed_base_urls=[]))


def untitled(spec: Spec) -> Spec:
    """A drawing for under a heading that says its title: it keeps only its subtitle."""
    title = spec["title"]
    quiet = {"fontSize": 13, "fontWeight": "normal", "lineHeight": 18, "subtitle": []}
    return {**spec, "title": {**title, **quiet, "text": title["subtitle"]}}


@cache
def _converter() -> ModuleType:
    # Imported here because it takes half a second, which nobody should wait for who draws nothing.
    import vl_convert

    vl_convert.register_font_directory(str(files("fontpkg_atkinson_hyperlegible") / "files"))
    return vl_convert


@cache
def font_faces(styles: tuple[str, ...] = ("Regular", "Bold")) -> str:
    folder = files("fontpkg_atkinson_hyperlegible") / "files"
    faces = []
    for style in styles:
        weight = "bold" if style == "Bold" else "normal"
        data = base64.b64encode((folder / f"AtkinsonHyperlegible-{style}.ttf").read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Atkinson Hyperlegible";font-weight:{weight};src:url(data:font/ttf;base64,{data})}}'
        )
    return "".join(faces)
