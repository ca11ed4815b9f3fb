"""Two engines, same digits."""

import shutil
from pathlib import Path

import pytest
from tests.soak import drawn

from attainable.evidence.backends import backend, open_backend
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.pack import work_out
from attainable.evidence.pupils.pack_question import pack_question
from attainable.evidence.result import Row
from attainable.evidence.tables.checking import check_tables
from attainable.evidence.tables.reading import open_tables
from attainable.values.problem import ProblemsError

# A gap, movement, what was given and absence: passes of each shape. `make soak` asks for every chart.
CHARTS = drawn(("1", "3", "11", "12"), ())


def figures(folder: Path, engine: str) -> tuple[list[Row], list[str]]:
    tables = open_tables(folder)
    with backend(engine, memory="1g" if engine == "spark" else None) as opened:
        found = work_out(Cubes(tables, opened), pack_question(tables), profile_of("public"), charts=CHARTS)
        faults = [str(fault) for fault in check_tables(tables, opened)]
    return [row for results in found.results.values() for result in results for row in result], faults


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17, which is not here")
@pytest.mark.filterwarnings("ignore")
def test_spark_and_duckdb_agree(county: Path) -> None:
    one, other = figures(county, "duckdb"), figures(county, "spark")
    assert other[1] == one[1] == []
    assert len(other[0]) == len(one[0])
    for a, b in zip(one[0], other[0], strict=True):
        assert (a.measure, a.period, a.area, a.group, a.statistic, a.mark) == (
            b.measure,
            b.period,
            b.area,
            b.group,
            b.statistic,
            b.mark,
        )
        assert (a.numerator, a.denominator) == (b.numerator, b.denominator)
        for name in ("value", "lower", "upper"):
            mine, theirs = getattr(a, name), getattr(b, name)
            assert theirs == (mine if mine is None else pytest.approx(mine, rel=1e-12, abs=1e-12)), (a, name)


def test_an_unknown_engine_is_told() -> None:
    with pytest.raises(ProblemsError, match="no engine 'abacus'"):
        open_backend("abacus")
