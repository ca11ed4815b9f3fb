"""Commands timed as separate processes: wall seconds, processor seconds and peak memory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
# The commands of an environment with what running needs and no more, as a user has it; else those of this one.
BIN = Path(os.environ.get("ATTAINABLE_BENCH_BIN") or Path(sys.executable).parent).absolute()
MB = 1_000_000


class CouldNotRunError(Exception):
    """A command failed. The words name the command as the tables do, and no path."""


@dataclass(frozen=True, slots=True)
class Run:
    wall: float
    cpu: float
    peak: int
    output: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Timing:
    """Several runs of one command."""

    what: str
    runs: tuple[Run, ...]

    @property
    def wall(self) -> float:
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        return median(run.cpu for run in self.runs)

    @property
    def peak(self) -> int:
        return max(run.peak for run in self.runs)

    def as_record(self) -> dict[str, object]:
        return {
            "what": self.what,
            "runs": len(self.runs),
            "wall_seconds": [round(run.wall, 4) for run in self.runs],
            "wall_min": round(min(run.wall for run in self.runs), 4),
            "wall_median": round(self.wall, 4),
            "wall_max": round(max(run.wall for run in self.runs), 4),
            "cpu_median": round(self.cpu, 4),
            "peak_mb": round(self.peak / MB, 1),
        }


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def once(what: str, command: Sequence[str | Path], work: Path) -> Run:
    """Run a command once. Raises CouldNotRunError if it fails; its own words go to standard error."""
    report, output = work / "one.json", work / "one.txt"
    wrapper = [sys.executable, "-I", "-S", str(Path(__file__).with_name("one.py")), str(report), str(output)]
    subprocess.run([*wrapper, *map(str, command)], check=True, cwd=work)
    told = json.loads(report.read_text())
    words = output.read_text(errors="replace")
    if told["code"] != 0:
        say("\n".join(words.splitlines()[:10]))
        raise CouldNotRunError(f"{what} ended with exit code {told['code']}")
    return Run(told["wall"], told["cpu"], told["peak"], words)


def several(
    what: str, command: Sequence[str | Path], work: Path, *, runs: int, before: Callable[[], None] | None = None
) -> Timing:
    """Run a command several times, each in a new process; `before` is not timed."""
    done = []
    for number in range(1, runs + 1):
        if before is not None:
            before()
        done.append(once(what, command, work))
        say(f"  {what}, run {number} of {runs}: {done[-1].wall:.2f} s, {done[-1].peak / MB:.0f} MB")
    return Timing(what, tuple(done))
