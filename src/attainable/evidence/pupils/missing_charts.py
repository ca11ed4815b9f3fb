"""Why a chart could not be made: what it needs that the tables don't hold. Such a chart is named, never ignored."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from attainable.evidence.pupils.pack import PackResults
from attainable.evidence.pupils.pack_charts import PackChart, pack_charts
from attainable.evidence.tables.declaration import declared
from attainable.evidence.tables.reading import TablesFolder

_WORDS: Final = {
    "expected": "results at the end of a key stage",
    "expected_english": "results in English",
    "prior": "prior attainment",
    "progress_english": "progress",
    "ethnicity": "ethnic background",
    "need": "needs",
    "sessions": "attendance",
    "suspensions": "suspensions and exclusions",
    "home_district": "areas of residence",
}


def missing_charts(answers: PackResults, folder: TablesFolder) -> dict[str, str]:
    """The charts that were asked for and have no figures, each with the reason in words."""
    known = _known(folder.files("pupil_year"), {c for chart in pack_charts().values() for names in chart.needs for c in names})
    return {
        id: _why(chart, folder, known) for id, chart in pack_charts().items() if id in answers.results and not answers.results[id]
    }


def in_words(reasons: Mapping[str, str]) -> list[str]:
    """A line a chart."""
    return [f"Chart {chart} ({pack_charts()[chart].title}) could not be made: {why}" for chart, why in reasons.items()]


def _why(chart: PackChart, folder: TablesFolder, known: set[str]) -> str:
    if chart.table and chart.table not in folder.tables:
        return f"there is no table {chart.table} ({declared(chart.table).title.lower()})."
    empty = [names for names in chart.needs if not known & set(names)]
    if empty:
        lacking = ", and no ".join(_WORDS[names[0]] for names in empty)
        columns = ", ".join(" or ".join(names) for names in empty)
        return f"the tables have no {lacking} (empty in pupil_year: {columns})."
    return "the tables have no pupils it counts, in any year that it covers."


def _known(files: Iterable[Path], columns: set[str]) -> set[str]:
    """The columns that hold anything in any file, from the files' own statistics."""
    import pyarrow.parquet as parquet

    found: set[str] = set()
    for file in files:
        with parquet.ParquetFile(file) as opened:
            meta = opened.metadata
            for group in range(meta.num_row_groups):
                for place in range(meta.num_columns):
                    chunk = meta.row_group(group).column(place)
                    if chunk.path_in_schema in columns - found:
                        known = chunk.statistics
                        if known is None or not known.has_null_count or known.null_count < chunk.num_values:
                            found.add(chunk.path_in_schema)
    return found
