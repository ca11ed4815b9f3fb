"""Each import contract bites: a copy of the package with one forbidden import for each contract breaks every one of them."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# By contract: the module that a forbidden import is added to, and what it imports.
BREACHES = {
    "Import direction, top to bottom (DESIGN)": ("documents.model", "attainable.evidence.result"),
    "Values are facts about the world: standard library only": ("values.problem", "yaml"),
    "Evidence and files know no records: an analyst installs them as a plain library": ("evidence.result", "django.db"),
    "The terminal stays in the terminal": ("warehouse.adding", "typer"),
    "Inside evidence: papers draw charts, charts show measures, measures use statistics": (
        "evidence.measures.cell",
        "attainable.evidence.charts.theme",
    ),
    "Domains: each knows those before it in the list": ("domains.people.queries.choices", "attainable.domains.insight.rules"),
    "Inside each domain": ("domains.people.models.register", "attainable.domains.people.actions.viewing"),
    "Rules are pure: no Django": ("domains.people.rules", "django.db.models"),
    "Pages of a domain are for the website and for pages of higher domains": (
        "exchange.actions",
        "attainable.domains.people.web.forms",
    ),
    "Everything above the domains asks manifests: it names no domain": ("exchange.plans", "attainable.domains.people.rules"),
    "No import circles": ("formats.published.checks", "attainable.formats.published.read"),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What lint-imports says of a copy of the package with all the breaches, by contract."""
    copy = tmp_path_factory.mktemp("contracts")
    shutil.copytree(
        ROOT / "src", copy, dirs_exist_ok=True, ignore=lambda folder, names: [n for n in names if _is_no_code(folder, n)]
    )
    shutil.copy(ROOT / "pyproject.toml", copy)
    shutil.copytree(ROOT / "scripts", copy / "scripts")
    for module, imported in BREACHES.values():
        file = copy / "attainable" / f"{module.replace('.', '/')}.py"
        file.write_text(f"{file.read_text('utf-8')}\nimport {imported}\n", "utf-8")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=copy, env={"PYTHONPATH": str(copy), "COLUMNS": "400"}, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    parts = re.split(r"\n([^\n]+)\n-{5,}\n", done.stdout)
    return {name.strip(): text for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def _is_no_code(folder, name):
    return name in ("__pycache__", "migrations", "jinja2", "static") or (
        not name.endswith(".py") and Path(folder, name).is_file()
    )


@pytest.mark.parametrize("contract", BREACHES)
def test_a_contract_bites(report, contract):
    module, imported = BREACHES[contract]
    # The contract about circles names the two by their last names only.
    last = module.rpartition(".")[2]
    assert re.search(rf"\.{last}\b[^\n]*-> \.?{imported.partition('.')[0]}|\.read -> \.{last}", report[contract])


def test_every_contract_is_breached():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == set(BREACHES)
