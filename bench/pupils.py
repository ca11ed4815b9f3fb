"""The pack and its rivals on 10, 50 and 130 million pupil-years, and disclosure control by size of table."""

import re
import shutil
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np
from report import Section, against, megabytes, seconds
from timing import Timing, once, say, several

GB = 1_000_000_000
# Millions of pupil-years, and the scale of the fictional nation that gives them in seven years.
SIZES = {10: 0.2, 50: 1.0, 130: 2.58}
RIVALS = {
    "ours": "attainable, all charts from few passes",
    "sql": "hand-written DuckDB, a query a chart",
    "polars": "Polars, lazy and streaming",
    "pandas": "pandas",
    "scan": "only counting the columns needed",
}
_TARGET_SECONDS, _TARGET_RATE, _TARGET_CUBE = 40, 1_000_000, 60


def pack(section: Section, work: Path, *, quick: bool) -> None:
    """Make each nation, then every rival in turn, each a process of its own."""
    section.intro = (
        "Thirteen questions (the twelve charts but the eleventh, and exclusion) over a fictional nation in seven "
        "files, one a year, rows in order of year group. Rivals answer the same questions and no more: no intervals, no "
        "protection. Pandas is run on 10 million alone."
    )
    section.columns = (
        "pupil-years",
        "what",
        "s",
        "processor s",
        "peak MB",
        "against ours",
        "per million rows, s",
        "time target",
    )
    for millions, scale in list(SIZES.items())[: 1 if quick else None]:
        folder = work / f"nation-{millions}"
        rows = _make(section, folder, scale, work)
        ours: Timing | None = None
        for rival, words in RIVALS.items():
            if rival == "pandas" and millions > 10:
                continue
            command = [sys.executable, Path(__file__).with_name("pack_rivals.py"), rival, folder]
            timing = several(f"{rival} at {millions} million", command, work, runs=1 if millions > 50 else 2)
            ours = ours or timing
            target = against(timing.wall, _TARGET_SECONDS, "s") if rival == "ours" and millions == 130 else ""
            section.rows.append(
                (
                    f"{rows:,}",
                    words,
                    seconds(timing.wall),
                    seconds(timing.cpu),
                    megabytes(timing.peak),
                    f"{timing.wall / ours.wall:.2f}",
                    f"{timing.wall / rows * 1e6:.3f}",
                    target,
                )
            )
            section.records.append({**timing.as_record(), "tool": rival, "rows": rows})
            told = re.search(r"built cube: (\d+) ms", timing.runs[0].output)
            if told:
                section.notes.append(
                    f"At {rows:,} pupil-years a chart from a built cube took {told[1]} ms (target 100 ms)."
                )
        shutil.rmtree(folder)


def _make(section: Section, folder: Path, scale: float, work: Path) -> int:
    say(f"  making a nation of scale {scale}")
    code = (
        "import sys; from pathlib import Path; from attainable.demo.lives.nation import make_nation; "
        "print(make_nation(Path(sys.argv[1]), scale=float(sys.argv[2])))"
    )
    run = once("make_nation", [sys.executable, "-c", code, folder, str(scale)], work)
    rows = int(run.output.split()[-1])
    section.rows.append(
        (
            f"{rows:,}",
            "making the nation",
            seconds(run.wall),
            seconds(run.cpu),
            megabytes(run.peak),
            "",
            f"{run.wall / rows * 1e6:.3f}",
            f"{rows / run.wall / 1e6:.1f} million rows a second (at least {_TARGET_RATE / 1e6:.0f})",
        )
    )
    return rows


def disclosure(section: Section, *, quick: bool) -> None:
    """Elimination, then audit and repair, on random tables of the sizes that the trial used."""
    from attainable.evidence.disclosure.profiles import Profile
    from attainable.evidence.disclosure.protection import protect

    section.intro = (
        "Counts of 1 to 5 are hidden; the intruder may come no nearer than 3. Tables have all margins."
    )
    section.columns = (
        "table",
        "pupils",
        "cells",
        "unsafe",
        "hidden",
        "elimination s",
        "audit and repair s",
        "too near",
        "time target",
    )
    profile = Profile("bench", threshold=6, smallest_group=6, interval=3, source="benchmark")
    shapes = (((14, 110), 60_000), ((14, 12, 5), 60_000), ((14, 12, 5, 3), 60_000), ((14, 12, 5, 3), 15_000))
    for shape, pupils in shapes[: 2 if quick else None]:
        system = _table(shape, pupils)
        start = time.perf_counter()
        protect(system, profile, audit=False)
        first = time.perf_counter() - start
        system = _table(shape, pupils)
        start = time.perf_counter()
        found = protect(system, profile)
        whole = time.perf_counter() - start
        name = " × ".join(map(str, shape))
        hidden = sum(found.report.hidden.values())
        section.rows.append(
            (
                name,
                f"{pupils:,}",
                f"{len(system.keys):,}",
                f"{found.report.hidden['primary']:,}",
                f"{hidden:,}",
                seconds(first),
                seconds(whole - first),
                str(found.report.too_near + found.report.unfinished),
                f"{against(first, 1.5, 's')}; {against(whole, _TARGET_CUBE, 's')}" if len(shape) == 4 else "",
            )
        )
        section.records.append(
            {
                "what": name,
                "pupils": pupils,
                "elimination_seconds": round(first, 3),
                "all_seconds": round(whole, 3),
                "hidden": hidden,
            }
        )


def _table(shape: tuple[int, ...], pupils: int):  # type: ignore[no-untyped-def]
    from attainable.evidence.disclosure.system import System

    rng = np.random.default_rng(1)
    share = np.ones(())
    for size in shape:
        share = np.multiply.outer(share, rng.dirichlet(np.ones(size) * 1.2))
    counts = rng.multinomial(pupils, share.ravel() / share.sum())
    places = np.indices(shape).reshape(len(shape), -1)
    system = System()
    attributes = {f"d{axis}": row.astype(str).astype(object) for axis, row in enumerate(places)}
    space = system.space("table", attributes, {"n": counts})
    for cell in product(*[(None, *range(size)) for size in shape]):
        space.cell({f"d{axis}": (str(p),) for axis, p in enumerate(cell) if p is not None}, ("n",))
    return system
