"""The rows of the metadata file."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Findings, Found
from attainable.formats.ees.read import MetaRow, Pair

type Check = Callable[[Pair], Findings]


def _column_type(pair: Pair) -> Findings:
    for meta in pair.meta_rows:
        if meta.type not in spec.COLUMN_TYPES:
            what = f'col_type is "{meta.type}".' if meta.type else "col_type is blank."
            yield Found(what, "Write Filter or Indicator.", (meta.row,), ("col_type",))


def _observational(pair: Pair) -> Findings:
    for meta in pair.meta_rows:
        if meta.name in spec.observational() and meta.name != pair.sole_place_filter:
            what = f'"{meta.name}" says when or where.'
            mend = "Remove its row from the metadata: time and place columns are known without it."
            yield Found(what, mend, (meta.row,), (meta.name,))


def _name_blank(pair: Pair) -> Findings:
    for meta in pair.meta_rows:
        if not meta.name.strip():
            yield Found("col_name is blank.", "Name the data column, or remove the row.", (meta.row,), ("col_name",))


def _label_blank(pair: Pair) -> Findings:
    for meta in pair.meta_rows:
        if not meta.label.strip():
            yield Found(f'"{meta.name}" has no label.', "Write the name that readers see.", (meta.row,), ("label",))


def _repeated(rows: Iterable[MetaRow], column: str, mend: str) -> Findings:
    first: dict[str, int] = {}
    for meta in rows:
        value = meta[column]
        if value and value in first:
            what = f'{column} "{value}" is also in row {first[value]:,}.'
            yield Found(what, mend, (meta.row,), (column,))
        first.setdefault(value, meta.row)


def _label_duplicate(pair: Pair) -> Findings:
    return _repeated(pair.meta_rows, "label", "Give each filter and indicator its own label.")


def _name_duplicate(pair: Pair) -> Findings:
    return _repeated(pair.meta_rows, "col_name", "Keep one row for each column.")


def _group_duplicate(pair: Pair) -> Findings:
    return _repeated(pair.filters, "filter_grouping_column", "Group each filter by a column of its own.")


def _name_spaces(pair: Pair) -> Findings:
    for meta in pair.meta_rows:
        if re.search(r"\s", meta.name):
            mend = "Replace the spaces with underscores, here and in the data."
            yield Found(f'col_name "{meta.name}" contains a space.', mend, (meta.row,), ("col_name",))


def _filled(column: str, of_type: str) -> Check:
    """A check that rows of a type leave a column blank that belongs to the other type."""

    def check(pair: Pair) -> Findings:
        for meta in pair.meta_rows:
            if meta.type == of_type and meta[column]:
                what = f'The {of_type.lower()} "{meta.name}" has {column} "{meta[column]}".'
                yield Found(what, f"Leave {column} blank for {of_type.lower()}s.", (meta.row,), (column,))

    return check


def _group_in_data(pair: Pair) -> Findings:
    for meta in pair.filters:
        group = meta["filter_grouping_column"]
        if group and group not in pair.data.columns:
            mend = "Spell it as the data does, or leave it blank."
            yield Found(f'The filter group "{group}" is not a column of the data.', mend, (meta.row,), (group,))


def _group_alike(pair: Pair) -> Findings:
    sources = [(group, [item for (item,) in pair.data.first_rows(group)]) for group in pair.groups]
    sources.append(("indicator_grouping", [m["indicator_grouping"] for m in pair.indicators]))
    for column, items in sources:
        first: dict[str, str] = {}
        for item in dict.fromkeys(filter(None, items)):
            bare = re.sub(r"[\W_]", "", item)
            if bare in first:
                what = f'In "{column}", "{first[bare]}" and "{item}" differ only in punctuation.'
                yield Found(what, "Write the group in one way.", columns=(column,))
            first.setdefault(bare, item)


def _filter_is_place(pair: Pair) -> Findings:
    for meta in pair.filters:
        words = meta.name.lower().split("_")
        alone = len(words) == 1 and words[0] in spec.PLACE_WORDS | spec.PLACE_ENDINGS
        named = words[0] in spec.PLACE_WORDS and words[-1] in spec.PLACE_ENDINGS
        if (alone or named) and meta.name != pair.sole_place_filter:
            what = f'The filter "{meta.name}" looks like a place.'
            mend = "Remove it from the metadata, and use the geography columns for places."
            yield Found(what, mend, (meta.row,), (meta.name,))


def _dp_whole(pair: Pair) -> Findings:
    for meta in pair.indicators:
        if meta["indicator_dp"] and not re.fullmatch(r"[0-9]+", meta["indicator_dp"]):
            what = f'"{meta.name}" has indicator_dp "{meta["indicator_dp"]}".'
            yield Found(what, "Write 0 or a positive whole number.", (meta.row,), ("indicator_dp",))


def _unit_known(pair: Pair) -> Findings:
    for meta in pair.indicators:
        if meta["indicator_unit"] not in spec.UNITS:
            what = f'"{meta.name}" has indicator_unit "{meta["indicator_unit"]}".'
            mend = "Leave it blank or write one of %, pp, £, £m, numberstring."
            yield Found(what, mend, (meta.row,), ("indicator_unit",))


def _group_is_filter(pair: Pair) -> Findings:
    names = {meta.name for meta in pair.filters}
    for group in pair.groups:
        if group not in names:
            what = f'The filter group "{group}" is not itself a filter.'
            yield Found(what, "Add a Filter row for it if people should be able to choose it on its own.", columns=(group,))


def _dp_blank(pair: Pair) -> Findings:
    for meta in pair.indicators:
        if not meta["indicator_dp"]:
            mend = "Say to how many decimal places it is shown."
            yield Found(f'"{meta.name}" has no indicator_dp.', mend, (meta.row,), ("indicator_dp",))


CHECKS: Final[dict[str, Check]] = {
    "meta-column-type": _column_type,
    "meta-observational": _observational,
    "meta-name-blank": _name_blank,
    "label-duplicate": _label_duplicate,
    "label-blank": _label_blank,
    "meta-name-duplicate": _name_duplicate,
    "meta-name-spaces": _name_spaces,
    "group-on-indicator": _filled("filter_grouping_column", "Indicator"),
    "group-duplicate": _group_duplicate,
    "group-in-data": _group_in_data,
    "group-alike": _group_alike,
    "hint-on-indicator": _filled("filter_hint", "Indicator"),
    "filter-is-place": _filter_is_place,
    "dp-on-filter": _filled("indicator_dp", "Filter"),
    "dp-whole-number": _dp_whole,
    "unit-on-filter": _filled("indicator_unit", "Filter"),
    "unit-known": _unit_known,
    "indicator-group-on-filter": _filled("indicator_grouping", "Filter"),
    "group-is-filter": _group_is_filter,
    "dp-blank": _dp_blank,
}
