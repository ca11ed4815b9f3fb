"""Harmonised names, lengths that the API takes, and the data dictionary."""

from collections.abc import Callable
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Findings, Found
from attainable.formats.ees.read import Pair


def _names(pair: Pair) -> Findings:
    rows = {meta.name: meta.row for meta in pair.meta_rows} | dict.fromkeys(pair.groups, 0)
    for name, row in rows.items():
        for part, standard in spec.harmonised().items():
            if part in name.lower() and name not in standard:
                what = f'"{name}" contains "{part}" and is not a standard name.'
                mend = f"For a filter use {' or '.join(sorted(standard))}; name an indicator without it, such as pupil_count."
                yield Found(what, mend, (row,) if row else (), (name,))
                break


def _ethnic_groups(pair: Pair) -> Findings:
    for (group,), row in pair.data.first_rows("characteristic_group").items():
        name = group.strip().lower().replace(" ", "_")
        if "ethnic" in name and name not in spec.harmonised()["ethnic"]:
            mend = "Write Ethnicity major, Ethnicity minor, Ethnicity detailed or Minority ethnic."
            yield Found(f'characteristic_group "{group}" is not standard.', mend, (row,), ("characteristic_group",))


def _ethnicity_items(pair: Pair) -> Findings:
    mend = "Spell the group as the standard list does (ethnicity.csv)."
    sides = {"ethnicity_major": 0, "ethnicity_minor": 1}
    present = [name for name in sides if name in pair.data.columns]
    wrong = False
    for name in present:
        known = {pair_of[sides[name]] for pair_of in spec.ethnicities()}
        for (item,), row in pair.data.first_rows(name).items():
            if item not in known:
                wrong = True
                yield Found(f'"{item}" is not on the list for {name}.', mend, (row,), (name,))
    if len(present) == 2 and not wrong:
        for (major, minor), row in pair.data.first_rows(*present).items():
            if (major, minor) not in spec.ethnicities():
                yield Found(f'"{minor}" does not belong to "{major}".', mend, (row,), tuple(present))


def _location_code(pair: Pair) -> Findings:
    for level in spec.levels().values():
        for column in (level.code, level.second):
            yield from _longer(pair, column, spec.MAX_LOCATION_CODE, "Shorten the code")


def _item(pair: Pair) -> Findings:
    names = [level.label for level in spec.levels().values()]
    for column in dict.fromkeys([*pair.filters_and_groups, *names]):
        yield from _longer(pair, column, spec.MAX_ITEM, "Shorten the name")


def _longer(pair: Pair, column: str, most: int, mend: str) -> Findings:
    if column not in pair.data.columns:
        return
    for (value,), row in pair.data.first_rows(column).items():
        if len(value) > most:
            what = f'"{value[:40]}…" in "{column}" has {len(value)} characters.'
            yield Found(what, f"{mend} to {most} for an API data set.", (row,), (column,))


def _column_name(pair: Pair) -> Findings:
    for name in pair.data.heading:
        if len(name) > spec.MAX_COLUMN_NAME:
            what = f'The column name "{name}" has {len(name)} characters.'
            yield Found(what, f"Shorten it to {spec.MAX_COLUMN_NAME} for an API data set.", (1,), (name,))


def _label(pair: Pair) -> Findings:
    for meta in pair.meta_rows:
        if len(meta.label) > spec.MAX_LABEL:
            what = f'The label of "{meta.name}" has {len(meta.label)} characters.'
            yield Found(what, f"Shorten it to {spec.MAX_LABEL} for an API data set.", columns=(meta.name,))


def _dictionary_columns(pair: Pair) -> Findings:
    columns = [(m.type, m.name) for m in pair.meta_rows] + [("Filter", group) for group in pair.groups]
    unknown = [name for type_, name in dict.fromkeys(columns) if (type_, name) not in spec.dictionary()]
    if unknown:
        what = f"Not in the data dictionary: {', '.join(unknown)}."
        mend = "Use standard names, or ask for these to be added, before the file becomes an API data set."
        yield Found(what, mend, columns=tuple(unknown))


def _dictionary_items(pair: Pair) -> Findings:
    for column in pair.filters_and_groups:
        standard = spec.dictionary().get(("Filter", column))
        if not standard:
            continue
        odd = {item: row for (item,), row in pair.data.first_rows(column).items() if item not in standard}
        if odd:
            shown = ", ".join(f'"{item}"' for item in list(odd)[:5])
            what = f'Not in the data dictionary for "{column}": {shown}.'
            mend = "Spell items as the dictionary does before the file becomes an API data set."
            yield Found(what, mend, tuple(odd.values())[:5], (column,))


CHECKS: Final[dict[str, Callable[[Pair], Findings]]] = {
    "harmonised-names": _names,
    "ethnic-groups": _ethnic_groups,
    "ethnicity-items": _ethnicity_items,
    "api-location-code": _location_code,
    "api-column-name": _column_name,
    "api-label": _label,
    "api-item": _item,
    "dictionary-columns": _dictionary_columns,
    "dictionary-items": _dictionary_items,
}
