"""A map of authorities in five shades, those without a figure grey, ours outlined."""

from collections.abc import Sequence
from statistics import quantiles
from typing import Any

from attainable.evidence import words
from attainable.evidence.charts import theme
from attainable.evidence.charts.chart import Chart, Frame, assemble
from attainable.evidence.charts.classes import class_of, class_words, edges_of
from attainable.evidence.charts.rings import rewound
from attainable.evidence.charts.rows import (
    focus_area,
    heading,
    latest,
    main_rows,
    nothing_to_draw,
    of_one_group,
    require,
    role_of,
    said_of_missing,
    table_of,
    value,
)
from attainable.evidence.charts.theme import Role, Spec
from attainable.evidence.result import ProtectedResult, Row, Statistic
from attainable.values.areas import Area, england

_NO_FIGURE = "No figure"


def _frame() -> Frame:
    """Higher than wide, as England is. On paper it leaves room for a chart above."""
    return Frame(height=430 if theme.is_on_paper() else 690, left=0, right=0, foot=10, total=620)


def map_chart(
    result: ProtectedResult, *, focus: str, features: Sequence[dict[str, Any]], group: str | None = None, title: str | None = None
) -> Chart:
    """The latest period on GeoJSON features (`properties` with `code` and `name`, and a `geometry`).

    A boundary with a former code is used for today's authority if only its code changed.
    Raises ProblemsError if no feature has a figure.
    """
    rows = main_rows(result)
    require(result, rows, focus)
    ours = focus_area(rows, focus)
    rows = of_one_group(rows, focus, group)
    now = [row for row in rows if row.period == latest(rows, focus)]
    figures = {england().canonical(row.area.code): row for row in now if row.value is not None}
    mapped = [figures[code] for code in map(_code, features) if code in figures]
    if not mapped:
        raise nothing_to_draw(result, "none of the boundaries has the code of an area with a figure")
    first, places = mapped[0], words.places(mapped[0], result.subject)
    edges = edges_of([value(row) for row in mapped], len(theme.SEQUENTIAL), places)
    labels = class_words(edges, words.notation_of(first), places)
    peers = [row for row in now if row.area.level is ours.level]
    return assemble(
        [result],
        title=title or result.subject.title,
        subtitle=f"{', '.join(filter(None, (heading(first), first.group, first.period.label)))}. {ours.name} is outlined.",
        body={"layer": _layers(features, figures, edges, labels, focus), "projection": {"type": "mercator"}},
        frame=_frame(),
        table=table_of(result, sorted(now, key=lambda r: (r.value is None, -(r.value or 0))), focus),
        sentence=_sentence(result, now, figures, mapped, ours),
        kind="Map",
        notes=_notes(peers, {_code(feature) for feature in features}),
    )


def _code(feature: dict[str, Any]) -> str:
    return england().canonical(str(feature["properties"]["code"]))


def _layers(
    features: Sequence[dict[str, Any]], figures: dict[str, Row], edges: Sequence[float], labels: Sequence[str], focus: str
) -> list[Spec]:
    shapes = [_shape(feature, figures, edges, labels) for feature in features]
    ours = [shape for shape in shapes if shape["code"] == england().canonical(focus)]
    fill = _fill(labels, has_gaps=any(shape["class"] == _NO_FIGURE for shape in shapes))
    return [
        {
            "data": {"values": shapes},
            "encoding": {"fill": fill},
            "mark": {"type": "geoshape", "stroke": "#5F6B75", "strokeWidth": 0.4},
        },
        # Black on white, so that the outline is seen on the palest and the darkest shade.
        *[
            {
                "data": {"values": ours},
                "mark": {"type": "geoshape", "fill": None, "stroke": colour, "strokeWidth": width, "strokeJoin": "round"},
            }
            for colour, width in (("white", 5), ("black", 2.2))
        ],
    ]


def _fill(labels: Sequence[str], *, has_gaps: bool) -> Spec:
    """The shades and their legend, which runs from high to low, as people read it."""
    return {
        "field": "class",
        "type": "nominal",
        "scale": {
            "domain": [*labels[::-1], *([_NO_FIGURE] if has_gaps else [])],
            "range": [*_shades(len(labels))[::-1], *([theme.MISSING] if has_gaps else [])],
        },
        "legend": {
            "title": None,
            "orient": "top-left",
            "symbolType": "square",
            "symbolStrokeColor": theme.AXIS,
            "symbolStrokeWidth": 0.5,
            "rowPadding": 5,
            "offset": 0,
        },
    }


def _shades(count: int) -> list[str]:
    """As many shades as there are classes, as far apart as can be."""
    last = len(theme.SEQUENTIAL) - 1
    return [theme.SEQUENTIAL[round(i * last / (count - 1)) if count > 1 else 3] for i in range(count)]


def _shape(feature: dict[str, Any], figures: dict[str, Row], edges: Sequence[float], labels: Sequence[str]) -> Spec:
    row = figures.get(_code(feature))
    return {
        "type": "Feature",
        "geometry": rewound(feature["geometry"]),
        "code": _code(feature),
        "value": row.value if row else None,
        "class": labels[class_of(value(row), edges)] if row else _NO_FIGURE,
    }


def _notes(peers: Sequence[Row], mapped: set[str]) -> list[str]:
    """What people would miss: areas that have a figure but no boundary on this map."""
    absent = sorted(
        {row.area.name for row in peers if row.value is not None and england().canonical(row.area.code) not in mapped}
    )
    if not absent:
        return []
    named = words.listing(absent) if len(absent) <= 6 else f"{len(absent)} areas"
    return [f"Not on this map, because it has no boundaries for them: {named}."]


def _sentence(result: ProtectedResult, now: Sequence[Row], figures: dict[str, Row], mapped: Sequence[Row], ours: Area) -> str:
    """The middle half and ours. The ends are left unsaid: they are mostly small areas, far out by chance."""
    subject, first = result.subject, mapped[0]
    text = f"{words.about(subject, first.group)}: in {first.period.label} "
    mine = next((row for row in now if row.area == ours and row.value is not None), None)
    if len(mapped) > 3:
        kind, places = words.notation_of(first), words.places(first, subject)
        low, _, high = quantiles([value(row) for row in mapped], n=4, method="inclusive")
        between = words.spread(low, high, kind, places).replace(" to ", " and ")
        text += f"the middle half of areas were between {between}; "
    if mine is None:
        return f"{text}{said_of_missing(now, ours.code, by='period')}."
    text += f"{ours.name} was {words.value_with_range(mine, subject)}"
    above = next((row for row in now if row.value is not None and role_of(row.area, ours) is Role.ENGLAND), None)
    if above is not None and above.statistic is not Statistic.COUNT:
        text += f", {words.compared_with(mine, above, subject)} {above.area.name} ({words.value_of(above, subject)})"
    return f"{text}."
