"""What a path holds is told by its content; what can't be read is refused in words."""

import gzip
import random
import struct
import zipfile
from pathlib import Path

import pytest
from tests.unit.formats.made_files import SMALL, contents, gz, made, problem_of, rows_of_text, workbook, zip_bytes, zipped

from attainable.formats import containers
from attainable.formats.containers import Content, Kind, contents_of, looks_like_data
from attainable.values.problem import ProblemsError


def _text(content: Content) -> str:
    with content.open() as file:
        return file.read().decode()


def _refused(path: Path) -> str:
    with pytest.raises(ProblemsError) as refused:
        contents(path)
    problem = problem_of(refused.value)
    assert problem.file is not None
    assert problem.file.startswith(path.name)
    return problem.code


def test_plain_text_is_itself(tmp_path: Path) -> None:
    (content,) = contents(made(tmp_path, SMALL, "census_2018_19.csv"))
    assert (content.kind, content.name, content.stem) == (Kind.TEXT, "census_2018_19.csv", "census_2018_19")
    assert (_text(content), content.size) == (SMALL, len(SMALL))
    assert len(content.sha256) == 64


def test_gzip_is_expanded_whatever_it_is_called(tmp_path: Path) -> None:
    for name, stem in (("a_2019.csv.gz", "a_2019"), ("b.csv", "b")):
        (content,) = contents(made(tmp_path, gz(SMALL), name))
        assert (content.kind, content.stem, content.size) == (Kind.TEXT, stem, len(SMALL))
        assert _text(content) == SMALL
        # What was measured once can be opened again.
        assert _text(content) == SMALL


def test_every_member_of_a_zip_that_is_data_is_a_content(tmp_path: Path) -> None:
    path = zipped(
        tmp_path,
        {
            "data/one.csv": SMALL,
            "two.csv.gz": gz(SMALL),
            "README.md": "read me",
            "__MACOSX/._one.csv": "junk",
            "map.geojson": '{"features": []}',
            "docs/": "",
        },
    )
    found = contents(path)
    assert [c.name for c in found] == ["files.zip › data/one.csv", "files.zip › two.csv.gz", "files.zip › map.geojson"]
    assert [c.stem for c in found] == ["one", "two", "map"]
    assert [c.kind for c in found] == [Kind.TEXT, Kind.TEXT, Kind.GEOJSON]
    assert [_text(c) for c in found[:2]] == [SMALL, SMALL]


def test_a_member_has_the_hash_of_its_own_content(tmp_path: Path) -> None:
    (plain,) = contents(made(tmp_path, SMALL))
    (member,) = contents(zipped(tmp_path, {"a.csv": SMALL}))
    assert plain.sha256 == member.sha256


def test_a_workbook_in_a_zip_can_be_opened(tmp_path: Path) -> None:
    book = workbook(tmp_path, {"Data": rows_of_text(SMALL)})
    (content,) = contents(zipped(tmp_path, {"book.xlsx": book.read_bytes()}))
    assert content.kind is Kind.WORKBOOK


def test_a_nested_archive_is_refused(tmp_path: Path) -> None:
    assert _refused(zipped(tmp_path, {"inner.zip": zip_bytes({"a.csv": SMALL})})) == "nested-archive"


def test_one_bad_member_is_told_and_the_good_ones_are_given_first(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"bad.csv": "", "good.csv": SMALL, "worse.csv": "<html>"})
    found = []
    with pytest.raises(ProblemsError) as refused:
        for content in contents_of(path):
            found.append(content.stem)
    assert found == ["good"]
    assert [p.code for p in refused.value.problems] == ["empty", "web-page"]


def test_an_archive_without_data_is_refused(tmp_path: Path) -> None:
    assert _refused(zipped(tmp_path, {"README.md": "nothing here"})) == "nothing-in-archive"
    assert _refused(zipped(tmp_path, {}, "none.zip")) == "nothing-in-archive"


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_bytes({"a.csv": SMALL}))
    # The flag stands in the member's own heading and in the directory at the end.
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + offset] |= 1
    assert _refused(made(tmp_path, bytes(content), "locked.zip")) == "encrypted"


def test_an_unknown_way_of_packing_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_bytes({"a.csv": SMALL}))
    for sign, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.index(sign) + offset
        content[at : at + 2] = struct.pack("<H", 97)
    assert _refused(made(tmp_path, bytes(content), "odd.zip")) == "unknown-compression"


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "RATIO_FROM", 100_000)


