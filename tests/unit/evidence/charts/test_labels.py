import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from attainable.evidence.charts.classes import class_of, class_words, edges_of
from attainable.evidence.charts.labels import nice_scale, nudge, swarm
from attainable.evidence.charts.rings import rewound, signed_area
from attainable.evidence.words import Notation

heights = st.floats(1, 60)
places = st.floats(-50, 400)


@given(st.lists(st.tuples(places, heights), min_size=1, max_size=15))
def test_nudged_labels_never_overlap(labels):
    wanted, tall = [w for w, _ in labels], [h for _, h in labels]
    placed = nudge(wanted, tall, 0, 300)
    boxes = sorted((y - h / 2, y + h / 2) for y, h in zip(placed, tall, strict=True))
    assert all(below[0] >= above[1] - 1e-6 for above, below in pairwise(boxes))
    assert boxes[0][0] >= -1e-6
    if sum(tall) <= 300:
        assert boxes[-1][1] <= 300 + 1e-6


@given(st.lists(st.tuples(places, heights), min_size=1, max_size=8))
def test_nudging_keeps_the_order_of_the_lines(labels):
    wanted, tall = [w for w, _ in labels], [h for _, h in labels]
    placed = nudge(wanted, tall, 0, 300)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [placed[i] for i in order] == sorted(placed)


def test_a_label_with_room_stays_where_it_is():
    assert nudge([50, 200], [16, 16], 0, 300) == [50, 200]


@given(st.lists(st.floats(0, 200), min_size=1, max_size=60))
def test_dots_of_a_swarm_never_hide_each_other(positions):
    offsets = swarm(positions, 8)
    dots = list(zip(positions, offsets, strict=True))
    assert offsets[0] == 0
    assert all(math.dist(a, b) >= 8 - 1e-6 for i, a in enumerate(dots) for b in dots[:i])


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.booleans())
def test_a_scale_holds_every_value(values, zero):
    low, high, ticks = nice_scale(values, zero=zero)
    slack = 1e-6 * max(1.0, high - low)
    assert low < high
    assert low - slack <= min(values) and max(values) <= high + slack
    assert ticks[0] == low and ticks[-1] == high


@given(st.lists(st.floats(0, 100), min_size=1, max_size=160))
def test_no_class_of_a_map_is_empty(values):
    edges = edges_of(values, 5, 1)
    assert len(edges) <= 4
    assert {class_of(value, edges) for value in values} == set(range(len(edges) + 1))


def test_classes_are_said_in_words():
    assert class_words([10, 15.5], Notation.PERCENT, 1) == ["Under 10.0%", "10.0% to under 15.5%", "15.5% and over"]
    assert class_words([10, 15], Notation.PERCENT, 1)[0] == "Under 10%"
    assert class_words([], Notation.PERCENT, 1) == ["All areas"]


def test_outer_rings_run_clockwise_and_holes_the_other_way():
    square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
    assert signed_area(square) > 0 > signed_area(hole)
    geometry = {"type": "Polygon", "coordinates": [square, hole]}
    outer, inner = rewound(geometry)["coordinates"]
    assert signed_area(outer) < 0 < signed_area(inner)
    assert geometry["coordinates"][0] is square, "the given geometry is left alone"
    again = rewound({"type": "Polygon", "coordinates": [outer, inner]})
    assert again["coordinates"] == [outer, inner]
    several = rewound({"type": "MultiPolygon", "coordinates": [[square], [square, hole]]})
    assert all(signed_area(part[0]) < 0 for part in several["coordinates"])
