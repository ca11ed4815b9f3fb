"""docs/facts.md: every declared fact with its columns, made from the declarations."""

from collections.abc import Iterator

from attainable.accounts.roles import table
from attainable.records.fact import Fact, Holds, NotReported, facts

_HOLDS = {
    Holds.SPAN: "It holds from a day to a day.",
    Holds.DECISION: "It is decided for a reason, and holds from a day on until the next decision. A wrong one is withdrawn.",
    Holds.VALUE: "It is one value for each key, corrected in place; the audit keeps the old value.",
}


def page() -> str:
    """The text below the heading."""
    return "\n".join(line for fact in facts().values() for line in _lines(fact)).strip() + "\n"


def _lines(fact: Fact) -> Iterator[str]:
    yield from (f"## {fact.title} (`{fact.name}`)", "", f"{_first(fact.model.__doc__)} {_HOLDS[fact.holds]}", "")
    words = table().permissions.get(fact.permission, fact.permission)
    yield f"- To change it: “{words}” (`{fact.permission}`)."
    events = ", ".join(f"`{page.event}`" for page in (fact.add, fact.change, fact.end, fact.withdraw) if page)
    if events:
        yield f"- In the audit: {events}."
    if fact.columns:
        yield f"- Spreadsheets carry {', '.join(f'`{fact.name}.{name}`' for name in fact.columns)}."
    if fact.evidence:
        yield f"- It becomes the evidence table `{fact.evidence.table}`."
    if isinstance(fact.report, NotReported):
        yield f"- It is not in the access report: {fact.report.why}"
    yield from ("", "| column | label | help | codes |", "|---|---|---|---|", *(_row(fact, name) for name in fact.entered), "")


def _row(fact: Fact, name: str) -> str:
    column = fact.column(name)
    codes = ", ".join(f"{code}: {words}" for code, words in column.choices or ())
    return f"| `{name}`{' (key)' * (name in fact.key)} | {fact.label(name)} | {column.help_text} | {codes} |"


def _first(text: str | None) -> str:
    """The first sentence of a docstring, in one line."""
    return " ".join((text or "").split()).partition(". ")[0].removesuffix(".") + "."
