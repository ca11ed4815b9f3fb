"""The examples in the docstrings of the values modules are true."""

import doctest
import importlib
import pkgutil

import pytest

import attainable.values

MODULES = [f"attainable.values.{module.name}" for module in pkgutil.iter_modules(attainable.values.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_to_run() -> None:
    finder = doctest.DocTestFinder()
    examples = [e for n in MODULES for t in finder.find(importlib.import_module(n)) for e in t.examples]
    assert len(examples) >= 7
