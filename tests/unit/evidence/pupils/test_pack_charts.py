"""A chart of the pack is declared once: everything that its declaration names is there, and nothing is left out."""

from collections import Counter

import pytest

from attainable.evidence.charts.pupils import drawing
from attainable.evidence.pupils import background, pack
from attainable.evidence.pupils.definition import all_pupil_measures, load_pupil_measure
from attainable.evidence.pupils.pack_charts import chart_of, pack_charts
from attainable.evidence.tables.declaration import declared

every_chart = pytest.mark.parametrize("chart", pack_charts().values(), ids=lambda chart: chart.id)


@every_chart
def test_what_a_declaration_names_is_there(chart):
    assert list(pack._planners(chart.id))
    assert callable(getattr(drawing, chart.drawn_by))
    assert not chart.begin or chart.begin in background._PASSES
    assert {column for names in chart.needs for column in names} <= {column.name for column in declared("pupil_year").columns}
    assert not chart.table or chart.table in load_pupil_measure(chart.measures[0]).tables


def test_every_measure_has_one_chart():
    named = Counter(measure for chart in pack_charts().values() for measure in chart.measures)
    assert named == Counter(measure.id for measure in all_pupil_measures())
    assert chart_of("suspension-ratio").id == "13"


def test_every_pass_in_the_background_is_named():
    assert {chart.begin for chart in pack_charts().values()} - {""} == background._PASSES.keys()
