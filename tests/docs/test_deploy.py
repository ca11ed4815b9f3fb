"""The examples of deploy/ name settings and commands that exist, and keep their walls."""

import configparser
import re
import shlex
from pathlib import Path

import pytest
import typer

from attainable.cli.app import app
from attainable.website.config import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
NAMES = {setting.name for setting in SETTINGS}


def _unit(path: Path) -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return dict(parser["Service"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_exist_behind_walls(unit: Path) -> None:
    service = _unit(unit)
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    started = [service[key] for key in ("ExecStartPre", "ExecStart") if "attainable" in service.get(key, "")]
    for line in started:
        words = shlex.split(line)
        options = {opt for param in known[words[1]].params for opt in param.opts}
        assert {word for word in words[2:] if word.startswith("--")} <= options, line
    assert started
    walls = {
        "NoNewPrivileges": "true",
        "ProtectSystem": "strict",
        "ProtectHome": "true",
        "PrivateTmp": "true",
        "PrivateDevices": "true",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
        "RestrictSUIDSGID": "true",
    }
    assert {key: service.get(key) for key in walls} == walls
    assert service["User"] == "attainable"


def test_settings_that_are_named_exist() -> None:
    texts = [path.read_text("utf-8") for path in (*DEPLOY.iterdir(), ROOT / "docs/guide-operations.md")]
    named = {name for text in texts for name in re.findall(r"\b([A-Z]+(?:_[A-Z]+)+)(?==|`| )", text)}
    assert named - NAMES - {"PYTHONDONTWRITEBYTECODE"} <= {"AF_INET", "AF_UNIX"}
    assert {"SECRET_KEY", "AUDIT_KEY", "ALLOWED_HOSTS", "ATTAINABLE_HOME"} <= named


def test_every_setting_that_is_read_is_declared() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src/attainable/website").glob("*.py"))
    read = set(re.findall(r'CONFIG\.(?:text|number|words|key)\("(\w+)"\)', source))
    assert read <= NAMES
    assert len(read) > 10


def test_the_container_runs_as_nobody_special_and_copies_what_exists() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert re.search(r"^USER \d+$", text, re.M)
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M):
        assert all((ROOT / name).exists() for name in line.split()), line
