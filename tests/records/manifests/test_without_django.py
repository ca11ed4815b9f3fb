"""Commands that need no records start without Django."""

import subprocess
import sys

import pytest

_CODE = """
import sys
from attainable.cli.app import app
try:
    app({words}, standalone_mode=False)
except SystemExit:
    pass
found = sorted({{name.partition(".")[0] for name in sys.modules}} & {{"django", "allauth", "psycopg"}})
assert not found, found
"""


@pytest.mark.parametrize(
    "words", [["--help"], ["measure", "list"], ["measure", "show", "--help"], ["pack", "--help"], ["retention", "--help"]]
)
def test_it_imports_no_django(words):
    ran = subprocess.run([sys.executable, "-c", _CODE.format(words=words)], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout
