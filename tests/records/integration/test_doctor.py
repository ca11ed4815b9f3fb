"""The doctor finds what is wrong, says how to mend it, and mends what needs no decision."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.records.conftest import KIND
from tests.records.sites import ROOT, Maker, Site, wait_for

from attainable.values import clock, working_days

_NOT_OURS = ("pages",)  # whether the look is compiled depends on the machine, and not on the site


def _findings(site: Site, *words: str) -> dict[str, tuple[str, str, str]]:
    ran = site.run("doctor", "--format", "json", *words)
    assert ran.returncode in (0, 5), ran.stderr
    return {f["check"]: (f["verdict"], f["what"], f["mend"]) for f in json.loads(ran.stdout) if f["check"] not in _NOT_OURS}


def test_a_site_in_good_health(filled: Site) -> None:
    found = _findings(filled)
    # The tests have a moment of their own, and a database server has the real one.
    beyond_us = {"clock"} if KIND == "postgresql" else set()
    # On a day near the end of the list of bank holidays this is what it has to say.
    beyond_us |= {"bank-holidays"} if working_days.warning(clock.today()) else set()
    assert {check for check, (verdict, _, _) in found.items() if verdict == "fault"} - beyond_us == set()
    assert found["mail"][0] == found["backup"][0] == "note"  # local mode sends nothing, and no backup was made
    filled.done("backup")
    assert _findings(filled)["backup"][0] == "good"


def test_a_site_without_tables(sites: Maker) -> None:
    found = _findings(sites.empty(KIND))
    assert found["migrations"] == ("fault", found["migrations"][1], "attainable migrate")
    assert found["audit"][0] == found["standings"][0] == "note"


def test_standings_that_differ_are_found_and_mended(filled: Site) -> None:
    filled.python("from attainable.domains.people.models import *; Standing.objects.update(provision='E')")
    verdict, what, mend = _findings(filled)["standings"]
    assert (verdict, mend) == ("fault", "attainable doctor --mend")
    assert "Zoë" not in what
    assert _findings(filled, "--mend")["standings"][0] == "good"


def test_files_that_others_may_read_are_found_and_closed(filled: Site) -> None:
    if KIND == "sqlite":
        filled.database.chmod(0o644)
    own = Site(filled.home, filled.url, {"AUDIT_KEY": ""})  # so that a key is made and kept in a file
    own.run("doctor")
    (filled.home / "audit_key.txt").chmod(0o640)
    assert _findings(own)["files"][0] == "fault"
    assert _findings(own, "--mend")["files"][0] == "good"
    assert (filled.home / "audit_key.txt").stat().st_mode & 0o077 == 0


def test_an_audit_that_was_cut_off_or_written_under_another_key_is_found(filled: Site) -> None:
    other = Site(filled.home, filled.url, {"AUDIT_KEY": "other" * 12})
    assert "AUDIT_KEY is different" in _findings(other)["audit"][1]
    filled.python("from attainable.audit.models import Head; Head.objects.update(number=3)")
    assert _findings(filled)["audit"][0] == "fault"


def test_production_asks_for_more(filled: Site) -> None:
    keys = {"WAREHOUSE_KEY": "w" * 60, "ATTAINABLE_MODE": "production", "ALLOWED_HOSTS": "send.example.org"}
    found = _findings(Site(filled.home, filled.url, keys))
    assert (found["mail"][0], found["backup"][0]) == ("fault", "fault")
    unreachable = Site(filled.home, filled.url, {**keys, "EMAIL_URL": "smtp://u:geheim@127.0.0.1:1"})
    verdict, what, _ = _findings(unreachable)["mail"]
    assert verdict == "fault"
    assert "geheim" not in what


def _get(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as response:
            return int(response.status)
    except OSError:
        return 0


def test_serve_mends_the_set_up_and_serves(sites: Maker) -> None:
    if not (ROOT / "build/frontend/attainable.css").is_file():
        subprocess.run([str(ROOT / "scripts/frontend")], check=True)
    site = sites.empty(KIND)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = site.run("serve", "--port", str(port))
        assert (refused.returncode, "can't run at" in refused.stderr) == (3, True)
    command = [str(Path(sys.executable).parent / "attainable"), "serve", "--port", str(port), "--workers", "1"]
    environment = {**site.environment, "PYTHONWARNINGS": ""}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
    try:
        wait_for(lambda: _get(port, "/health/ready") == 200, process)
        assert _get(port, "/account/login/") == 200
        process.terminate()
        text, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate(timeout=20)
    assert "changes to the tables" in text
    assert "Traceback" not in text


def test_production_does_not_migrate_by_itself(sites: Maker) -> None:
    site = sites.empty(KIND)
    keys = {"WAREHOUSE_KEY": "w" * 60, "ATTAINABLE_MODE": "production", "ALLOWED_HOSTS": "send.example.org"}
    ran = Site(site.home, site.url, keys).run("serve", "--port", "8999")
    assert ran.returncode == 3
    assert "attainable migrate" in ran.stderr
