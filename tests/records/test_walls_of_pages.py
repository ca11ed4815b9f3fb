"""Pages ask queries and actions: no page, form or template touches a table itself."""

import ast
from pathlib import Path

import attainable

SOURCE = Path(attainable.__file__).parent


def test_pages_never_touch_a_table():
    faults = []
    for path in sorted([*SOURCE.rglob("web/*.py"), SOURCE / "website" / "views.py"]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
                faults.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert not faults, faults


# Public facts, whole tables for one process (protected before they are shown), and what imports ask of records that they then
# only name as far as the person reaches. A new read that is not given the asker must be put here, and so be seen in a review.
OPEN = {
    "choices.authorities",
    "choices.bodies",
    "search.organisations_of_kind",
    "comparison.nearest",
    "figures_book.bind",
    "figures_tables.year_id",
    "figures_tables.raw_tables",
    "school_counts.raw_schools",
    "school_counts.work_out",
    "emergency.seen_meanwhile",
    "retention.answering",
    "states.states",
    "states.by_numbers",
    "states.for_linking",
    "states.schools_by_number",
    "transfers.schools_of",
    "transfers.restricted_among",
}


def test_reads_are_given_the_person_who_asks():
    """Public functions of queries take the actor first, or a record that was read for one."""
    found = set()
    for path in sorted((SOURCE / "domains" / "people" / "queries").glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                first = node.args.args[0].arg if node.args.args else ""
                if first not in ("actor", "record", "seen", "by"):
                    found.add(f"{path.stem}.{node.name}")
    assert found <= OPEN, found - OPEN
