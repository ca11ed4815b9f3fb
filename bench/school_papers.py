"""Papers of a large school from the records, in three formats."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from report import Section, against
from timing import CouldNotRunError

# Children on roll, and on the register.
_CHILDREN, _REGISTERED = 1_200, 250
_TARGET = 3
_INSIDE = Path(__file__).with_name("school_papers_inside.py")


def school_papers(section: Section, work: Path, *, quick: bool) -> None:
    """Make the school, and time each paper with nothing kept from an earlier run."""
    section.columns = ("paper", "children", "on register", "sessions logged", "runs", "min s", "median s", "max s", "time target")
    env = {**os.environ, "ATTAINABLE_HOME": str(work / "school-papers"), "ATTAINABLE_MODE": "local"}
    command = [sys.executable, str(_INSIDE), str(_CHILDREN), str(_REGISTERED), "2" if quick else "5"]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise CouldNotRunError(f"the papers of a school ended with {ran.returncode}")
    found = json.loads(ran.stdout.splitlines()[-1])
    section.intro = (
        "A school with five years of plans, targets, interventions and sessions. Each paper in Word, PDF and HTML: reading, "
        "counting, protecting, writing and the entry in the audit. The first run of a process loads the writers too."
    )
    for paper, times in found["papers"].items():
        numbers = (f"{found[name]:,}" for name in ("children", "registered", "sessions"))
        spread = (f"{value:.2f}" for value in (min(times), median(times), max(times)))
        target = against(max(times), _TARGET, "s") if paper == "governors" else ""
        section.rows.append((paper, *numbers, str(len(times)), *spread, target))
        section.records.append({"what": f"paper {paper}", "runs": len(times), "wall_seconds": [round(one, 4) for one in times]})
