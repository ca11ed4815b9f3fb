"""The day on which the tests run: the same one whenever they run, unless `ATTAINABLE_TEST_DAY` names another.

The clock starts at ten in the morning in London and goes on from there, in this process and in every Python process that a test
starts. `ATTAINABLE_TEST_DAY=today` takes the real date.
"""

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine

from attainable.values.clock import LONDON

ORDINARY = "2026-11-26"
# Where a Python process finds `sitecustomize`, which moves its clock by `_SHIFT` seconds.
FOLDER = Path(__file__).parent / "clock"
_SHIFT = "ATTAINABLE_TEST_SHIFT"


def asked() -> dt.date:
    named = os.environ.get("ATTAINABLE_TEST_DAY") or ORDINARY
    return dt.datetime.now(LONDON).date() if named == "today" else dt.date.fromisoformat(named)


def begin() -> None:
    """Moves the clock of this process for the whole run. The processes of pytest-xdist find the same shift in the environment."""
    os.environ.setdefault(_SHIFT, str(_morning(asked()) - time.time()))
    time_machine.travel(time.time() + float(os.environ[_SHIFT])).start()


def reach_processes() -> None:
    """From now on the Python processes that are started have the moved clock too."""
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(FOLDER), os.environ.get("PYTHONPATH"))))


@contextmanager
def on(day: dt.date) -> Iterator[None]:
    """Another day for a part of a test, or for the whole of it as a decorator."""
    with at(dt.datetime.fromtimestamp(_morning(day), dt.UTC)):
        yield


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Another moment, from which time goes on."""
    ahead = moment.timestamp() - time.time()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(_SHIFT, str(float(os.environ[_SHIFT]) + ahead))
        with time_machine.travel(moment):
            yield


def _morning(day: dt.date) -> float:
    return dt.datetime.combine(day, dt.time(10), LONDON).timestamp()
