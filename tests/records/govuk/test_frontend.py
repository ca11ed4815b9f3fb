"""How stylesheet, scripts and lettering come about: pinned, quick when nothing changed, and failing in words."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).parents[3]


def test_the_lock_file_names_no_host_and_pins_what_the_macros_follow():
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    assert lock["node_modules/govuk-frontend"]["version"] == "6.3.0"
    assert all("resolved" not in package for package in lock.values())
    assert all(package.get("integrity") for name, package in lock.items() if name)


def test_nothing_of_the_crown_or_of_its_lettering_is_served():
    sheet = finders.find("attainable.css")
    assert sheet is not None
    css = Path(sheet).read_text("utf-8")
    for foreign in ("GDS Transport", "crest", "crown", "/assets/", "url(http", 'url("http'):
        assert foreign not in css
    assert "Atkinson Hyperlegible" in css
    for name in (
        "govuk-frontend.min.js",
        "attainable.js",
        "supported.js",
        "attainable.svg",
        "fonts/AtkinsonHyperlegible-Bold.ttf",
    ):
        assert finders.find(name), name
    assert not finders.find("node_modules/govuk-frontend/package.json")


def test_a_set_up_that_stands_costs_next_to_nothing():
    subprocess.run([ROOT / "scripts" / "frontend"], check=True)
    began = time.perf_counter()
    subprocess.run([ROOT / "scripts" / "frontend"], check=True)
    assert time.perf_counter() - began < 1


@pytest.fixture
def clone(tmp_path):
    """The parts of a clone that the script reads, with an npm that cannot reach anything."""
    for folder in ("frontend", "scripts", "requirements"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "bin").mkdir()
    for tool, does in (("node", "exit 0"), ("npm", 'echo "network is unreachable" >&2; exit 1')):
        made = tmp_path / "bin" / tool
        made.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        made.chmod(0o755)
    return tmp_path


def test_a_registry_out_of_reach_is_told_in_words_and_what_stood_still_stands(clone):
    stood = clone / "build" / "frontend" / "attainable.css"
    stood.parent.mkdir(parents=True)
    stood.write_text("old", "utf-8")
    environment = os.environ | {"PATH": f"{clone / 'bin'}:{os.environ['PATH']}"}
    ended = subprocess.run([clone / "scripts" / "frontend"], env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 3
    assert "could not be fetched from the npm registry" in ended.stderr
    assert "network is unreachable" in ended.stderr
    assert stood.read_text("utf-8") == "old"
