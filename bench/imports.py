"""Files of children into the records: preview, writing, undoing and matching, as rows grow, on both databases."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from pages import _create, _load, _server_of
from report import Section, against, megabytes, seconds
from timing import BIN, Run, once, say

_PART = Path(__file__).with_name("imports_part.py")
# Pupils of a year group; the largest gives about 200,000 children.
_COHORT, _QUICK_COHORT = 15_650, 940
_ROWS, _QUICK_ROWS = (2_000, 20_000, 200_000), (2_000,)
_PREVIEW, _WRITE, _MATCH, _MEMORY = 15, 60, 60, 500
_PRECISION, _RECALL = 99.9, 98.0


def imports(section: Section, work: Path, *, quick: bool) -> None:
    section.intro = (
        "A workbook about children of the fictional county: half of the rows as the record has them, four tenths with a "
        "change of provision and needs, a tenth new children (Splink looks for them in the whole record). Preview reads, "
        "matches and plans; writing is one transaction with its audit. Each is a process of its own. Targets of time hold "
        "for 20,000 rows, that of memory for all."
    )
    section.columns = ("database", "children", "what", "rows", "s", "processor s", "ms a row", "peak MB", "target")
    for database in ("SQLite", "PostgreSQL"):
        with _server_of(database, work) as address:
            _database(section, database, address, work, quick)


def _database(section: Section, database: str, address: str, work: Path, quick: bool) -> None:
    cohort, size = (_QUICK_COHORT, 12_000) if quick else (_COHORT, 200_000)
    home = work / f"imports-{database}"
    env = {
        "ATTAINABLE_HOME": str(home),
        "ATTAINABLE_MODE": "local",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": address.format(size=size),
    }
    before = dict(os.environ)
    if address:
        _create(address, size)
    loaded = _load(section, database, cohort, {**before, **env}, work)
    os.environ.update(env)
    try:
        for rows in _QUICK_ROWS if quick else _ROWS:
            say(f"  {rows} rows into {database}")
            made, _ = _part(work, "make", work, rows)
            told, run = _part(work, "preview", made["file"])
            _line(section, database, loaded, "preview", told, run, _PREVIEW if rows == 20_000 else None)
            wrote, run = _part(work, "write", told["ref"])
            _line(section, database, loaded, "write", wrote, run, _WRITE if rows == 20_000 else None)
            if rows == 20_000:
                undone, run = _part(work, "undo", told["ref"])
                _line(section, database, loaded, "undo", undone, run, _WRITE)
        _matching(section, database, loaded, work, 2_000 if quick else 20_000)
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(home, ignore_errors=True)


def _part(work: Path, name: str, *words: object) -> tuple[dict[str, Any], Run]:
    run = once(f"{name} of imports", [BIN / "python", _PART, name, *map(str, words)], work)
    told: dict[str, Any] = json.loads(run.output.splitlines()[-1])
    return told, run


def _line(
    section: Section, database: str, loaded: dict[str, int], what: str, told: dict[str, Any], run: Run, limit: int | None
) -> None:
    rows = told["read"]
    verdicts = [against(run.peak / 1e6, _MEMORY, "MB")] + ([against(run.wall, limit, "s")] if limit else [])
    section.rows.append(
        (
            database,
            f"{loaded['children']:,}",
            what,
            f"{rows:,}",
            seconds(run.wall),
            seconds(run.cpu),
            f"{1000 * run.cpu / max(1, rows):.2f}",
            megabytes(run.peak),
            "; ".join(verdicts),
        )
    )
    section.records.append(
        {
            "database": database,
            **loaded,
            "what": what,
            **told,
            "wall": round(run.wall, 2),
            "cpu": round(run.cpu, 2),
            "peak_mb": round(run.peak / 1e6),
        }
    )


def _matching(section: Section, database: str, loaded: dict[str, int], work: Path, count: int) -> None:
    """Rows without numbers, with planted faults. Its memory holds the planting too."""
    told, run = _part(work, "match", count)
    section.rows.append(
        (
            database,
            f"{loaded['children']:,}",
            "match by name",
            f"{told['rows']:,}",
            seconds(told["seconds"]),
            seconds(run.cpu),
            f"{1000 * told['seconds'] / told['rows']:.2f}",
            "–",
            against(told["seconds"], _MATCH, "s"),
        )
    )
    precision, recall = 100 * told["precision"], 100 * told["recall"]
    section.notes.append(
        f"{database}: {told['rows']:,} rows without any number, {told['known']:,} of them about a child of the record with "
        "planted faults, the others about twins, siblings and strangers who have none. Matched without asking: "
        f"{told['right'] + told['wrong']:,}, {told['wrong']:,} of them wrongly: precision {precision:.3f} % "
        f"({_verdict(precision, _PRECISION)}). With what a person is asked ({told['asked']:,} rows) {recall:.2f} % are found "
        f"({_verdict(recall, _RECALL)})."
    )
    faults = "; ".join(
        f"{fault} {right} sure, {asked} asked, {missed} missed"
        for fault, (_, right, asked, missed, _) in sorted(told["by_fault"].items())
        if not fault.startswith("absent")
    )
    section.notes.append(f"By fault: {faults}.")
    section.records.append({"database": database, **loaded, "what": "match", **told})


def _verdict(share: float, least: float) -> str:
    return f"≥ {least} %: {'met' if share >= least else 'NOT MET'}"
