"""Why a chart could not be made: what it needs that the tables don't hold. Such a chart is named, never passed over."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from attainable.evidence.pupils.twelve import CHARTS, Answers
from attainable.evidence.tables.declaration import declared
from attainable.evidence.tables.reading import TablesFolder

# What each chart needs: columns of `pupil_year` of which one at least must be known, or a table of its own.
_OUTCOMES: Final = ("expected",)
NEEDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "1": (_OUTCOMES,),
    "2": (_OUTCOMES, ("ethnicity",)),
    "4": (("expected_english",),),
    "5": (("progress_english", "progress_maths", "progress_score"),),
    "6": (_OUTCOMES,),
    "8": (_OUTCOMES, ("need",)),
    "9": (_OUTCOMES, ("prior",)),
    "11": (("progress_english", "progress_maths", "progress_score"), ("prior",)),
    "12": (("sessions",),),
    "13": (("suspensions", "excluded"),),
    "14": (_OUTCOMES, ("need",), ("home_district", "home_authority")),
    "7": (("home_district", "home_authority"),),
}
TABLES: Final[Mapping[str, str]] = {"11": "provision_given", "15": "provision_given", "10": "school"}
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
TITLES: Final[Mapping[str, str]] = {
    "1": "Gap at key stage 2 over time",
    "2": "Overlap of SEN, free school meals and ethnic group",
    "3": "Earlier SEN status",
    "4": "Never, previously and currently identified",
    "5": "Progress",
    "6": "Gaps at each stage",
    "7": "Identified by area",
    "8": "Attainment by need",
    "9": "Attainment by prior attainment",
    "10": "Identification by school",
    "11": "Progress by intervention",
    "12": "Persistent absence",
    "13": "Suspension and exclusion",
    "14": "Need by district",
    "15": "Costs of provision",
}


def unmade(answers: Answers, folder: TablesFolder) -> dict[str, str]:
    """The charts that were asked for and have no figures, each with the reason in words."""
    known = _known(folder.files("pupil_year"), {c for sets in NEEDS.values() for names in sets for c in names})
    return {chart: _why(chart, folder, known) for chart in CHARTS if chart in answers.results and not answers.results[chart]}


def in_words(reasons: Mapping[str, str]) -> list[str]:
    """A line a chart."""
    return [f"Chart {chart} ({TITLES[chart]}) could not be made: {why}" for chart, why in reasons.items()]


def _why(chart: str, folder: TablesFolder, known: set[str]) -> str:
    table = TABLES.get(chart)
    if table and table not in folder.tables:
        return f"there is no table {table} ({declared(table).title.lower()})."
    empty = [names for names in NEEDS.get(chart, ()) if not known & set(names)]
    if empty:
        told = ", and no ".join(_WORDS[names[0]] for names in empty)
        columns = ", ".join(" or ".join(names) for names in empty)
        return f"the tables hold no {told} (empty in pupil_year: {columns})."
    return "no pupils in the tables have what it counts, in any of the years that it is defined for."


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
