"""A measure over pupil tables as one reviewed file: what it counts, why, in which years it means something."""

from functools import cache
from typing import Final

from attainable.evidence.definition import Definition, Definitions, PublishedCounterpart
from attainable.evidence.pupils.pack_charts import chart_of


class PupilMeasure(Definition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`first` and `last` are its years in force.

    `tables` are the evidence tables that it needs, `source` says where the definition comes from,
    `published` which published measure it can be compared with.
    """

    over = "pupil tables"

    source: str
    first: int = 2002
    last: int = 2100
    tables: tuple[str, ...] = ("pupil_year",)
    published: PublishedCounterpart | None = None


PUPIL_MEASURES: Final = Definitions("attainable.evidence.pupils.definitions", PupilMeasure)
load_pupil_measure = PUPIL_MEASURES.load


@cache
def all_pupil_measures() -> tuple[PupilMeasure, ...]:
    """Every measure over pupil tables, by chart."""
    return tuple(sorted(PUPIL_MEASURES.all(), key=lambda m: (int(chart_of(m.id).id), m.id)))
