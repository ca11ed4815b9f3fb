"""Product code asks one place what day or moment it is (`attainable.values.clock`), and asks when it needs to know.

A value that is taken while a module is read, as a default or into a cache stays as it was when a server started.
"""

import ast
import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest
from tests import days

from attainable.values import clock

SOURCE = Path(__file__).resolve().parents[2] / "src" / "attainable"
CLOCK = SOURCE / "values" / "clock.py"
# Names that give the day or the moment when they are called without arguments, whoever owns them.
TELLING = {"today", "now", "utcnow", "localdate"}
OF_TIME = {"time", "time_ns", "localtime", "gmtime", "strftime", "ctime", "asctime"}
DJANGOS = {"now", "localdate", "localtime"}
CACHES = {"cache", "lru_cache", "cached_property"}


def faults(text: str) -> list[str]:
    """What a module does that it should leave to the clock, with the line."""
    tree = ast.parse(text)
    return sorted([*_asks_elsewhere(tree), *_asks_too_early(tree)])


def _asks_elsewhere(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            taken = {
                "time": names & OF_TIME,
                "django.utils.timezone": names & DJANGOS,
                "django.db.models.functions": names & {"Now"},
                "attainable.values.clock": names & {"now", "today"},
            }.get(node.module or "", set())
            yield from (f"{node.lineno}: takes {name} from {node.module}" for name in taken)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            # `localtime(value)` and `strftime(form, value)` put a moment into words; without a value they are about now.
            if owner in ("date", "datetime", "timezone") and node.attr in TELLING:
                yield f"{node.lineno}: {owner}.{node.attr}"
            if owner == "time" and node.attr in OF_TIME:
                yield f"{node.lineno}: time.{node.attr}"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "localtime"
            and not node.args
        ):
            yield f"{node.lineno}: localtime()"


def _asks_too_early(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for default in filter(None, [*node.args.defaults, *node.args.kw_defaults]):
                yield from (f"{call.lineno}: the clock is asked in a default" for call in _of_clock(default))
        if isinstance(node, ast.FunctionDef) and any(_name(decorator) in CACHES for decorator in node.decorator_list):
            yield from (f"{call.lineno}: the clock is asked in what a cache keeps" for call in _of_clock(node))
    yield from (f"{call.lineno}: the clock is asked while the module is read" for call in _while_read(tree))


def _while_read(node: ast.AST) -> Iterator[ast.Call]:
    """Calls of the clock outside of every function; a class's own lines run as the module is read."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            if _is_of_clock(child):
                yield child
            yield from _while_read(child)


def _of_clock(node: ast.AST) -> list[ast.Call]:
    return [inner for inner in ast.walk(node) if _is_of_clock(inner)]


def _is_of_clock(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _name(node.func.value) == "clock"


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_product_code_asks_the_clock_and_nothing_else() -> None:
    modules = [path for path in sorted(SOURCE.rglob("*.py")) if path != CLOCK and "migrations" not in path.parts]
    assert len(modules) > 300
    assert [f"{path.relative_to(SOURCE)}:{fault}" for path in modules for fault in faults(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "from django.utils import timezone\nday = lambda: timezone.localdate()",
        "from django.utils.timezone import now",
        "from django.db.models.functions import Now",
        "from time import time",
        "from attainable.values.clock import today",
        "import datetime as dt\ndef f(): return dt.date.today()",
        "import datetime as dt\ndef f(): return dt.datetime.now(dt.UTC)",
        "from datetime import datetime\ndef f(): return datetime.utcnow()",
        "import time\ndef f(): return time.time()",
        "from django.utils import timezone\nfield = dict(default=timezone.now)",
        "from django.utils import timezone\ndef f(): return timezone.localtime()",
        "def f(on=clock.today()): ...",
        "def f(*, on=clock.today()): ...",
        "TODAY = clock.today()",
        "class A:\n    on = clock.today()",
        "@functools.cache\ndef f(): return clock.today()",
        "@lru_cache(maxsize=1)\ndef f(): return clock.now().year",
    ],
)
def test_what_the_wall_refuses(text: str) -> None:
    assert len(faults(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "def f(): return clock.today()",
        "class A:\n    on: dt.date = field(default_factory=clock.today)",
        "def f(row): return timezone.localtime(row.at)",
        "def f(): return time.monotonic() - time.perf_counter()",
        "def f(text): return datetime.strptime(text, '%d/%m/%Y').date()",
    ],
)
def test_what_the_wall_lets_be(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 6, 30, 22, 59, tzinfo=dt.UTC), dt.date(2026, 6, 30)),
        (dt.datetime(2026, 6, 30, 23, 1, tzinfo=dt.UTC), dt.date(2026, 7, 1)),
        (dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC), dt.date(2026, 12, 31)),
        (dt.datetime(2028, 2, 29, 0, 0, tzinfo=dt.UTC), dt.date(2028, 2, 29)),
    ],
)
def test_a_day_begins_at_midnight_in_england(moment: dt.datetime, day: dt.date) -> None:
    with days.at(moment):
        assert clock.now().utcoffset() == dt.timedelta()
        assert abs(clock.now() - moment) < dt.timedelta(seconds=5)
        assert clock.today() == day


@pytest.mark.days
def test_the_tests_have_one_day_in_every_process() -> None:
    command = "from attainable.values import clock; print(clock.now().isoformat())"
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout.strip()
    assert abs(dt.datetime.fromisoformat(said) - clock.now()) < dt.timedelta(seconds=60)
    assert clock.today() == days.asked()


def test_a_day_within_a_test_is_the_day_of_what_it_starts() -> None:
    before = time.time()
    with days.on(dt.date(2028, 2, 29)):
        assert clock.today() == dt.date(2028, 2, 29)
        said = subprocess.run(
            [sys.executable, "-c", "import time; print(time.time())"], capture_output=True, text=True, check=True
        )
        assert abs(float(said.stdout) - time.time()) < 60
    assert 0 <= time.time() - before < 60


def test_the_product_has_no_setting_that_changes_the_day() -> None:
    assert "environ" not in CLOCK.read_text("utf-8")
    assert not [path for path in SOURCE.rglob("*.py") if "ATTAINABLE_TEST" in path.read_text("utf-8")]
    assert "ATTAINABLE_TEST_SHIFT" in os.environ
