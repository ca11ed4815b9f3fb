"""Hostile and broken files by page, by terminal and all the way through: words and exit codes, never a fault of ours, and never
half of anything written. A sample of broken files; `make soak` tries five hundred."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.generative.test_mutated_files import broken
from tests.records.conftest import KIND
from tests.records.exchange.files import apply, bring, csv_file, left_files, upn
from tests.records.sites import Maker, Site
from tests.records.world import World, small
from tests.soak import SOAK, drawn

from attainable.audit.models import Entry
from attainable.domains.people.models import Child
from attainable.domains.people.standing import faults
from attainable.exchange import storage
from attainable.exchange.models import ImportRun, Status
from attainable.exchange.refused import write_refused
from attainable.values.problem import ProblemsError

RUNS = drawn(20, 500)
OURS = "Something went wrong"


@pytest.fixture
def world(db) -> World:
    return small()


@pytest.mark.soak
@pytest.mark.timeout(drawn(300, 7200))
@hypothesis_settings(max_examples=RUNS, derandomize=not SOAK, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["csv", "xlsx", "ctf", "census"]), st.integers(0, 2**40))
def test_a_broken_file_is_written_whole_or_not_at_all(world: World, kind: str, seed: int) -> None:
    # Hypothesis begins each example in the database that the last one left.
    with transaction.atomic():
        _all_the_way(world, kind, seed)
        transaction.set_rollback(True)


def _all_the_way(world: World, kind: str, seed: int) -> None:
    before = Child.objects.count()
    try:
        run = bring(world, broken(kind, seed), name=f"a.{kind}")
    except ProblemsError:
        assert not ImportRun.objects.exists()
        return
    assert OURS not in run.fault, (kind, seed)
    if run.status == Status.PLANNED and run.created_count + run.changed:
        run = apply(world, run)
        assert (run.status, run.fault) == (Status.APPLIED, ""), (kind, seed)
        assert Child.objects.count() == before + run.created_count
        assert not list(faults())
    elif run.status == Status.FAILED:
        assert Child.objects.count() == before
    storage.remove(run.ref)


def test_a_zip_bomb_a_macro_book_and_a_renamed_file_are_refused_and_leave_nothing(world):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pupilonroll.csv", b"0" * (100 * 1024 * 1024))
    macros = io.BytesIO()
    openpyxl.Workbook().save(macros)
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    before = set(left_files())
    for data, word in (
        (bomb.getvalue(), "harmful"),
        (macros.getvalue(), "macros"),
        (b"MZ\x00\x01", "not text"),
        (b"\xd0\xcf\x11\xe0" * 9, "password"),
        (b"%PDF-1.7", "PDF"),
        (b"<html><body>", "web page"),
        (b"", "empty"),
    ):
        with pytest.raises(ProblemsError, match=word):
            bring(world, data, name="register.xlsx")
    assert set(left_files()) == before
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7", "This is a PDF. Save the table as .xlsx or CSV"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture. Save the table"),
        (b"<html><body>", "This is a web page, not a table. Save the table"),
        (b"PK\x03\x04 cut", "The file is damaged or incomplete. Save it again"),
    ],
)
def test_a_refused_file_has_no_name_of_ours_and_no_advice_about_downloads(world: World, data: bytes, said: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        bring(world, data, name="register.xlsx")
    (problem,) = refused.value.problems
    assert str(problem).startswith(said)


def test_a_file_larger_than_allowed_is_stopped_while_it_comes(world, monkeypatch):
    monkeypatch.setattr(settings, "IMPORT_MAX_MB", 1)
    sent = 0

    def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"0" * 65536

    from attainable.exchange import actions

    with pytest.raises(ProblemsError, match="larger than 1 MB"):
        actions.bring_in(by=world.actor("senco_oak"), organisation=world.organisations["oak"], name="a.csv", blocks=endless())
    assert sent < 20


def test_cells_that_are_formulas_go_out_as_text(world, tmp_path):
    bad = "=cmd|' /C calc'!A0"
    run = bring(world, csv_file([upn(1), bad, "Ned", "04/03/2018", "M", "K", "SLCN", "", ""]))
    path = tmp_path / "refused.xlsx"
    write_refused(world.actor("senco_oak"), run, path)
    sheet = openpyxl.load_workbook(path).active
    cells = {str(cell.value): cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}  # type: ignore[union-attr]
    assert cells[bad] == "s"
    heading = [cell.value for cell in next(sheet.iter_rows())]  # type: ignore[union-attr]
    assert heading[-1] == "How to fix it"


def test_a_files_own_name_is_kept_nowhere(world):
    run = bring(world, csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""]), name="Ned Newby's plan.csv")
    assert run.shown_name == "A file (.csv)"
    assert not Entry.objects.filter(why__contains="Newby").exists()
    assert not any("Newby" in name for name in left_files())


def test_by_terminal_each_refusal_has_its_exit_code(sites: Maker, tmp_path: Path) -> None:
    site = sites.filled(KIND)
    good = tmp_path / "good.csv"
    good.write_bytes(csv_file(["", "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", "01/09/2023"]))
    ran = site.run("import", str(good), "--school", "100000", "--dry-run")
    assert ran.returncode == 0, ran.stderr
    assert "new children  1" in " ".join(ran.stdout.split("\n")) or "1" in ran.stdout
    assert _children(site) == "0"
    ran = site.run("import", str(good), "--school", "100000", "--yes")
    assert ran.returncode == 0, ran.stderr
    assert _children(site) == "1"
    assert site.run("import", str(good), "--school", "100000", "--yes").returncode == 3
    for name, data in (("trap.xml", b"<!DOCTYPE x []><CTfile/>"), ("a.csv", b""), ("b.csv", b"one,two\r\n1,2\r\n")):
        bad = tmp_path / name
        bad.write_bytes(data)
        ran = site.run("import", str(bad), "--school", "100000", "--yes")
        assert ran.returncode == 3, (name, ran.stdout, ran.stderr)
        assert "Traceback" not in ran.stderr
    refused = tmp_path / "refused.csv"
    refused.write_bytes(csv_file(["x", "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""]))
    out = tmp_path / "refused.xlsx"
    assert site.run("import", str(refused), "--school", "100000", "--yes", "--refused", str(out)).returncode == 5
    assert out.is_file()
    assert site.run("import", str(tmp_path / "no.csv")).returncode == 3
    assert site.run("import", str(good), "--as", "gias").returncode == 3
    assert site.run("formats", "show", "nothing").returncode == 2


def _children(site: Site) -> str:
    return site.python("from attainable.domains.people.models import Child; print(Child.objects.filter(surname='Newby').count())")
