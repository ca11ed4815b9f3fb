"""A small fictional nation and county, made once, and their packs."""

from pathlib import Path

import pytest

from attainable.demo.lives.nation import make_county, make_nation


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 100,000 pupil-years, 2003/04 to 2009/10."""
    out = tmp_path_factory.mktemp("nation") / "tables"
    make_nation(out, scale=0.002, years=tuple(range(2003, 2010)))
    return out


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 60,000 pupil-years, 2015/16 to 2024/25, with every table."""
    out = tmp_path_factory.mktemp("county") / "tables"
    make_county(out, scale=0.03, years=tuple(range(2015, 2025)))
    return out
