"""Mutation testing: puts small faults into the code, one at a time, and says which of them the tests don't notice.

`make mutants` runs it, outside CI: a hundred mutants take hours. Cosmic Ray (in an environment of its own) finds the places and
makes the change. This script draws the mutants, the same ones for the same code and seed, and for each runs the tests that guard
its file, in a copy of the last commit. The list of survivors is build/mutants/survivors.md.
"""

import argparse
import ast
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cosmic_ray.plugins  # type: ignore[import-not-found]
from cosmic_ray.ast import ast_nodes, get_ast  # type: ignore[import-not-found]
from cosmic_ray.mutating import mutate_code  # type: ignore[import-not-found]

ROOT: Final = Path(__file__).resolve().parents[1]
BUILD: Final = ROOT / "build/mutants"
# The seed of the draw. It was written down before the tests of changes were.
SEED: Final = 20261130
MOST_SECONDS: Final = 900

# Faults that somebody could make. Cosmic Ray knows more, such as a shift of bits for a sum, and breaks the marks of arguments.
_KINDS: Final = re.compile(
    "core/(AddNot|NumberReplacer|ZeroIterationForLoop|ReplaceUnaryOperator_Delete_Not|Replace(True|False|And|Or|Break|Continue)With.*"
    "|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|BitOr_BitAnd|BitAnd_BitOr)"
    "|ReplaceComparisonOperator_(Is_IsNot|IsNot_Is|In_NotIn|NotIn_In|(Eq|NotEq|LtE?|GtE?)_(Eq|NotEq|LtE?|GtE?)))"
)

_CHANGES: Final = (
    "tests/spec/test_manual.py",
    "tests/records/people/changes",
    "tests/records/people/test_retention_pages.py",
    "tests/records/people/test_retention.py",
    "tests/records/people/test_emergency.py",
    "tests/records/pages/test_families_and_joining.py",
    "tests/records/exchange/test_cases.py",
)
_ACCESS: Final = (
    "tests/spec/test_manual.py",
    "tests/records/people/test_visibility.py",
    "tests/records/people/changes/test_made.py",
)
# Files of the code by pattern, with the tests that guard them.
GUARDS: Final[dict[str, tuple[str, ...]]] = {
    "src/attainable/domains/people/rules.py": _CHANGES,
    "src/attainable/domains/people/facts.py": _CHANGES,
    "src/attainable/domains/people/actions/*.py": (*_CHANGES, "tests/records/people/test_schools_pages.py"),
    "src/attainable/records/[dsuw]*.py": (*_CHANGES, "tests/records/exchange/test_importing.py", "tests/records/progress"),
    "src/attainable/domains/people/standing.py": (*_ACCESS, "tests/records/warehouse/test_one_figure.py"),
    "src/attainable/domains/people/visibility.py": _ACCESS,
    "src/attainable/evidence/disclosure/*.py": ("tests/unit/evidence/disclosure", "tests/records/people/test_figures.py"),
    "src/attainable/domains/people/importing/matching.py": ("tests/records/exchange/test_linking.py", *_CHANGES[-1:]),
    "src/attainable/exchange/repeated.py": _CHANGES[-1:],
}


@dataclass(frozen=True)
class Mutant:
    """One small fault: the file, what kind of change, and which of the places where it can be made."""

    file: str
    operator: str
    place: int
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.operator.removeprefix('core/')}"


def mutants(folder: Path) -> Iterator[Mutant]:
    """Every mutant there could be, always in the same order."""
    for file in sorted({path for pattern in GUARDS for path in folder.glob(pattern)}):
        text = file.read_text("utf-8")
        quiet, nodes = _types(text), list(ast_nodes(get_ast(text)))
        for name in sorted(filter(_KINDS.fullmatch, cosmic_ray.plugins.operator_names())):
            kind = cosmic_ray.plugins.get_operator(name)()
            spots = (start for node in nodes for start, _ in kind.mutation_positions(node))
            for place, (line, column) in enumerate(spots):
                if not any(first <= (line, column) < last for first, last in quiet):
                    yield Mutant(str(file.relative_to(folder)), name, place, line)


def _types(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where types stand: a change there changes nothing."""
    found: list[Any] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            found += [node.returns, *(arg.annotation for arg in ast.walk(node.args) if isinstance(arg, ast.arg))]
        elif isinstance(node, ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.TypeAlias):
            found.append(node.value)
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in found if n is not None]


def guards(file: str) -> tuple[str, ...]:
    """The tests of a file."""
    return next(tests for pattern, tests in GUARDS.items() if Path(file).match(pattern))


def passes(folder: Path, python: Path, tests: tuple[str, ...]) -> bool:
    """Whether the tests pass, as far as the first that doesn't."""
    command = [python, "-m", "pytest", "-q", "-x", "-n", "0", "-m", "not browser", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def survives(folder: Path, python: Path, mutant: Mutant) -> str:
    """The change as a diff where the tests pass in spite of it; nothing where they fail."""
    path = folder / mutant.file
    whole = path.read_text("utf-8")
    changed = mutate_code(whole, cosmic_ray.plugins.get_operator(mutant.operator)(), mutant.place)
    path.write_text(changed, "utf-8")
    try:
        if not passes(folder, python, guards(mutant.file)):
            return ""
    finally:
        path.write_text(whole, "utf-8")
    return "\n".join(difflib.unified_diff(whole.splitlines(), changed.splitlines(), lineterm="", n=1))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--python", type=Path, default=ROOT / ".venv/bin/python", help="the Python that runs the tests")
    parser.add_argument("--list", action="store_true", help="only say which mutants are drawn")
    asked = parser.parse_args()
    folder = BUILD / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", "--shared", str(ROOT), str(folder)], check=True)
    every = list(mutants(folder))
    drawn = random.Random(asked.seed).sample(every, min(asked.count, len(every)))
    print(f"{len(drawn)} of {len(every)} mutants, seed {asked.seed}, commit {_commit(folder)}", flush=True)
    if asked.list:
        print(*drawn, sep="\n")
        return 0
    for tests in sorted({guards(mutant.file) for mutant in drawn}):
        if not passes(folder, asked.python.absolute(), tests):
            print(f"These tests fail without any mutant: {' '.join(tests)}", file=sys.stderr)
            return 2
    return _run(folder, asked.python.absolute(), drawn, asked.seed)


def _run(folder: Path, python: Path, drawn: list[Mutant], seed: int) -> int:
    report = [f"# Mutants that the tests don't notice\n\nSeed {seed}, commit {_commit(folder)}.\n"]
    for number, mutant in enumerate(drawn, 1):
        change = survives(folder, python, mutant)
        print(f"{number:3} {'SURVIVED' if change else 'killed  '} {mutant}", flush=True)
        if change:
            report.append(f"## {mutant}\n\n```diff\n{change}\n```\n")
            (BUILD / "survivors.md").write_text("\n".join(report), "utf-8")
    print(f"{len(report) - 1} of {len(drawn)} survived")
    (BUILD / "survivors.md").write_text("\n".join(report), "utf-8")
    return 0


def _commit(folder: Path) -> str:
    asked = ["git", "-C", str(folder), "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
