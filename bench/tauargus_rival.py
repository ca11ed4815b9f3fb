"""Suppression by pytauargus (the tau-argus engine), a process of its own: a table of counts in, the hidden cells out.

    tauargus_rival.py < {"counts": nested lists, "threshold": n, "range": per cent}  > {"seconds": s, "hidden": [[cell, …], …]}

A cell is a place in each dimension, or null for the total of it. The engine takes one row a pupil, and writes its files where it
stands: so it stands in a folder that goes away with it.
"""

import json
import os
import sys
import tempfile
import time
from typing import Any, Final

import numpy as np

_HIDDEN: Final = ("U", "M")  # unsafe by itself; hidden to protect another
_TOTAL: Final = "Total"


def suppress(counts: np.ndarray, threshold: int, percent: int) -> tuple[float, list[list[int | None]]]:
    """Seconds and hidden cells of the table with its margins: counts of 1 to below `threshold` are unsafe, and no intruder may
    come nearer to one than `percent` of it on either side."""
    from pytauargus import protect

    places = np.repeat(np.indices(counts.shape).reshape(counts.ndim, -1), counts.ravel(), axis=1)
    names = [f"d{axis}" for axis in range(counts.ndim)]
    records: dict[str, list[Any]] = {name: [f"{p:04d}" for p in row] for name, row in zip(names, places, strict=True)}
    records["n"] = [1] * places.shape[1]
    start = time.perf_counter()
    found = protect(records, names, response="n", safety_rules=f"FREQ({threshold},{percent})", suppress="OPT(1)", workdir="run")
    seconds = time.perf_counter() - start
    table = found.tables[0].dataframe()
    statuses, labels = list(table["status"]), [list(table[name]) for name in names]
    hidden = [at for at, status in enumerate(statuses) if status in _HIDDEN]
    return seconds, [[_place(axis[at]) for axis in labels] for at in hidden]


def _place(label: str) -> int | None:
    return None if label == _TOTAL else int(label)


def main() -> None:
    asked = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        # The engine talks on standard output too.
        spoken = os.dup(1)
        os.dup2(2, 1)
        seconds, hidden = suppress(np.array(asked["counts"]), asked["threshold"], asked["range"])
        os.dup2(spoken, 1)
        os.chdir("/")
    print(json.dumps({"seconds": seconds, "hidden": hidden}))


if __name__ == "__main__":
    main()
