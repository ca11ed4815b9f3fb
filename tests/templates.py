"""A migrated SQLite database that test runs copy, so that each process does not spend five seconds on migrations.

It is kept in `build/`, under a name that changes with every migration and every pinned package. A copy is migrated like any other
database, so a migration that is new or not yet in it still runs.
"""

import contextlib
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "test-databases"


def _template() -> Path:
    files = [ROOT / "requirements" / "dev.txt", *sorted((ROOT / "src").rglob("migrations/*.py"))]
    hashed = hashlib.sha256()
    for file in files:
        hashed.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return FOLDER / f"{hashed.hexdigest()[:16]}.sqlite3"


def copy_to(database: Path) -> bool:
    """Whether there was a template to copy."""
    template = _template()
    if template.exists():
        shutil.copy(template, database)
    return database.exists()


def keep(connection: Any) -> None:
    """Keeps a migrated database for later runs, and no template of other migrations beside it."""
    template = _template()
    if template.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    fresh = FOLDER / f"{os.getpid()}.new"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh)])
    fresh.replace(template)
    for other in FOLDER.glob("*.sqlite3"):
        if other != template:
            with contextlib.suppress(FileNotFoundError):
                other.unlink()
