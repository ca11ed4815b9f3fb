"""`make soak`: runs what takes too long for CI, one part after the other, and writes how it went to docs/soak.md.

Names of parts as arguments run those alone; what the page says of the others stays.
"""

import datetime as dt
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "soak.md"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
COLUMNS = ("date", "result", "minutes")
# What each part does, for the page; what CI draws of it; and its tests.
PARTS = {
    "permissions": (
        "Every account asks for every page and action of every child, opened and sent, and gets what the slow twin says.",
        "600 of the requests",
        ["tests/records/matrix"],
    ),
    "broken files": (
        "10,000 files of children, broken in made-up ways, are each read or refused in words.",
        "150 files",
        ["tests/generative/test_mutated_files.py"],
    ),
    "broken imports": (
        "500 broken files go through a whole import, which is written whole or not at all.",
        "20 files",
        ["tests/records/exchange/test_hostile.py"],
    ),
    "builds": (
        "200 random histories of changes: an incremental build of the warehouse makes what a full build makes, byte by byte.",
        "3 histories",
        ["tests/records/warehouse/test_incremental.py"],
    ),
    "killed writes": (
        "A process that writes records is killed at 20 moments: rows and audit agree.",
        "2 moments",
        ["tests/records/integration/test_killed.py"],
    ),
    "engines": (
        "DuckDB and Spark answer every chart of the pack with the same digits.",
        "4 of the 15 charts",
        ["tests/unit/evidence/pupils/test_engines.py"],
    ),
    "odd numbers": (
        "Twelve odd numbers in every parameter of every page break none of them.",
        "4 of the numbers",
        ["tests/records/pages/test_every_page.py"],
    ),
    "windows": (
        "Every page is loaded at a desk's width and at a telephone's, and axe finds nothing.",
        "loaded at a desk's, looked at in both",
        ["-m", "browser"],
    ),
    "slow clients": (
        "Clients that send or read slowly keep nobody out, at the server itself and behind nginx as in the example.",
        "without nginx where it is not installed",
        ["tests/records/integration/test_slow_clients.py"],
    ),
    "killed imports": (
        "Workers are killed at 53 moments of one import: it is written once and whole.",
        "4 moments",
        ["tests/records/exchange/test_killed.py"],
    ),
}


def main(names: list[str]) -> int:
    kept = last_runs(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    for name in names or PARTS:
        for database in DATABASES:
            if database == "postgresql" and not PARTS[name][2][0].startswith("tests/records"):
                continue
            print(f"{name}, {database} ...", flush=True)
            kept[name, DATABASES[database]] = run(PARTS[name][2], database)
            PAGE.write_text(page(kept), "utf-8")
            print("   ", kept[name, DATABASES[database]]["result"], flush=True)
    return int(any("failed" in row["result"] or "error" in row["result"] for row in kept.values()))


def run(tests: list[str], database: str) -> dict[str, str]:
    began = time.monotonic()
    command = [str(Path(sys.executable).parent / "pytest"), "-q", "-n", "2", "-m", "soak", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "ATTAINABLE_SOAK": "1", "ATTAINABLE_TEST_DATABASE": database}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "soak.txt").write_text(ended.stdout + ended.stderr, "utf-8")
    lines = ended.stdout.splitlines() or ["error: no output"]
    result = re.sub(r" in [\d.]+s.*", "", lines[-1]).strip("= ")
    today = dt.datetime.now(dt.UTC).date()
    return {"date": f"{today:%-d %B %Y}", "result": result, "minutes": f"{(time.monotonic() - began) / 60:.1f}"}


def last_runs(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """What the page says of each part and database."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.split("## The last run")[-1].splitlines()]
    return {(row[0], row[1]): dict(zip(COLUMNS, row[2:], strict=True)) for row in rows if len(row) == 5 and row[0] in PARTS}


def page(kept: dict[tuple[str, str], dict[str, str]]) -> str:
    lines = [
        "# What takes too long for CI",
        "",
        "`make soak` runs it, and writes this page. CI draws a part of each, with a fixed seed.",
        "",
        "| part | what is done | in CI |",
        "|---|---|---|",
        *(f"| {name} | {what} | {few} |" for name, (what, few, _) in PARTS.items()),
        "",
        "## The last run of each part",
        "",
        "| part | database | when | result | minutes |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {name} | {database} | {' | '.join(row.values())} |" for (name, database), row in kept.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
