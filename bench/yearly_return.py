"""The yearly return: reading, checking and writing, as it grows, beside a plain reader in the same run."""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from report import Section, against, seconds
from timing import CouldNotRunError

_PART = Path(__file__).with_name("returns.py")
_TARGET, _MEMORY, _TIMES = 8, 800, 5


def yearly_return(section: Section, work: Path, *, quick: bool) -> None:
    """Returns of growing size, ours and the rival in turn; the largest without the rival, which takes minutes there."""
    section.intro = (
        "A fictional SEN2 return of 2026 as XML: ours reads it, runs every check and writes it again; the rival reads it with "
        "ElementTree into a workbook of openpyxl, without any check. In turn, each in a process of its own."
    )
    section.columns = (
        "people",
        "rounds",
        "ours s",
        "rival s",
        "rival ÷ ours",
        "µs a person",
        "peak MB",
        "time target",
        "size target",
    )
    for people in (1_000, 2_000, 4_000, 10_000, *(() if quick else (100_000,))):
        path = work / f"return-{people}.xml"
        _run("make", people, path)
        rival, rounds = people <= 4_000, 1 if quick else 3
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(_run("ours", path, work / "again.xml"))
            if rival:
                theirs.append(_run("rival", path, work / "book.xlsx"))
        took, other = median(one["seconds"] for one in ours), median(one["seconds"] for one in theirs) if theirs else None
        peak = max(one["peak_mb"] for one in ours)
        whole = people == 100_000
        target = against(took, _TARGET, "s") if whole else _times(other / took) if other else ""
        beside = (seconds(other), f"{other / took:.1f}") if other else ("", "")
        numbers = (seconds(took), *beside, f"{took / people * 1e6:.0f}", f"{peak:,.0f}")
        section.rows.append((f"{people:,}", str(rounds), *numbers, target, against(peak, _MEMORY, "MB") if whole else ""))
        section.records.append({"what": f"SEN2 return of {people}", "ours": ours, "rival": theirs})


def _times(ratio: float) -> str:
    return f"≥ {_TIMES} times: {'met' if ratio >= _TIMES else 'NOT MET'}"


def _run(*words: Any) -> dict[str, Any]:
    ran = subprocess.run([sys.executable, str(_PART), *map(str, words)], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise CouldNotRunError(f"the return ended with {ran.returncode}")
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found
