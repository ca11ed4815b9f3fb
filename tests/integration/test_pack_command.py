"""The pack as it is asked for, and how it ends when it can't be made; the page as a reader meets it."""

import csv
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet
import pytest
from tests.browsing import WIDTHS, faults_of

from attainable.cli.app import main
from attainable.demo.lives.nation import make_county, make_nation
from attainable.evidence.backends import backend
from attainable.evidence.charts import render
from attainable.evidence.charts.pupils.drawing import drawings_of
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.pack import work_out
from attainable.evidence.pupils.pack_question import pack_question
from attainable.evidence.result import RECORD_KEYS
from attainable.evidence.tables.reading import open_tables
from attainable.values.problem import ProblemsError

type Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pack") / "nation"
    make_nation(out, scale=0.004)
    return out


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pack") / "county"
    make_county(out, scale=0.05, years=tuple(range(2015, 2025)))
    return out


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def _run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["attainable", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return _run


def test_the_pack_of_a_nation(run: Run, nation: Path, tmp_path: Path) -> None:
    code, said, err = run("pack", "--tables", nation, "--out", tmp_path / "pack")
    assert (code, err) == (0, "")
    assert "none can be worked out to within less than" in said
    files = {path.name for path in (tmp_path / "pack").iterdir()}
    assert {
        "pack.html",
        "pack.docx",
        "pack.pdf",
        "pack.json",
        "01-sen-gap-january.csv",
        "12-persistent-absence-by-sex.csv",
    } <= files
    assert len(files) >= 19
    manifest = json.loads((tmp_path / "pack" / "pack.json").read_text("utf-8"))
    assert manifest["profile"] == "public" and manifest["too_near"] == 0 and manifest["audited"] > 0
    page = (tmp_path / "pack" / "pack.html").read_text("utf-8")
    assert "fictional" in page.lower() and "attainable pack" not in page


def test_no_small_count_stands_in_any_file(run: Run, nation: Path, county: Path, tmp_path: Path) -> None:
    for place in (nation, county):
        run("pack", "--tables", place, "--out", tmp_path / place.name, "--formats", "html")
        for path in (tmp_path / place.name).glob("*.csv"):
            with path.open(encoding="utf-8") as opened:
                rows = list(csv.DictReader(opened))
            assert rows and tuple(rows[0]) == RECORD_KEYS
            if path.name.startswith("10-"):
                continue  # counts of schools
            for row in rows:
                met, of = row["numerator"], row["denominator"]
                if row["mark"] == "c":
                    assert not met and not row["value"] and not row["lower"]
                if met:
                    assert int(met) == 0 or int(met) >= 10
                    assert int(of) - int(met) == 0 or int(of) - int(met) >= 10


def test_internal_figures_are_stamped(run: Run, nation: Path, tmp_path: Path) -> None:
    run("pack", "--tables", nation, "--out", tmp_path / "pack", "--profile", "internal", "--formats", "html", "--charts", "1,6")
    page = (tmp_path / "pack" / "pack.html").read_text("utf-8")
    assert page.lower().count("not for release") >= 4


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--profile", "loose"), 2, "no profile 'loose'"),
        (("--charts", "1,99"), 2, "no chart 99"),
        (("--year", "1066"), 2, "is not a year"),
        (("--year", "2030/31"), 4, "no year 2030/31"),
        (("--engine", "abacus"), 2, "no engine 'abacus'"),
        (("--formats", "odt"), 2, 'no writer for "odt"'),
    ],
)
def test_a_wrong_question_is_told_and_nothing_is_written(
    run: Run, nation: Path, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    ended, _, err = run("pack", "--tables", nation, "--out", tmp_path / "pack", *words)
    assert (ended, told in err, "Traceback" in err) == (code or ended, True, False)
    assert ended != 0
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_of_wrong_tables(run: Run, nation: Path, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(nation, tables)
    file = sorted((tables / "pupil_year").glob("*.parquet"))[-1]
    rows = parquet.read_table(file)
    parquet.write_table(pa.concat_tables([rows, rows.slice(0, 3)]), file)
    code, _, err = run("pack", "--tables", tables, "--out", tmp_path / "pack", "--charts", "6", "--formats", "html")
    assert code == 3 and "each pupil appears once a year" in err and "3 times" in err
    assert not (tmp_path / "pack").exists()
    code, _, _ = run("pack", "--tables", tables, "--out", tmp_path / "pack", "--charts", "6", "--formats", "html", "--checked")
    assert code == 0


def test_a_folder_of_something_else_is_left_alone(run: Run, nation: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    code, _, err = run("pack", "--tables", nation, "--out", tmp_path)
    assert code == 3 and "contains other files" in err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def only(nation: Path, out: Path, keep: Callable[[pa.Table], pa.Table]) -> Path:
    """The nation with other rows."""
    out.mkdir()
    for name in ("area", "school"):
        (out / f"{name}.parquet").write_bytes((nation / f"{name}.parquet").read_bytes())
    (out / "pupil_year").mkdir()
    for path in (nation / "pupil_year").glob("*.parquet"):
        parquet.write_table(keep(parquet.read_table(path)), out / "pupil_year" / path.name)
    return out


def test_a_table_without_sen_makes_a_pack_that_says_so(run: Run, nation: Path, tmp_path: Path) -> None:
    none = only(nation, tmp_path / "none", lambda t: t.filter(compute.field("sen").cast(pa.string()) == "N"))
    code, _, err = run("pack", "--tables", none, "--out", tmp_path / "pack", "--formats", "html")
    assert code == 0 and "Traceback" not in err
    lines = (tmp_path / "pack" / "06-gaps-by-stage.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(lines))
    assert {row["mark"] for row in rows if row["statistic"] == "gap"} == {"z"}


def test_a_long_table_keeps_its_last_years_whole_and_says_where_the_rest_is(run: Run, nation: Path, tmp_path: Path) -> None:
    assert run("pack", "--tables", nation, "--out", tmp_path / "p", "--formats", "html", "--charts", "1")[0] == 0
    page = (tmp_path / "p" / "pack.html").read_text("utf-8")
    first = page.split("</table>")[0]
    assert [first.count(f'<th scope="row">{year}</th>') for year in ("2005/06", "2006/07", "2009/10")] == [0, 3, 3]
    assert "9 more rows are in the file." in page and "not published" not in page
    assert page.index("9 more rows") < page.index("Download these figures (CSV)")


def test_one_pupil_and_no_pupils(run: Run, nation: Path, tmp_path: Path) -> None:
    one = only(nation, tmp_path / "one", lambda t: t.slice(0, 1))
    code, _, err = run("pack", "--tables", one, "--out", tmp_path / "pack1", "--formats", "html")
    assert code in (0, 4) and "Traceback" not in err and "went wrong in Attainable" not in err
    empty = only(nation, tmp_path / "empty", lambda t: t.slice(0, 0))
    code, _, err = run("pack", "--tables", empty, "--out", tmp_path / "pack0", "--formats", "html")
    assert code == 4 and "went wrong in Attainable" not in err


def test_one_measure_from_tables(run: Run, nation: Path) -> None:
    code, said, _ = run("measure", "show", "gaps-by-stage", "--tables", nation, "--format", "json")
    assert code == 0 and {row["statistic"] for row in json.loads(said)} == {"rate", "gap", "odds-ratio"}
    code, said, _ = run("measure", "show", "gaps-by-stage", "--tables", nation, "--format", "svg")
    assert code == 0 and said.startswith("<svg")
    assert run("measure", "show", "no-such", "--tables", nation)[0] == 2


def test_a_measure_of_wrong_tables_is_refused_unless_they_were_checked(run: Run, nation: Path, tmp_path: Path) -> None:
    wrong = only(nation, tmp_path / "wrong", lambda t: pa.concat_tables([t, t.slice(0, 1)]))
    code, said, err = run("measure", "show", "gaps-by-stage", "--tables", wrong)
    assert code == 3 and not said and "each pupil appears once a year" in err
    assert run("measure", "show", "gaps-by-stage", "--tables", wrong, "--checked")[0] == 0


def test_tables_commands(run: Run, nation: Path, tmp_path: Path) -> None:
    assert "pupil_year" in run("tables", "list")[1]
    assert "sen_start" in run("tables", "show", "pupil_year")[1]
    assert run("tables", "show", "nothing")[0] == 2
    assert run("tables", "check", nation)[0] == 0
    wrong = only(nation, tmp_path / "wrong", lambda t: pa.concat_tables([t, t.slice(0, 1)]))
    code, said, _ = run("tables", "check", wrong)
    assert code == 5 and "each pupil appears once a year" in said
    assert run("tables", "check", tmp_path / "nowhere")[0] == 4


def test_demo_commands(run: Run, tmp_path: Path) -> None:
    code, said, _ = run("demo", "nation", "--out", tmp_path / "n", "--scale", "0.001", "--years", "2007/08-2008/09")
    assert code == 0 and "fictional pupil-years" in said
    assert "identified" in run("demo", "calibration", tmp_path / "n")[1]
    assert run("demo", "county", "--out", tmp_path / "c", "--scale", "0.01", "--years", "2015/16")[0] == 0
    assert run("demo", "county", "--out", tmp_path / "d", "--scale", "-1")[0] == 2
    assert run("demo", "nation", "--out", tmp_path / "d", "--years", "soon")[0] == 2


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_every_drawing_is_valid_and_speaks(nation: Path, county: Path, profile: str) -> None:
    for place in (nation, county):
        tables = open_tables(place)
        with backend() as opened:
            answers = work_out(Cubes(tables, opened), pack_question(tables), profile_of(profile))
        for chart, results in answers.results.items():
            for make in drawings_of(chart, results, answers.funnel, tables.features) if results else []:
                try:
                    drawn = make()
                except ProblemsError as error:  # every figure of it is hidden: said in words
                    assert profile == "public" and "hidden" in str(error)
                    continue
                alt.Chart.from_dict(drawn.spec).to_dict() if "layer" not in drawn.spec else alt.LayerChart.from_dict(drawn.spec)
                assert drawn.sentence.endswith(".") and drawn.sentence in drawn.alt
                assert "fictional" in drawn.title
                assert len(render.svg(drawn.spec)) < 600_000


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_the_pack(run: Run, county: Path, tmp_path: Path, chromium: Any, width: int) -> None:
    run("pack", "--tables", county, "--out", tmp_path / "pack", "--formats", "html")
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto((tmp_path / "pack" / "pack.html").as_uri())
    assert not faults_of(page, "pack")
    page.close()
