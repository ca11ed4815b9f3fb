"""A chart as a file of its own: a page or a picture."""

from html import escape

from attainable.evidence.charts import render
from attainable.evidence.charts.chart import Chart, ChartTable


def chart_file(chart: Chart, format: str) -> str | bytes:
    """The chart in a file's format: svg, png or html."""
    if format == "svg":
        return render.svg(chart.spec)
    return render.png(chart.spec) if format == "png" else html(chart)


def html(chart: Chart) -> str:
    """A page of its own: drawing, sentence, table and source. It needs no JavaScript and no network."""
    return _PAGE.format(
        title=escape(chart.title),
        face=render.font_faces(),
        drawing=render.svg(render.untitled(chart.spec)),
        sentence=escape(chart.sentence),
        table=_table(chart.table, chart.title),
        sources=escape(chart.sources),
    )


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
