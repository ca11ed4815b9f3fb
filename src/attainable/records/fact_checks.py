"""What is wrong with declared facts, in words with the file and the line: refused at start, and found by `attainable doctor`."""

import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.exceptions import FieldDoesNotExist

from attainable.accounts.roles import table
from attainable.evidence.tables.declaration import all_declared
from attainable.manifest import declared, line_of, loaded
from attainable.records.fact import Fact, Holds, NotReported
from attainable.values.problem import Problem


def of_all_facts() -> list[Problem]:
    """What is wrong with the facts of every domain."""
    return fact_problems(loaded("facts"))


def fact_problems(facts: Sequence[Fact]) -> list[Problem]:
    """Everything that is wrong, however many facts are."""
    parts, names, events = {part.name for part in declared("parts")}, dict[str, Fact](), dict[str, Fact]()
    found = []
    for fact in facts:
        found += [_problem(fact, what, mend) for what, mend in _faults(fact, parts)]
        if fact.name in names:
            found.append(_problem(fact, f"Two facts are named {fact.name!r}.", "Give each a name of its own."))
        names.setdefault(fact.name, fact)
        for event in {page.event for page in (fact.add, fact.change, fact.end, fact.withdraw) if page}:
            # One table may serve several facts, which then are one event of the audit.
            if events.setdefault(event, fact).model is not fact.model:
                other = events[event].name
                what = f"The facts {other!r} and {fact.name!r} have one event name, {event!r}."
                found.append(_problem(fact, what, "Give each an event of its own."))
    return found


def _faults(fact: Fact, parts: set[str]) -> Iterator[tuple[str, str]]:
    if fact.permission not in table().permissions:
        yield f"{fact.name!r} names a permission that no domain declares: {fact.permission!r}.", "Declare it in the manifest."
    if fact.part and fact.part not in parts:
        yield f"{fact.name!r} names a part of the record that does not exist: {fact.part!r}.", "Add the part to the manifest."
    if not fact.report:
        yield (
            f"{fact.name!r} has no line in the access report.",
            "Name its columns in `report`, or say why not: NotReported('…').",
        )
    if isinstance(fact.report, NotReported) and not fact.report.why.strip():
        yield f"{fact.name!r} is left out of the access report without a reason.", "Say why in NotReported('…')."
    yield from _columns(fact)
    if fact.evidence is not None and fact.evidence.table not in {known.id for known in all_declared()}:
        yield (
            f"{fact.name!r} becomes an evidence table that is not declared: {fact.evidence.table!r}.",
            "Declare the table in the domain's folder `evidence_tables`.",
        )


def _columns(fact: Fact) -> Iterator[tuple[str, str]]:
    reported = () if isinstance(fact.report, NotReported) else fact.report
    evidence = tuple(fact.evidence.columns.values()) if fact.evidence else ()
    named = {*fact.key, *fact.fixed, *reported, *fact.columns, *fact.choices, *fact.codes, *evidence}
    for name in sorted(named):
        try:
            column = fact.column(name)
        except FieldDoesNotExist:
            yield f"{fact.name!r} names a column that its table does not have: {name!r}.", "Correct the name."
            continue
        if name in fact.columns and column.is_relation:
            yield f"Files can't carry {name!r} of {fact.name!r}: it refers to another table.", "Leave it out of `columns`."
    if fact.holds is Holds.VALUE and not fact.key:
        yield f"{fact.name!r} has one value for each key, and no key.", "Name the key."


def _problem(fact: Fact, what: str, mend: str) -> Problem:
    """With the line on which the fact is declared, in its domain's `facts` or beside its table."""
    folder = Path(inspect.getfile(fact.model)).parent
    folder = folder.parent if folder.name == "models" else folder
    named = f'"{fact.name}"'
    files = [file for pattern in ("facts.py", "facts/*.py", "*.py", "models/*.py") for file in sorted(folder.glob(pattern))]
    file = next((known for known in files if named in known.read_text("utf-8")), folder / "domain.py")
    return Problem("fact", what, mend, file=line_of(file, named) if file.is_file() else folder.name)
