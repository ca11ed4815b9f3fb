"""The documentation of formats of files of children, made from their declarations."""

from collections.abc import Iterable, Iterator

from attainable.formats.people.declaration import Format


def page(formats: Iterable[Format]) -> str:
    """Every format with its fields, as Markdown."""
    lines: list[str] = []
    for known in formats:
        lines += _format(known)
    return "\n".join(lines).strip() + "\n"


def _format(known: Format) -> Iterator[str]:
    called = "other headings" if known.id == "spreadsheet" else "in the file"
    yield from (f"## {known.title} (`{known.id}`)", "", known.words, "")
    yield f"Version {known.version}. Source: {known.source}. Files: {', '.join(known.endings)}."
    yield from ("", f"| field | {called} | kind | required | meaning |", "|---|---|---|---|---|")
    for field in known.all_fields:
        names = ", ".join(field.others[:6]) if known.id == "spreadsheet" else f"`{field.element}`"
        codes = f" {len(field.codes)} codes." if len(field.codes) > 12 else ""
        if field.codes and not codes:
            codes = " " + "; ".join(f"{code}: {label}" for code, label in field.codes.items()) + "."
        required = "yes" if field.required else ""
        yield f"| {field.title} | {names} | {field.kind_label} | {required} | {field.meaning}{codes} |".replace("\\", "\\\\")
    yield ""