@pytest.mark.usefixtures("small_limits")
def test_bombs_are_refused(tmp_path: Path) -> None:
    bomb = b"a,b\n" + b"0" * 3_000_000
    assert _refused(made(tmp_path, gz(bomb), "bomb.csv.gz")) == "expands-too-far"
    assert _refused(zipped(tmp_path, {"a.csv": bomb})) == "expands-too-far"
    # The declared size is a lie, and each member is small: the sum of what is declared still counts.
    assert _refused(zipped(tmp_path, {f"{n}.csv": bomb for n in range(3)}, "many.zip")) == "expands-too-far"
    # A bomb below a member that is itself compressed.
    assert _refused(zipped(tmp_path, {"a.csv.gz": gz(bomb)}, "deep.zip")) == "expands-too-far"


def test_the_greatest_size_is_refused_however_well_it_was_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_EXPANDED", 1_500_000)
    content = b"a,b\n" + random.Random(1).randbytes(3_000_000).replace(b"\x00", b"1")
    assert _refused(made(tmp_path, gzip.compress(content, 1), "large.csv.gz")) == "expands-too-far"


def test_a_real_bomb_of_three_hundred_to_one_is_refused_while_it_expands(tmp_path: Path) -> None:
    row = b"202223,Local authority,North West,E10000017,888,Lancashire,All SEN,200,50,25\n"
    with gzip.open(tmp_path / "bomb.csv.gz", "wb", compresslevel=9) as file:
        block = row * 13_000
        for _ in range(80):
            file.write(block)
    size = (tmp_path / "bomb.csv.gz").stat().st_size
    assert len(block) * 80 / size > 290
    expected = "expands-too-far" if len(block) * 80 / size > 250 else ""
    assert _refused(tmp_path / "bomb.csv.gz") == expected


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_MEMBERS", 3)
    assert _refused(zipped(tmp_path, {f"{n}.csv": SMALL for n in range(4)})) == "expands-too-far"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_gzip_that_was_cut_is_refused(tmp_path: Path, share: float) -> None:
    packed = gz(SMALL * 50)
    assert _refused(made(tmp_path, packed[: int(len(packed) * share)], "cut.csv.gz")) == "truncated"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_zip_that_was_cut_is_refused(tmp_path: Path, share: float) -> None:
    packed = zip_bytes({"a.csv": SMALL * 50})
    assert _refused(made(tmp_path, packed[: int(len(packed) * share)], "cut.zip")) == "truncated"


def test_a_zip_whose_content_does_not_match_its_check_sum_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("a.csv", SMALL)
    content = (tmp_path / "bad.zip").read_bytes()
    assert _refused(made(tmp_path, content.replace(b"Lancashire", b"Lancashirx"), "bad.zip")) == "truncated"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\n ", "empty"),
        (b"<!DOCTYPE html>\n<html><title>404</title>", "web-page"),
        (b"\xef\xbb\xbf  <HTML>", "web-page"),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "web-page"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old-or-locked-workbook"),
        (b"PAR1" + bytes(20), "parquet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "picture"),
        (gz(""), "empty"),
        (gz("<html>"), "web-page"),
        (gz(b"%PDF-1.7"), "pdf"),
    ],
)
def test_what_is_no_data_is_refused_by_what_it_is(tmp_path: Path, content: bytes, code: str) -> None:
    assert _refused(made(tmp_path, content, "figures.csv")) == code


def test_a_workbook_with_macros_is_refused(tmp_path: Path) -> None:
    book = workbook(tmp_path, {"Data": rows_of_text(SMALL)})
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert _refused(book) == "macros"


def test_a_file_that_is_missing_or_closed_to_us_is_told(tmp_path: Path) -> None:
    assert _refused(tmp_path / "gone.csv") == "unreadable"
    assert _refused(tmp_path) == "unreadable"


def test_a_name_that_is_no_text_does_no_harm(tmp_path: Path) -> None:
    path = Path(str(tmp_path) + "/caf\udce9.csv")
    try:
        path.write_text(SMALL)
    except (OSError, UnicodeError):
        pytest.skip("this file system takes names of UTF-8 only")
    (content,) = contents(path)
    assert content.name == "caf?.csv"


@pytest.mark.parametrize(
    ("name", "is_data"),
    [
        ("a.csv", True),
        ("A.CSV", True),
        ("a.csv.gz", True),
        ("a.xlsx", True),
        ("a.xls", True),
        ("README.md", False),
        (".hidden.csv", False),
        ("~$open.xlsx", False),
        ("a.pdf", False),
        ("a.geojson", True),
    ],
)
def test_a_folder_is_looked_through_for_data(name: str, is_data: bool) -> None:
    assert looks_like_data(Path(name)) == is_data
