"""Which tests of records run on PostgreSQL too.

Those whose answer could differ with the database: what is asked in SQL (who sees whom, lists, figures, the warehouse's reading),
what is written (changes, imports and their undoing, constraints, triggers, locks, erasing), migrations, backups, kills and the
doctor. Not those that open no database, and not the files below, which put rows that were read into words, pages and files: they
run on SQLite.
"""

import pytest

ON_SQLITE_ONLY = {
    "accounts/test_allauth_map.py": "addresses",
    "accounts/test_nonce.py": "what an organisation's provider is sent and answers",
    "accounts/test_providers.py": "what an organisation's provider is sent and answers",
    "accounts/test_roles.py": "a table in a file",
    "accounts/test_second_factor.py": "which page follows",
    "accounts/test_sessions.py": "cookies and the clock",
    "demo/test_county.py": "what the fictional county holds is worked out before it is stored; `one_figure` loads one on both",
    "demo/test_outcomes.py": "the same",
    "exchange/test_pages.py": "pages; what they bring in is tested beside them, on both",
    "exchange/test_pile.py": "files on disk",
    "exchange/test_real.py": "the shape of files",
    "exchange/test_scanning.py": "files before anything reads them",
    "govuk": "components, forms, lists and the frame of pages",
    "insight/test_evidence_pages.py": "pages over a snapshot, which is made of files",
    "insight/test_figures_words.py": "sentences",
    "integration/test_first_administrator.py": "commands and their words",
    "integration/test_logs_without_people.py": "what is logged",
    "integration/test_security_settings.py": "headers and settings",
    "pages/test_every_page.py": "headings and titles",
    "people/test_access_report.py": "a document; erasing what it names is tested in `test_retention.py`, on both",
    "people/test_retention_terminal.py": "a command's words; what it erases is tested in `test_retention.py`, on both",
    "progress/test_pages.py": "pages",
    "progress/test_rules.py": "readings of figures",
    "unit": "no records",
    "warehouse/test_pack_of_records.py": "the pack reads a snapshot, which is made of files",
}
_OPENING = {"db", "transactional_db", "django_db_setup", "live_server", "site", "sites", "filled"}


def runs_on_postgresql(item: pytest.Item) -> bool:
    place = item.nodeid.split("::")[0].removeprefix("tests/records/")
    if any(place == name or place.startswith(f"{name}/") for name in ON_SQLITE_ONLY):
        return False
    return item.get_closest_marker("django_db") is not None or bool(_OPENING & set(getattr(item, "fixturenames", ())))
