"""The pack and its rivals on 10, 50 and 130 million pupil-years."""

import re
import shutil
import sys
from pathlib import Path

from report import Section, against, megabytes, seconds
from timing import Run, Timing, once, say, several

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
_TARGET_SECONDS, _TARGET_RATE = 40, 1_000_000
_ROUNDS = 3
_COLUMNS = (
    "pupil-years",
    "what",
    "s",
    "processor s",
    "peak MB",
    "against ours",
    "processor, against ours",
    "per million rows, s",
    "time target",
)


def pack(section: Section, work: Path, *, quick: bool) -> None:
    """Make each nation, then every rival in turn, each a process of its own, as often as there are rounds."""
    section.intro = (
        "Thirteen questions (the twelve charts but the eleventh, and exclusion) over a fictional nation in seven "
        "files, one a year, rows in order of year group. Rivals answer the same questions about the same years and no more: no "
        "intervals, no chart's rows, no protection; each in the quickest form that was found, with our own shortcuts. All run in "
        "turn, each a process of its own, loading the engine included: at 10 million that is most of our time. Pandas runs on "
        f"10 million only. Medians of {_ROUNDS} rounds; where other work runs beside, processor seconds tell more."
    )
    section.columns = _COLUMNS
    for millions, scale in list(SIZES.items())[: 1 if quick else None]:
        folder = work / f"nation-{millions}"
        rows = _make(section, folder, scale, work)
        timings = _in_turn(millions, folder, work)
        ours = timings["ours"]
        for rival, timing in timings.items():
            target = against(timing.wall, _TARGET_SECONDS, "s") if rival == "ours" and millions == 130 else ""
            section.rows.append(
                (
                    f"{rows:,}",
                    RIVALS[rival],
                    seconds(timing.wall),
                    seconds(timing.cpu),
                    megabytes(timing.peak),
                    f"{timing.wall / ours.wall:.2f}",
                    f"{timing.cpu / ours.cpu:.2f}",
                    f"{timing.wall / rows * 1e6:.3f}",
                    target,
                )
            )
            section.records.append({**timing.as_record(), "tool": rival, "rows": rows})
        told = [int(ms) for run in ours.runs for ms in re.findall(r"built cube: (\d+) ms", run.output)]
        section.notes.append(f"At {rows:,} pupil-years a chart from a built cube took {max(told)} ms at most (target 100 ms).")
        shutil.rmtree(folder)


def _in_turn(millions: int, folder: Path, work: Path) -> dict[str, Timing]:
    runs: dict[str, list[Run]] = {rival: [] for rival in RIVALS if rival != "pandas" or millions <= 10}
    for number in range(1, _ROUNDS + 1):
        for rival, done in runs.items():
            command = [sys.executable, Path(__file__).with_name("pack_rivals.py"), rival, folder]
            what = f"{rival} at {millions} million, round {number}"
            done += several(what, command, work, runs=1).runs
    return {rival: Timing(rival, tuple(done)) for rival, done in runs.items()}


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
            "",
            f"{run.wall / rows * 1e6:.3f}",
            f"{rows / run.wall / 1e6:.1f} million rows a second (at least {_TARGET_RATE / 1e6:.0f})",
        )
    )
    return rows
