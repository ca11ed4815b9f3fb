"""The end of the audit is kept outside each night, and an audit that no longer has the kept end is found."""

from pathlib import Path

import pytest
from tests.records.sites import Site


def _at(site: Site, file: Path, address: str = "") -> Site:
    return Site(site.home, site.url, {"AUDIT_HEAD_FILE": str(file), "AUDIT_EMAIL": address})


def _nightly(site: Site) -> str:
    return site.python("from attainable.audit.outside import send_end; print(send_end())")


def test_each_night_adds_a_line_that_verify_knows(filled: Site, tmp_path: Path) -> None:
    file = tmp_path / "ends.txt"
    site = _at(filled, file, "dpo@example.org")
    assert "kept in the file and sent by email" in _nightly(site)
    _nightly(site)
    lines = file.read_text().splitlines()
    assert len(lines) == 2
    site.done("audit", "verify", "--known", lines[0].split()[1])
    letters = [path.read_text() for path in (filled.home / "mail").iterdir()]
    assert any(lines[0].split()[1] in letter.replace("=\n", "") for letter in letters)


def test_nothing_is_kept_where_no_place_is_set(filled: Site) -> None:
    assert "kept nowhere else" in _nightly(filled)


def test_an_audit_without_the_kept_end_is_found_and_the_file_stays(filled: Site, tmp_path: Path) -> None:
    file = tmp_path / "ends.txt"
    file.write_text(f"2026-11-25T02:00:00Z 5:{'a' * 64}\n")
    with pytest.raises(AssertionError, match="is not in the audit"):
        _nightly(_at(filled, file))
    assert len(file.read_text().splitlines()) == 1


def test_the_nightly_command_keeps_the_end(filled: Site, tmp_path: Path) -> None:
    file = tmp_path / "ends.txt"
    said = _at(filled, file).run("nightly").stdout
    assert "End of the audit: entry" in said
    assert "Unusual viewing: 0" in said
    assert file.exists()
