"""Files are looked through for viruses before anything reads them, by whatever command the settings name."""

import json
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.records.conftest import KIND
from tests.records.exchange.files import bring, csv_file, left_files, upn
from tests.records.sites import Maker, Site
from tests.records.world import World, small

from attainable.exchange import actions
from attainable.exchange.models import ImportRun, Status
from attainable.values.problem import ProblemsError

GOOD = csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""])
FOUND, NOT_CHECKED = "We found a virus", "could not check the file for viruses"


@pytest.fixture
def world(db) -> World:
    return small()


@pytest.fixture
def checked_by(settings, tmp_path):
    """Files are looked through by a script of these lines."""

    def checked_by_(*lines: str) -> None:
        settings.VIRUS_CHECK = [str(_script(tmp_path, *lines)), "--quiet"]

    return checked_by_


def _script(folder: Path, *lines: str) -> Path:
    path = folder / "looks through"
    path.write_text("\n".join(("#!/bin/sh", *lines, "")), "utf-8")
    path.chmod(0o700)
    return path


def test_a_clean_file_goes_on(world, checked_by, tmp_path):
    checked_by(f'echo "$#" "$1" > {tmp_path}/words', f'cat "$2" > {tmp_path}/seen')
    assert bring(world, GOOD).status == Status.PLANNED
    assert (tmp_path / "words").read_text() == "2 --quiet\n"
    assert (tmp_path / "seen").read_bytes() == GOOD, "the file, whole"


@pytest.mark.parametrize(("ending", "words"), [("exit 1", FOUND), ("exit 2", NOT_CHECKED), ("kill -9 $$", NOT_CHECKED)])
def test_any_other_file_is_refused_and_not_kept(world, checked_by, ending, words):
    checked_by(ending)
    before = left_files()
    with pytest.raises(ProblemsError, match=words):
        bring(world, GOOD)
    assert left_files() == before
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("command", [["/no/such/program"], ["no-such-program"], ["/etc/passwd"]])
def test_a_command_that_cannot_be_run_lets_nothing_through(world, settings, command):
    settings.VIRUS_CHECK = command
    with pytest.raises(ProblemsError, match=NOT_CHECKED):
        bring(world, GOOD)


def test_nothing_reads_the_file_before(world, checked_by, monkeypatch):
    def read(*words: object) -> None:
        raise AssertionError("read before it was looked through")

    monkeypatch.setattr(actions, "recognise", read)
    checked_by("exit 1")
    with pytest.raises(ProblemsError, match=FOUND):
        bring(world, GOOD)


def test_one_that_takes_too_long_is_stopped_with_all_that_it_began(world, checked_by, settings, tmp_path):
    settings.VIRUS_CHECK_SECONDS = 1
    checked_by(f"(sleep 3; touch {tmp_path}/went-on) &", "wait")
    began = time.monotonic()
    with pytest.raises(ProblemsError, match=NOT_CHECKED):
        bring(world, GOOD)
    assert time.monotonic() - began < 3
    time.sleep(max(0.0, began + 3.5 - time.monotonic()))
    assert not (tmp_path / "went-on").exists()


def test_it_is_no_shell_and_is_given_no_key(world, settings, checked_by, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDIT_KEY", "of-the-audit")
    checked_by(f"env > {tmp_path}/surroundings")
    settings.VIRUS_CHECK += ["$(touch here); touch here"]
    monkeypatch.chdir(tmp_path)
    bring(world, GOOD)
    assert "of-the-audit" not in (tmp_path / "surroundings").read_text()
    assert not (tmp_path / "here").exists()


def test_without_a_command_no_file_is_looked_through(world, settings):
    assert settings.VIRUS_CHECK == []
    assert bring(world, GOOD).status == Status.PLANNED


@pytest.mark.parametrize(("ending", "words"), [("exit 1", FOUND), ("exit 3", NOT_CHECKED)])
def test_the_page_says_it_beside_the_file(world, client, checked_by, ending, words):
    checked_by(ending)
    client.force_login(world.accounts["senco_oak"])
    response = client.post(reverse("bring-in"), {"file": SimpleUploadedFile("a.csv", GOOD)})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert 'href="#id_file"' in response.content.decode()


def test_the_terminal_and_the_doctor_say_it(sites: Maker, tmp_path: Path) -> None:
    site, file = sites.filled(KIND), tmp_path / "good.csv"
    file.write_bytes(GOOD)
    told = {"exit 0": (0, "good", ""), "exit 1": (3, "fault", FOUND), "exit 7": (3, "fault", NOT_CHECKED)}
    for ending, (code, verdict, words) in told.items():
        command = f"'{_script(tmp_path, ending)}' --quiet"
        with_check = Site(site.home, site.url, {"VIRUS_CHECK": command})
        ran = with_check.run("import", str(file), "--school", "100000", "--dry-run")
        assert (ran.returncode, words in ran.stderr) == (code, True), ran.stderr
        assert _doctor(with_check)[0] == verdict
    assert _doctor(site) == ("note", "Uploaded files are not checked for viruses.")
    unclosed = Site(site.home, site.url, {"VIRUS_CHECK": "'looks"}).run("doctor")
    assert "VIRUS_CHECK" in unclosed.stderr
    assert not any((site.home / "imports").iterdir())


def _doctor(site: Site) -> tuple[str, str]:
    found = json.loads(site.run("doctor", "--format", "json").stdout)
    return next((one["verdict"], one["what"]) for one in found if one["check"] == "uploads")
