"""What is said of evidence tables that are not right, in sentences."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as parquet
import pytest

from attainable.demo.lives.nation import make_nation
from attainable.evidence.backends import backend
from attainable.evidence.tables.checking import check_tables
from attainable.evidence.tables.reading import open_tables
from attainable.values.problem import Problem, ProblemsError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_nation(tmp_path / "tables", scale=0.001, years=(2008,))
    return tmp_path / "tables"


def change(folder: Path, **cells: Any) -> None:
    """Write other cells into the first row of the pupils' year."""
    path = folder / "pupil_year" / "2008.parquet"
    table = parquet.read_table(path)
    rows = table.to_pylist()
    rows[0].update(cells)
    schema = pa.schema([(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in table.schema])
    parquet.write_table(pa.Table.from_pylist(rows, schema), path)


def faults(folder: Path) -> list[Problem]:
    tables = open_tables(folder)
    with backend() as opened:
        return check_tables(tables, opened)


def test_right_tables_have_no_faults(folder: Path) -> None:
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        ({"sex": "X"}, "unknown-code", "1 row: the code is not in any list."),
        ({"sen": "E"}, "code-not-in-force", "the code E was not in force in that year."),
        ({"year_group": 15}, "too-large", "above 14."),
        ({"fsm": -1}, "too-small", "below 0."),
        ({"sen": None}, "empty-cell", "the cell is empty."),
        ({"sen": "N", "need": "MLD"}, "need-with-sen", "only pupils with SEN have a need."),
        ({"absent": 380, "sessions": 190}, "absent-within-possible", "a pupil can't miss more sessions than were possible."),
        ({"school": 999999}, "school-known", "the school is in the table of schools."),
    ],
)
def test_a_wrong_cell_is_told_with_its_count_and_a_pseudonym(folder: Path, cells: dict[str, Any], code: str, words: str) -> None:
    change(folder, **cells)
    found = [fault for fault in faults(folder) if fault.code == code]
    assert len(found) == 1
    assert words in found[0].what and "Pupils such as" in found[0].what and found[0].mend


def test_a_pupil_twice_in_a_year_is_told(folder: Path) -> None:
    path = folder / "pupil_year" / "2008.parquet"
    table = parquet.read_table(path)
    parquet.write_table(pa.concat_tables([table, table.slice(0, 1)]), path)
    assert [fault.code for fault in faults(folder)] == ["one-row-a-year"]


def test_every_missing_table_and_column_is_told_at_once(folder: Path) -> None:
    (folder / "school.parquet").unlink()
    path = folder / "pupil_year" / "2008.parquet"
    parquet.write_table(parquet.read_table(path).drop_columns(["sen", "need"]), path)
    with pytest.raises(ProblemsError) as caught:
        open_tables(folder)
    assert {(p.code, p.column) for p in caught.value.problems} == {
        ("missing-table", None),
        ("missing-column", "sen"),
        ("missing-column", "need"),
    }


def test_a_column_too_many_is_noted_and_a_wrong_type_refused(folder: Path) -> None:
    path = folder / "pupil_year" / "2008.parquet"
    table = parquet.read_table(path)
    size = table.num_rows
    parquet.write_table(table.append_column("shoe_size", pa.array([1] * size)), path)
    assert [note.code for note in open_tables(folder).notes] == ["extra-column"]
    wrong = table.set_column(table.schema.names.index("year_group"), "year_group", pa.array(["six"] * size))
    parquet.write_table(wrong, path)
    with pytest.raises(ProblemsError, match="contains string, not int8"):
        open_tables(folder)


def test_a_file_that_was_cut_off_is_told(folder: Path) -> None:
    path = folder / "pupil_year" / "2008.parquet"
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ProblemsError, match="not a complete Parquet file"):
        open_tables(folder)


def test_no_folder_and_an_empty_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="no folder"):
        open_tables(tmp_path / "nowhere")
    with pytest.raises(ProblemsError) as caught:
        open_tables(tmp_path)
    assert len(caught.value.problems) == 3


def test_a_table_may_be_csv(folder: Path) -> None:
    table = parquet.read_table(folder / "school.parquet").to_pylist()
    (folder / "school.parquet").unlink()
    lines = [",".join(map(str, row.values())) for row in table]
    (folder / "school.csv").write_text("\n".join([",".join(table[0]), *lines]) + "\n")
    assert faults(folder) == []
    (folder / "school.csv").write_text("school,phase,mainstream,district,authority,region\nabc,PS,1,X,X,X\n")
    with pytest.raises(ProblemsError, match="can't be read"):
        open_tables(folder)


def test_no_copy_of_the_records_outlives_the_command(tmp_path: Path) -> None:
    """Tables as CSV are converted to be read; the conversion goes away with the process."""
    (tmp_path / "temporary").mkdir()
    nation = tmp_path / "nation"
    make_nation(nation, scale=0.001, years=(2008, 2009), tables=())
    for name in ("area", "school"):
        csv.write_csv(parquet.read_table(nation / f"{name}.parquet"), nation / f"{name}.csv")
        (nation / f"{name}.parquet").unlink()
    command = [str(Path(sys.executable).parent / "attainable"), "measure", "show", "gaps-by-stage", "--tables", str(nation)]
    run = subprocess.run(command, env={**os.environ, "TMPDIR": str(tmp_path / "temporary")}, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    assert not any((tmp_path / "temporary").iterdir())
