"""Backups encrypted to a public key: only the private key opens them, and everything else is as with plain ones."""

import json
from pathlib import Path

import pytest
from tests.records.conftest import KIND
from tests.records.sites import Maker, Site


@pytest.fixture
def key(tmp_path: Path, filled: Site) -> tuple[Path, str]:
    """The file of a private key, and the public key."""
    file = tmp_path / "private.txt"
    said = filled.done("backup", "key", "--out", str(file))
    return file, said.partition("ENCRYPT_TO=")[2].strip()


def _to(site: Site, public: str) -> Site:
    return Site(site.home, site.url, {"ENCRYPT_TO": public})


def _backup(site: Site) -> Path:
    said = site.done("backup", "--out", str(site.home / "kept"))
    assert "It is encrypted." in said
    (found,) = (site.home / "kept").iterdir()
    return found


def test_a_private_key_is_for_its_owner_and_never_overwritten(filled: Site, key: tuple[Path, str]) -> None:
    file, public = key
    assert file.stat().st_mode & 0o077 == 0
    assert public.startswith("age1")
    again = filled.run("backup", "key", "--out", str(file))
    assert again.returncode == 3
    assert "already exists" in again.stderr


def test_the_drill_with_an_encrypted_backup(sites: Maker, filled: Site, key: tuple[Path, str]) -> None:
    file, public = key
    before = filled.state()
    backup = _backup(_to(filled, public))
    assert backup.name.endswith(".zip.age")
    assert b"SQLite" not in backup.read_bytes() and backup.read_bytes()[:2] != b"PK"
    assert "is complete" in filled.done("backup", "verify", str(backup), "--identity", str(file))
    new = sites.empty(KIND)
    without = new.run("restore", str(backup))
    assert without.returncode == 3
    assert "is encrypted. Give the file of the private key: --identity FILE." in without.stderr
    assert "audit verified" in new.done("restore", str(backup), "--identity", str(file))
    assert new.state() == before
    assert not list(new.home.glob(".restoring-*"))


def test_another_private_key_opens_nothing(filled: Site, key: tuple[Path, str], tmp_path: Path) -> None:
    backup = _backup(_to(filled, key[1]))
    other = tmp_path / "other.txt"
    filled.done("backup", "key", "--out", str(other))
    refused = filled.run("backup", "verify", str(backup), "--identity", str(other))
    assert refused.returncode == 3
    assert "other.txt does not open" in refused.stderr
    for wrong, words in ((tmp_path / "none.txt", "There is no file"), (backup, "does not contain a private key")):
        refused = filled.run("backup", "verify", str(backup), "--identity", str(wrong))
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr


def test_a_damaged_encrypted_backup_is_refused(filled: Site, key: tuple[Path, str]) -> None:
    backup = _backup(_to(filled, key[1]))
    whole = bytearray(backup.read_bytes())
    whole[len(whole) // 2] ^= 1
    backup.write_bytes(whole)
    refused = filled.run("backup", "verify", str(backup), "--identity", str(key[0]))
    assert refused.returncode == 3
    assert "or the file is damaged" in refused.stderr


def test_a_plain_backup_is_verified_too(filled: Site) -> None:
    filled.done("backup", "--out", str(filled.home / "kept"))
    (backup,) = (filled.home / "kept").iterdir()
    assert "is complete" in filled.done("backup", "verify", str(backup))
    backup.write_bytes(backup.read_bytes()[:-2000])
    assert filled.run("backup", "verify", str(backup)).returncode == 3


def test_the_doctor_says_when_backups_lie_in_plain(filled: Site, key: tuple[Path, str]) -> None:
    def found(site: Site) -> tuple[str, str]:
        findings = json.loads(site.run("doctor", "--format", "json").stdout)
        return next((f["verdict"], f["what"]) for f in findings if f["check"] == "encryption")

    assert found(filled) == ("note", "Backups and imported files are not encrypted.")
    filled.done("backup")
    encrypted = _to(filled, key[1])
    assert found(encrypted) == ("fault", "1 earlier backups are not encrypted.")
    for plain in (filled.home / "backups").glob("*.zip"):
        plain.unlink()
    encrypted.done("backup")
    assert found(encrypted)[0] == "good"


def test_a_setting_that_is_no_public_key_is_refused_without_showing_it(filled: Site, key: tuple[Path, str]) -> None:
    private = next(line for line in key[0].read_text().splitlines() if line.startswith("AGE-SECRET"))
    refused = _to(filled, f"{private},nonsense").run("backup")
    assert refused.returncode == 3
    assert refused.stderr.count("is not a public key") == 2
    assert private not in refused.stderr


def test_an_imported_file_is_kept_encrypted(filled: Site, key: tuple[Path, str]) -> None:
    code = (
        "from attainable.exchange import storage; storage.keep('abcdefgh', [b'Surname\\r\\nExample'])\n"
        "storage.seal('abcdefgh'); storage.seal('abcdefgh')\n"
        "print(sorted(path.name for path in storage.folder().iterdir()))\n"
        "storage.remove('abcdefgh'); print(list(storage.folder().iterdir()))"
    )
    assert _to(filled, key[1]).python(code) == "['abcdefgh.age']\n[]"
    assert filled.python(code) == "['abcdefgh']\n[]"


def test_a_restore_that_dies_at_its_end_has_left_its_entry(sites: Maker, filled: Site) -> None:
    filled.done("backup", "--out", str(filled.home / "kept"))
    (backup,) = (filled.home / "kept").iterdir()
    new = sites.empty(KIND)
    name = "_copy_in" if KIND == "sqlite" else "_load"
    code = (
        "import os\nfrom pathlib import Path\nfrom attainable.website.backups import restoring\n"
        f"usual = restoring.{name}\n"
        "def dies(*given):\n    usual(*given)\n    os._exit(9)\n"
        f"restoring.{name} = dies\n"
        f"restoring.restore(Path({str(backup)!r}), lambda *told: None)"
    )
    with new.begun(code) as process:
        assert process.wait(timeout=60) == 9
    assert new.python("from attainable.audit.models import Entry; print(Entry.objects.last().action)") == "backup.restored"
    assert new.run("audit", "verify").returncode == 0
