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


# Reads that are not given the person who asks, each with the reason. A new one must be put here, and so be seen in a review.
_PROTECTED = "counts of one process, protected before anybody sees them"
_PUBLIC = "public facts"
_READ_FOR_SOMEBODY = "its row was read for the person who asks"
_IMPORT = "an import matches against every record, and names a child only as far as the person's access goes"
OPEN = {
    "accounts.queries.has_account": "shown only to the person who holds the link sent to the address",
    "accounts.queries.keepers": "a number of people, for a rule",
    "audit.queries.entries": "given the organisations whose audit the person may read",
    "audit.queries.actions_of": "given the organisations whose audit the person may read",
    "audit.queries.first_since": "the number of an entry, and nothing of what it says",
    "audit.queries.refused_since_signed_in": "given the person whose own sign-ins are counted",
    "people.queries.terms.above": "the authority of a school, which is public",
    "people.queries.terms.dates_of": "of an organisation that was read for the person; the dates are public",
    "people.queries.terms.school_days": "dates on which schools are open, which are public",
    "provision.queries.sessions.closed_schools": "given interventions that were read for the person",
    "provision.queries.sessions.session_of": "given a child whose record was read for the person",
    "provision.queries.spending.spent": "given rows that were read for the person",
    "provision.queries.logged": "given what a child is given, read for the person",
    "provision.queries.logged_since": "whether there is a session, for a check of a price",
    "provision.queries.agencies.offered_to": "a check of a change that is permitted already",
    "provision.queries.contributions.school_of": "given a request whose code somebody has entered",
    "provision.queries.contributions.still_usable": "given a request",
    "provision.queries.contributions.usable": "given the code, which is the permission",
    "provision.queries.contributions.usable_ref": "given the ref that the session of the person who entered the code keeps",
    "provision.queries.effects.run_of": "given a row that was read for the person",
    "provision.queries.mark_of": "arithmetic over a name",
    "provision.queries.offered_to": "a check of a change that is permitted already",
    "provision.queries.costs.lines": "given rows that were read for the person",
    "provision.queries.costs.logged_under": "a check of a change that is permitted already",
    "provision.queries.costs.plan_begun": "a check of a change that is permitted already",
    "provision.queries.plans.kinds_of": "a check of a change that is permitted already",
    "audit.queries.faults": "checks the chain of hashes and shows no entry",
    "exchange.queries.counts": _READ_FOR_SOMEBODY,
    "exchange.queries.problem_counts": _READ_FOR_SOMEBODY,
    "exchange.queries.next_doubtful": _READ_FOR_SOMEBODY,
    "exchange.queries.person_of": _READ_FOR_SOMEBODY,
    "insight.queries.evidence.current": "the open snapshot; what a person may see of it is asked of places and answered",
    "insight.queries.evidence.listed_measures": "years and titles, without a figure",
    "insight.queries.evidence.above": "names of a region and a country",
    "insight.queries.evidence.groups_of": "names of groups",
    "insight.queries.places.options_for": "chooses among the places read for the person",
    "insight.queries.published.by_topic": _PUBLIC,
    "insight.queries.published.id_of": _PUBLIC,
    "insight.queries.register_counts.count_schools": _PROTECTED,
    "insight.queries.register_counts.raw_register": _PROTECTED,
    "insight.queries.register_figures.governors_register": "protected, of a school that its caller checked",
    "insight.queries.termly.raw_term": _PROTECTED,
    "provision.queries.papers.is_fictional": "whether the database was filled by the demo",
    "insight.queries.kept.kept_for_a_day": "keeps what its caller worked out for somebody, under the caller's key",
    "insight.queries.register_counts.raw_schools": _PROTECTED,
    "insight.queries.register_counts.year_id": "arithmetic",
    "insight.queries.similar_schools.nearest": "arithmetic over counts that were read before",
    "insight.queries.snapshot.tables": "the open snapshot; what a person may see of it is asked of places and answered",
    "insight.queries.snapshot.published": _PUBLIC,
    "insight.queries.snapshot.warm": "loads the snapshot and shows nothing",
    "people.queries.choices.authorities": _PUBLIC,
    "people.queries.choices.bodies": _PUBLIC,
    "people.queries.emergency.seen_while_open": _READ_FOR_SOMEBODY,
    "people.queries.facts.all_rows": "for reports whose caller was allowed to see everything",
    "people.queries.retention.answering": "ids of organisations, for a rule",
    "people.queries.search.organisations_of_kind": _PUBLIC,
    "people.queries.states.states": _IMPORT,
    "people.queries.states.by_numbers": _IMPORT,
    "people.queries.states.for_linking": _IMPORT,
    "people.queries.states.schools_by_number": _IMPORT,
    "people.queries.transfers.schools_of": _IMPORT,
    "people.queries.transfers.schools_among": _IMPORT,
    "people.queries.states.names_of": _IMPORT,
    "people.queries.groups.top_year": "arithmetic over a school's age range",
    "insight.queries.evidence_known.shown_as_evidence": _PROTECTED,
    "people.queries.transfers.restricted_among": _IMPORT,
    "people.queries.places.with_place": "adds a column to rows that were read for somebody",
    "people.queries.places.without_kind": "a column of rows that are read for somebody",
    "casework.queries.taken": "a step that was read for somebody, as plain values",
    "casework.queries.excuse": "an exception that was read for somebody, as plain values",
    "casework.queries.shown": _READ_FOR_SOMEBODY,
    "casework.queries.open_case": "of a child whose record the caller read or locked for somebody",
}


def _modules_of_reads():
    """Every queries module of a domain, of imports, accounts and the audit."""
    for package in (*(SOURCE / "domains").iterdir(), SOURCE / "exchange", SOURCE / "accounts", SOURCE / "audit"):
        yield from package.glob("queries.py")
        yield from package.glob("queries/*.py")


def test_reads_are_given_the_person_who_asks():
    """Public functions of queries take the actor first, or a record that was read for one."""
    found = set()
    for path in _modules_of_reads():
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removeprefix("domains.").removesuffix(".__init__")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                given = [*node.args.args, *node.args.kwonlyargs]
                if not given or given[0].arg not in ("actor", "record", "seen", "by"):
                    found.add(f"{module}.{node.name}")
    assert found <= OPEN.keys(), found - OPEN.keys()
    assert found >= OPEN.keys(), f"No longer there: {OPEN.keys() - found}"
