"""File names, required columns, the two files against each other, and column names."""

import re
from collections.abc import Callable
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Findings, Found
from attainable.formats.ees.read import Pair, meta_path_for

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_SNAKE = re.compile(r"[a-z][a-z0-9_]*")


def _stems(pair: Pair) -> list[tuple[str, str]]:
    return [(pair.data.path.name, pair.data.path.stem), (pair.meta.path.name, pair.meta.path.stem.removesuffix(".meta"))]


def _file_spaces(pair: Pair) -> Findings:
    for name, _ in _stems(pair):
        if re.search(r"\s", name):
            yield Found(f'The file name "{name}" contains a space.', "Replace the spaces with underscores.")


def _file_characters(pair: Pair) -> Findings:
    for name, stem in _stems(pair):
        if not _PLAIN.fullmatch(re.sub(r"\s", "", stem)):
            what = f'The file name "{name}" contains characters other than letters, digits, - and _.'
            yield Found(what, "Remove them from the name.")


def _meta_file_name(pair: Pair) -> Findings:
    wanted = meta_path_for(pair.data.path).name
    if pair.meta.path.name != wanted:
        yield Found(f'The metadata file is called "{pair.meta.path.name}".', f'Call it "{wanted}".')


def _meta_required(pair: Pair) -> Findings:
    missing = [name for name in spec.REQUIRED_META if name not in pair.meta.columns]
    if missing:
        what = f"The metadata file lacks {_list(missing)}."
        yield Found(what, "Add the columns; they may be blank.", columns=tuple(missing))


def _meta_unknown(pair: Pair) -> Findings:
    known = (*spec.REQUIRED_META, *spec.OPTIONAL_META)
    unknown = [name for name in pair.meta.heading if name not in known]
    if unknown:
        what = f"The metadata file has columns that are not allowed: {_list(unknown)}."
        yield Found(what, "Remove them.", columns=tuple(unknown))


def _meta_row_count(pair: Pair) -> Findings:
    most = len(pair.data.heading) - len(spec.REQUIRED_DATA)
    if len(pair.meta) > most:
        what = f"The metadata file has {len(pair.meta)} rows; the data has columns for {max(most, 0)} at most."
        yield Found(what, "Keep one row for each filter and indicator, and none for time and place.")


def _data_required(pair: Pair) -> Findings:
    missing = [name for name in spec.REQUIRED_DATA if name not in pair.data.columns]
    if missing:
        what = f"The data file lacks {_list(missing)}."
        yield Found(what, "Add the columns, or give them these names.", columns=tuple(missing))


def _data_duplicate(pair: Pair) -> Findings:
    twice = sorted({name for name in pair.data.heading if pair.data.heading.count(name) > 1})
    if twice:
        what = f"These column names appear more than once: {_list(twice)}."
        yield Found(what, "Give every column its own name, or remove the copy.", (1,), tuple(twice))


def _meta_in_data(pair: Pair) -> Findings:
    for meta in pair.meta_rows:
        for column in ("col_name", "filter_grouping_column"):
            name = meta[column]
            if name and name not in pair.data.columns:
                what = f'{column} "{name}" is not a column of the data.'
                yield Found(what, "Spell it as the data does, or remove the row.", (meta.row,), (name,))


def _data_in_meta(pair: Pair) -> Findings:
    described = {m.name for m in pair.meta_rows} | set(pair.groups) | spec.observational()
    left = [name for name in pair.data.heading if name not in described]
    if left:
        what = f"These columns are neither in the metadata nor time or place columns: {_list(left)}."
        yield Found(what, "Describe them in the metadata if they should be shown.", columns=tuple(left))


def _name_spaces(pair: Pair) -> Findings:
    spaced = [name for name in pair.data.heading if re.search(r"\s", name)]
    if spaced:
        what = f"These column names contain a space: {_list(spaced)}."
        yield Found(what, "Replace the spaces with underscores.", (1,), tuple(spaced))


def _snake_case(pair: Pair) -> Findings:
    odd = [name for name in pair.data.heading if not _SNAKE.fullmatch(name)]
    if odd:
        mend = "Use lower-case letters, digits and underscores, and start with a letter."
        yield Found(f"These column names are not in snake_case: {_list(odd)}.", mend, (1,), tuple(odd))


def _characteristic(pair: Pair) -> Findings:
    for name in spec.STACKED:
        if name in pair.data.columns:
            mend = "Call the pair breakdown_topic and breakdown."
            yield Found(f'A column is called "{name}".', mend, (1,), (name,))


def _smushed(pair: Pair) -> Findings:
    for meta in pair.indicators:
        plain = meta.name.lower().replace("_", " ")
        # "female" also holds "male": the longest word found is the one to name.
        words = sorted((word for word in spec.SMUSHED if word in plain), key=len)
        if words:
            what = f'The indicator name "{meta.name}" contains "{words[-1]}".'
            mend = "Put the characteristic in a filter and the figures in one indicator, such as pupil_count."
            yield Found(what, mend, columns=(meta.name,))


def _list(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


CHECKS: Final[dict[str, Callable[[Pair], Findings]]] = {
    "file-name-spaces": _file_spaces,
    "file-name-characters": _file_characters,
    "meta-file-name": _meta_file_name,
    "meta-columns-required": _meta_required,
    "meta-columns-unknown": _meta_unknown,
    "meta-row-count": _meta_row_count,
    "data-columns-required": _data_required,
    "data-column-duplicate": _data_duplicate,
    "meta-name-in-data": _meta_in_data,
    "data-column-in-meta": _data_in_meta,
    "column-name-spaces": _name_spaces,
    "column-name-snake-case": _snake_case,
    "column-characteristic": _characteristic,
    "indicator-smushed": _smushed,
}
