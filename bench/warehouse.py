"""The warehouse at two sizes on both databases: from nothing, after one school's changes, and the evidence pages."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pages
from report import Section, against, megabytes, seconds
from timing import BIN, CouldNotRunError, Run, once, say

# Pupils of a year group, by about how many children they make.
SIZES = {12_000: 940, 200_000: 15_650}
_FULL, _INCREMENTAL, _FIRST, _AGAIN = 60, 5, 300, 50
_INSIDE = Path(__file__).with_name("warehouse_inside.py")


def warehouse(section: Section, work: Path, *, quick: bool) -> None:
    """Build and ask on every database and size."""
    section.intro = (
        "`attainable warehouse build` of the fictional county, a process each, with eleven former years from outside: from "
        "nothing; "
        "after everybody at the largest school changed; and making evidence pages ready. Then evidence pages inside one process "
        "whose engine is warm: each of the measures asked for the first time since the snapshot, and again; medians over "
        "measures "
        "and people."
    )
    section.columns = ("database", "children", "what", "pupil-years", "seconds", "processor s", "peak MB", "target")
    for database in ("SQLite", "PostgreSQL"):
        with pages._server_of(database, work) as address:
            for size in list(SIZES)[: 1 if quick else None]:
                _size(section, database, address, size, work)
    _grown(section)


def _size(section: Section, database: str, address: str, size: int, work: Path) -> None:
    home = work / f"warehouse-{database}-{size}"
    env = {
        **os.environ,
        "ATTAINABLE_HOME": str(home),
        "ATTAINABLE_MODE": "local",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": address.format(size=size),
    }
    if address:
        pages._create(address, size)
    children = pages._load(section, database, SIZES[size], env, work)["children"]
    _hand_over(env, work)
    for what, prepare, words, target in (
        ("from nothing", "", ("--no-pages",), _FULL),
        ("everything again, with pages", "", ("--full",), _FULL),
        ("one school changed", "touch", ("--no-pages",), _INCREMENTAL),
        ("one school changed, with pages", "touch", (), None),
        ("nothing changed", "", ("--no-pages",), _INCREMENTAL),
    ):
        if prepare:
            _inside([prepare], env)
        say(f"  {database}, {children:,} children: {what}")
        run = _build(env, work, words)
        told = _rows(run)
        section.rows.append(
            (
                database,
                f"{children:,}",
                what,
                told,
                seconds(run.wall),
                seconds(run.cpu),
                megabytes(run.peak),
                against(run.wall, target, "s") if target else "",
            )
        )
        section.records.append(
            {
                "database": database,
                "children": children,
                "what": what,
                "rows": told,
                "wall": round(run.wall, 2),
                "cpu": round(run.cpu, 2),
                "peak_mb": round(run.peak / 1e6),
            }
        )
    for what, taken in json.loads(_inside(["pages"], env)).items():
        target = _FIRST if what.endswith("first") else _AGAIN
        section.rows.append(
            (
                database,
                f"{children:,}",
                f"evidence page, {what}",
                "",
                f"{taken['median_ms']:.0f} ms",
                f"{taken['cpu_ms']:.0f} ms",
                "",
                against(taken["median_ms"], target, "ms"),
            )
        )
        section.records.append({"database": database, "children": children, "what": what, **taken})
    shutil.rmtree(home, ignore_errors=True)


def _hand_over(env: dict[str, str], work: Path) -> None:
    say("  tables from outside")
    _with(env, lambda: once("demo outside", [BIN / "attainable", "demo", "outside"], work))


def _build(env: dict[str, str], work: Path, words: tuple[str, ...]) -> Run:
    return _with(env, lambda: once("warehouse build", [BIN / "attainable", "warehouse", "build", *words], work))


def _with(env: dict[str, str], run: Callable[[], Run]) -> Run:
    before = dict(os.environ)
    os.environ.update(env)
    try:
        return run()
    finally:
        os.environ.clear()
        os.environ.update(before)


def _rows(run: Run) -> str:
    told = run.output.rsplit("files written, ", 1)
    return told[1].split(" ")[0] if len(told) > 1 else ""


def _inside(words: list[str], env: dict[str, str]) -> str:
    done = subprocess.run([str(BIN / "python"), str(_INSIDE), *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        say(done.stderr[-1000:])
        raise CouldNotRunError(f"{words[0]} ended with exit code {done.returncode}")
    return done.stdout.splitlines()[-1]


def _grown(section: Section) -> None:
    """How the cost of a build grows with the children."""
    full: dict[str, list[dict[str, Any]]] = {}
    for row in section.records:
        if row.get("what") == "from nothing":
            full.setdefault(str(row["database"]), []).append(row)
    for database, rows in full.items():
        if len(rows) == 2:
            small, large = rows
            more, cost = large["children"] / small["children"], large["cpu"] / small["cpu"]
            section.notes.append(
                f"{database}, from nothing: {more:.1f} times as many children take {cost:.1f} times the processor time."
            )
