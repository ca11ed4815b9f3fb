"""A raw count cannot become a figure: figures are made of a type that only disclosure gives."""

import ast
import inspect
import typing
from pathlib import Path

import attainable
from attainable.evidence.disclosure.protection import HIDDEN, ShownCount, count_of_schools, stored_count
from attainable.evidence.measures.count_rows import RowMaker

SOURCE = Path(attainable.__file__).parent


def test_only_disclosure_makes_a_count_that_may_be_shown():
    makers = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "ShownCount":
                makers.add(path.relative_to(SOURCE).as_posix())
    assert makers == {"evidence/disclosure/protection.py"}


def test_counts_of_schools_are_the_only_ones_that_pass_as_they_are():
    users = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "count_of_schools(" in path.read_text("utf-8") and path.name != "protection.py"
    }
    assert users == {"evidence/pupils/counted/schools.py"}
    assert count_of_schools(3) == 3


def test_rows_are_made_of_nothing_else():
    """Every number that a row is given is typed; a wrong one fails the type check of `make check`."""
    taken = {}
    for name in ("rate", "mean", "count", "money"):
        hints = typing.get_type_hints(getattr(RowMaker, name))
        for parameter in ("counts", "count", "pence", "of"):
            if parameter in inspect.signature(getattr(RowMaker, name)).parameters:
                taken[name, parameter] = hints[parameter]
    one = ShownCount | None
    assert set(taken.values()) == {one, tuple[one, one]}
    assert len(taken) == 6


def test_a_stored_count_is_hidden_or_itself():
    assert stored_count(HIDDEN) is None
    assert stored_count(0) == 0
    assert stored_count(12) == 12
