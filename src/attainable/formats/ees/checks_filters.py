"""Filters and their items."""

from collections.abc import Callable
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Findings, Found
from attainable.formats.ees.read import Pair


def _one_level(pair: Pair) -> Findings:
    for meta in pair.filters:
        items = pair.data.first_rows(meta.name)
        if len(items) < 2:
            what = f'The filter "{meta.name}" has one item only.'
            mend = "Remove its row from the metadata, and say in the labels what the figures are about."
            yield Found(what, mend, columns=(meta.name,))


def _total(pair: Pair) -> Findings:
    for meta in pair.filters:
        wanted = [item for item in ("Total", meta["filter_default"]) if item]
        items = pair.data.first_rows(meta.name)
        if meta.name != pair.sole_place_filter and not any((item,) in items for item in wanted):
            what = f'The filter "{meta.name}" has no item "{'" or "'.join(wanted)}".'
            mend = "Add rows for the total, or name the item to select first in filter_default."
            yield Found(what, mend, columns=(meta.name,))


def _group_levels(pair: Pair) -> Findings:
    for meta in pair.filters:
        group = meta["filter_grouping_column"]
        if not group:
            continue
        groups, items = len(pair.data.first_rows(group)), len(pair.data.first_rows(meta.name))
        if groups > items:
            what = f'The group "{group}" has {groups} items and its filter "{meta.name}" only {items}.'
            yield Found(what, "Swap the two: the group is the coarser one.", columns=(group, meta.name))


def _item_limit(pair: Pair) -> Findings:
    for meta in pair.filters:
        items = len(pair.data.first_rows(meta.name))
        if items > spec.MAX_ITEMS:
            what = f'The filter "{meta.name}" has {items:,} items; {spec.MAX_ITEMS:,} are allowed.'
            yield Found(what, "Split the file or use a coarser filter.", columns=(meta.name,))


def _item_spaces(pair: Pair) -> Findings:
    for name in pair.filters_and_groups:
        for (item,), row in pair.data.first_rows(name).items():
            if item != item.strip():
                what = f'"{item}" in "{name}" starts or ends with a space.'
                yield Found(what, "Remove the space.", (row,), (name,))


def _place_total(pair: Pair) -> Findings:
    for name in pair.data.heading:
        if name in spec.observational():
            for (item,), row in pair.data.first_rows(name).items():
                if item in spec.TOTALS_IN_PLACES:
                    mend = "Leave the cell blank: a row for a whole country or region leaves lower places out."
                    yield Found(f'"{name}" holds "{item}".', mend, (row,), (name,))


def _blank(pair: Pair) -> Findings:
    for name in pair.filters_and_groups:
        for (item,), row in pair.data.first_rows(name).items():
            if not item:
                yield Found(f'"{name}" is blank.', 'Write "Total" where a row is about all.', (row,), (name,))


CHECKS: Final[dict[str, Callable[[Pair], Findings]]] = {
    "filter-one-level": _one_level,
    "filter-total": _total,
    "group-levels": _group_levels,
    "filter-item-limit": _item_limit,
    "filter-item-spaces": _item_spaces,
    "place-total": _place_total,
    "filter-blank": _blank,
}
