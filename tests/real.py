"""The real published files, where they are: tests that read them say so when they are not there."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("ATTAINABLE_DATA") or Path(__file__).parents[2] / "shared" / "data")
# One process of the suite reads them all, once (the fixture `real_files`).
NEEDS_REAL = [
    pytest.mark.real,
    pytest.mark.xdist_group("real files"),
    pytest.mark.skipif(not DATA.is_dir(), reason=f"The real files are not at {DATA}; set ATTAINABLE_DATA"),
]
