"""The charts of the pack as `pack.yaml` declares them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
import yaml


class PackChart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One chart of the pack; `pack.yaml` says what each field means."""

    id: str
    title: str
    measures: tuple[str, ...]
    counted_by: tuple[str, ...]
    drawn_by: str
    together: bool = False
    table: str = ""
    needs: tuple[tuple[str, ...], ...] = ()
    begin: str = ""


@cache
def pack_charts() -> Mapping[str, PackChart]:
    """Every chart by its number, in the order in which they are shown."""
    text = (files("attainable.evidence.pupils") / "pack.yaml").read_text("utf-8")
    return {chart.id: chart for chart in msgspec.convert(yaml.safe_load(text), list[PackChart])}


def chart_of(measure: str) -> PackChart:
    """The chart that shows a measure."""
    return next(chart for chart in pack_charts().values() if measure in chart.measures)
