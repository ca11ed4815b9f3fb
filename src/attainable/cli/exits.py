"""How a command ends: the exit codes, and the only place that prints problems and accidents."""

import atexit
import json
import os
import sys
import threading
from collections.abc import Sequence
from enum import IntEnum
from typing import NoReturn

from attainable.values.disk import is_full
from attainable.values.problem import Problem, ProblemsError, Severity


class Exit(IntEnum):
    """Exit codes, fixed and documented in docs/guide-command-line.md."""

    OK = 0
    NOT_UNDERSTOOD = 2
    REFUSED = 3
    NO_FIGURES = 4
    FAULTS_FOUND = 5
    OUR_FAULT = 70
    NO_ROOM = 74
    INTERRUPTED = 130


_NO_FIGURES = {"no-figures", "no-table", "nothing-to-draw", "nothing-to-export", "no-store", "no-tables"}
_NOT_UNDERSTOOD = {
    "unknown-kind",
    "unknown-measure",
    "unknown-area",
    "no-area",
    "unknown-statistic",
    "unknown-comparison",
    "not-a-pair",
    "not-a-period",
    "unknown-breakdown",
    "no-comparison",
    "no-odds",
    "unused-option",
    "unknown-group",
    "unknown-format",
    "document-format",
    "unknown-profile",
    "unknown-chart",
    "unknown-engine",
    "unknown-table",
    "bad-scale",
    "unknown-role",
    "unknown-school",
    "unknown-child",
    "unknown-class",
}
_SIGNS = {Severity.ERROR: "Problem", Severity.WARNING: "Note", Severity.NOTE: "Note"}


def tell(problems: Sequence[Problem]) -> None:
    """Every problem on a line of its own, on standard error: where, what, how to mend it."""
    for problem in problems:
        print(f"{_SIGNS[problem.severity]}: {_shown(str(problem))}", file=sys.stderr)


def _shown(text: str) -> str:
    """Without the control characters by which a file's heading could write to the terminal."""
    return "".join(mark if mark.isprintable() else "�" for mark in text)


def code_for(problems: Sequence[Problem]) -> Exit:
    # What is wrong in a file is a refusal, whatever it is called; the other codes are about what was asked.
    codes = {problem.code for problem in problems if problem.is_error and problem.row is None}
    if codes & _NOT_UNDERSTOOD:
        return Exit.NOT_UNDERSTOOD
    if "disk-full" in codes:
        return Exit.NO_ROOM
    return Exit.NO_FIGURES if codes & _NO_FIGURES else Exit.REFUSED


def run_guarded(command: object) -> None:
    """Run the command line and leave with a code; no traceback reaches a user unless ATTAINABLE_DEBUG is set."""
    try:
        command()  # type: ignore[operator]
    except ProblemsError as error:
        tell(error.problems)
        count = sum(problem.is_error for problem in error.problems)
        if count > 1:
            print(f"{count} problems.", file=sys.stderr)
        raise SystemExit(code_for(error.problems)) from None
    except KeyboardInterrupt:
        print("Stopped. Nothing has changed.", file=sys.stderr)
        raise SystemExit(Exit.INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of a pipe (head, less) has had enough: that is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(Exit.OK) from None
    except Exception as error:
        if os.environ.get("ATTAINABLE_DEBUG"):
            raise
        if is_full(error):
            tell([Problem("disk-full", "The disk is full.", "Nothing has changed. Free some space, and run the command again.")])
            raise SystemExit(Exit.NO_ROOM) from None
        # The error's own text may hold a cell of a file, so only its kind is told.
        print(
            f"Something went wrong in Attainable ({type(error).__name__}). Nothing has changed. Run the command again with "
            f"ATTAINABLE_DEBUG=1 and send us what it prints.",
            file=sys.stderr,
        )
        raise SystemExit(Exit.OUR_FAULT) from None


def leave(code: object) -> NoReturn:
    """End the process with what `SystemExit` holds: threads and exit handlers first, then without Python's own taking down.

    The operating system takes the memory of a process back at once; Python takes a fifth of a second over Ibis and Arrow.
    """
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon:
            thread.join()
    atexit._run_exitfuncs()
    if not isinstance(code, int | None):
        print(code, file=sys.stderr)
        code = 1
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass  # The reader has had enough.
    except OSError as error:
        os.write(2, f"Problem: The output could not be written ({error.strerror}).\n".encode())
        code = Exit.REFUSED
    os._exit(int(code or 0))


def as_json(problems: Sequence[Problem]) -> str:
    """Problems for a machine."""
    return json.dumps(
        [{"code": p.code, "severity": p.severity, "where": p.where, "what": p.what, "mend": p.mend} for p in problems], indent=1
    )
