"""Whatever happens to a good file, it is added whole or refused in words, and a refusal changes nothing."""

import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.formats.made_files import SMALL, gz, rows_of_text, workbook, zip_bytes
from tests.unit.formats.test_geojson import feature
from tests.unit.formats.test_published_read import TRIBUNAL

from attainable.evidence.catalogue import open_catalogue
from attainable.values.problem import ProblemsError
from attainable.warehouse.adding import add

MAP = json.dumps({"features": [feature(CTYUA23CD="E10000017", CTYUA23NM="Lancashire")]})
STUFFING = [b'"', b",", b"\n", b"\r", b"\x00", b"\xff\xfe", b"\xe9", b"{", b"1e999", b"\x1b[2J"]
CELLS = [b"", b"0", b"-", b"National", b"X06000001", b"E1", b"rate (2)", b"_row", b"9" * 500, "é".encode()]
Change = Callable[[random.Random, bytes], bytes]


def flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def holed(chance: random.Random, data: bytes) -> bytes:
    begins = chance.randrange(len(data))
    return data[:begins] + data[begins + chance.randint(1, 40) :]


def stuffed(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    what = chance.choice([*STUFFING, chance.randbytes(9)])
    return data[:at] + what * chance.randint(1, 3) + data[at:]


def reordered(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def repeated(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join([*lines, *chance.choices(lines, k=5)])


def columns_swapped(chance: random.Random, data: bytes) -> bytes:
    rows = [line.split(b",") for line in data.split(b"\n")]
    one, other = (chance.randrange(len(rows[0])) for _ in range(2))
    for row in rows:
        if len(row) > max(one, other):
            row[one], row[other] = row[other], row[one]
    return b"\n".join(b",".join(row) for row in rows)


def cell_changed(chance: random.Random, data: bytes) -> bytes:
    cells = data.split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(CELLS)
    return b",".join(cells)


def written_otherwise(chance: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        chance.choice(["utf-16", "utf-16-le", "utf-8-sig", "cp1252", "utf-32", "utf-7"]), "replace"
    )


CHANGES: list[Change] = [
    flipped, cut, holed, stuffed, reordered, repeated, columns_swapped, cell_changed, written_otherwise,
]  # fmt: skip
BINARY: list[Change] = [flipped, cut, holed, stuffed]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutated")
    first = folder / "first.csv"
    first.write_text(SMALL)
    add(folder / "store", [first])
    return folder / "store"


def _added_or_refused(store: Path, name: str, data: bytes) -> None:
    catalogue = store / "catalogue.json"
    before = catalogue.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            report = add(store, [path])
        except ProblemsError as refused:
            assert refused.problems
            assert all(p.what and p.code != "disk" for p in refused.problems)
            assert catalogue.read_bytes() == before
            return
        finally:
            assert not list(store.glob("incoming-*"))
    known = open_catalogue(store)
    # Nothing is silently dropped: it was added, or was there.
    assert report.added or report.unchanged
    assert all(known.path_of(entry).is_file() for entry in report.added)
    catalogue.write_bytes(before)


@settings(max_examples=400, deadline=None, database=None)
@given(
    source=st.sampled_from([SMALL, SMALL, TRIBUNAL, MAP]),
    changes=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3),
    seed=st.integers(0, 2**32),
)
def test_a_changed_text_is_added_or_refused(
    store: Path, source: str, changes: list[Change], seed: int
) -> None:
    chance, data = random.Random(seed), source.encode()
    for change in changes:
        data = change(chance, data) or b" "
    _added_or_refused(store, "table.csv", data)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("packed")
    return {
        "a.csv.gz": gz(SMALL),
        "a.zip": zip_bytes({"a.csv": SMALL, "b.csv.gz": gz(SMALL.replace("202223", "202122"))}),
        "a.xlsx": workbook(folder, {"Data": rows_of_text(SMALL)}).read_bytes(),
    }


@settings(max_examples=300, deadline=None, database=None)
@given(
    name=st.sampled_from(["a.csv.gz", "a.zip", "a.xlsx"]),
    change=st.sampled_from(BINARY),
    seed=st.integers(0, 2**32),
)
def test_a_changed_archive_is_added_or_refused(
    store: Path, packed: dict[str, bytes], name: str, change: Change, seed: int
) -> None:
    _added_or_refused(store, name, change(random.Random(seed), packed[name]) or b" ")


def test_the_files_are_good_before_they_are_changed(store: Path, packed: dict[str, bytes]) -> None:
    before = (store / "catalogue.json").read_bytes()
    for name, data in {**packed, "t.csv": TRIBUNAL.encode(), "m.geojson": MAP.encode()}.items():
        path = store.parent / name
        path.write_bytes(data)
        report = add(store, [path])
        assert report.added or report.unchanged
    (store / "catalogue.json").write_bytes(before)
