"""One quiet HiGHS: its banner goes to the terminal past every option, and a command's output is data."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


def quiet_solver() -> Any:
    """A HiGHS object that prints nothing, without presolve, so that each question begins where the last one ended."""
    import highspy

    _print_banner_to_nowhere()
    make: Any = highspy.Highs
    solver = make()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    return solver


@cache
def _print_banner_to_nowhere() -> None:
    """The banner is printed once in a process, by the first object."""
    import highspy

    with _without_output():
        make: Any = highspy.Highs
        make().setOptionValue("output_flag", False)


@contextmanager
def _without_output() -> Iterator[None]:
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
