"""Specs to pictures and pages, in our own lettering, without a browser or a network."""

import base64
from functools import cache
from html import escape
from importlib.resources import files
from types import ModuleType

from attainable.evidence.charts.chart import Chart, ChartTable, Spec


def svg(spec: Spec) -> str:
    """The chart as SVG; its text stays text."""
    return str(_converter().vegalite_to_svg(spec, allowed_base_urls=[]))


def lettered_svg(spec: Spec) -> str:
    """The chart as an SVG that stands by itself and carries its lettering: a page's own letters don't reach a picture."""
    drawn = svg(spec)
    place = drawn.index(">", drawn.index("<svg")) + 1
    styles = ("Regular", "Bold") if "bold" in drawn else ("Regular",)
    return f"{drawn[:place]}<defs><style>{_font_faces(styles)}</style></defs>{drawn[place:]}"


def png(spec: Spec, scale: float = 2) -> bytes:
    """The chart as PNG, by default at twice its size so that it prints sharply."""
    return bytes(_converter().vegalite_to_png(spec, scale=scale, allowed_base_urls=[]))


def html(chart: Chart) -> str:
    """A page of its own: drawing, sentence, table and source. It needs no JavaScript and no network."""
    return _PAGE.format(
        title=escape(chart.title),
        face=_font_faces(),
        drawing=svg(untitled(chart.spec)),
        sentence=escape(chart.sentence),
        table=_table(chart.table, chart.title),
        sources=escape(chart.sources),
    )


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
def _font_faces(styles: tuple[str, ...] = ("Regular", "Bold")) -> str:
    folder = files("fontpkg_atkinson_hyperlegible") / "files"
    faces = []
    for style in styles:
        weight = "bold" if style == "Bold" else "normal"
        data = base64.b64encode((folder / f"AtkinsonHyperlegible-{style}.ttf").read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Atkinson Hyperlegible";font-weight:{weight};src:url(data:font/ttf;base64,{data})}}'
        )
    return "".join(faces)


def _table(table: ChartTable, caption: str) -> str:
    head = "".join(
        f'<th scope="col"{_side(is_number)}>{escape(column)}</th>'
        for column, is_number in zip(table.columns, table.numeric, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(f"<td{_side(n)}>{escape(c)}</td>" for c, n in zip(row, table.numeric, strict=True)) + "</tr>"
        for row in table.rows
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in table.notes)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def _side(is_number: bool) -> str:
    return ' class="n"' if is_number else ""


_PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{face}
body{{font:1rem/1.5 "Atkinson Hyperlegible",Arial,sans-serif;color:#222;
margin:2rem auto;padding:0 1rem;max-width:46rem}}
h1{{font-size:1.5rem}}svg{{max-width:100%;height:auto}}figure{{margin:0}}
table{{border-collapse:collapse;margin:1rem 0}}caption{{text-align:left;font-weight:bold;padding:.5rem 0}}
th,td{{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #bbb;vertical-align:top}}
.n{{text-align:right;font-variant-numeric:tabular-nums}}td.n{{white-space:nowrap}}
</style></head><body><main><h1>{title}</h1>
<figure>{drawing}<figcaption>{sentence}</figcaption></figure>
{table}
<p>Source: {sources}</p></main></body></html>
"""
