"""A domain is added by a folder and one line: the walk through it runs in a copy of the package that has both."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
# A coded field costs two lines in two files: one where it is kept, one where it is reported.
FIELD = '    outcome = models.CharField(max_length=4, blank=True, choices=[("seen", "Seen"), ("wait", "Waiting")])\n'


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package and its tests with one more folder and one more entry in the list of domains."""
    root = tmp_path_factory.mktemp("scratch")
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("src", "tests", "scripts", "requirements"):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "build").mkdir()
    if (ROOT / "build" / "frontend").is_dir():
        (root / "build" / "frontend").symlink_to(ROOT / "build" / "frontend")
    domain = root / "src/attainable/domains/referrals"
    shutil.copytree(HERE / "referrals", domain, ignore=ignored)
    edited(
        root / "src/attainable/manifest.py",
        '    "attainable.domains.insight",\n',
        '    "attainable.domains.insight",\n    "attainable.domains.referrals",\n',
    )
    edited(domain / "models.py", "    note = models.TextField(blank=True)\n", f"    note = models.TextField(blank=True)\n{FIELD}")
    edited(domain / "facts.py", 'report=("service", "note")', 'report=("service", "note", "outcome")')
    return root


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{file.name} has {old!r} {text.count(old)} times"
    file.write_text(text.replace(old, new), "utf-8")


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ATTAINABLE_", "DATABASE_", "PYTEST_", "DJANGO_"))
    }
    environment = {**kept, "PYTHONPATH": f"{root / 'src'}:{root}", "ATTAINABLE_HOME": str(root / "site")}
    return subprocess.run([sys.executable, *command], cwd=root, env=environment, capture_output=True, text=True)


@pytest.mark.xdist_group("scratch")
def test_a_domain_added_by_one_line_is_walked_from_page_to_evidence(copy):
    environment = ["-m", "django", "makemigrations", "referrals", "--settings", "attainable.website.settings"]
    made = run(copy, *environment)
    assert made.returncode == 0, made.stderr
    walk = copy / "tests/records/scratch/test_walk.py"
    walk.write_text((copy / "tests/records/scratch/walk.py").read_text("utf-8"), "utf-8")
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(walk))
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout


def lines(file: Path) -> int:
    """Lines that say something: neither empty nor a docstring of one line."""
    return sum(bool(line.strip()) and not line.strip().startswith('"""') for line in file.read_text("utf-8").splitlines())


def test_what_a_dated_fact_costs():
    """A model, a declaration and an evidence table, imports aside."""
    files = [HERE / "referrals" / name for name in ("models.py", "facts.py", "evidence_tables/referral.yaml")]
    imports = sum(line.startswith(("from ", "import ")) for file in files for line in file.read_text("utf-8").splitlines())
    assert len(files) <= 3
    assert sum(map(lines, files)) - imports <= 30
