"""Levels and their columns: which must be there, which must be filled, and which must be left blank."""

from collections.abc import Callable
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Findings, Found
from attainable.formats.ees.read import Pair

_REGION: Final = ("region_code", "region_name")
_AUTHORITY: Final = ("old_la_code", "new_la_code", "la_name")


def _level_known(pair: Pair) -> Findings:
    for level, row in pair.levels.items():
        if level not in spec.levels():
            what = f'geographic_level "{level}" is not known.'
            mend = "Write a level of the guide, such as National, Regional or Local authority."
            yield Found(what, mend, (row,), ("geographic_level",))


def _columns_present(pair: Pair) -> Findings:
    for name, row in pair.levels.items():
        level = spec.levels().get(name)
        missing = [column for column in (level.columns if level else ()) if column not in pair.data.columns]
        if missing:
            what = f"{name} rows need the column{'s' * (len(missing) > 1)} {', '.join(missing)}."
            yield Found(what, "Add what is missing.", (row,), tuple(missing))


def _incomplete(pair: Pair) -> Findings:
    for name in pair.levels:
        level = spec.levels()[name]
        # new_la_code may be blank: authorities that ended before 2009 never had one.
        first = level.second if name == "Local authority" else level.code
        for column in filter(None, (first, level.label)):
            for (of_row, value), row in pair.data.first_rows("geographic_level", column).items():
                if of_row == name and not value.strip():
                    what = f'"{column}" is blank on {name} rows.'
                    mend = f'Fill it, or write {spec.NOT_AVAILABLE} with the name "{spec.NOT_AVAILABLE_NAME}".'
                    yield Found(what, mend, (row,), (column,))


def _overfilled(pair: Pair) -> Findings:
    for level in spec.levels().values():
        for column in level.columns:
            if column not in pair.data.columns or not level.rank:
                continue
            wrong: dict[str, int] = {}
            for (of_row, value), row in pair.data.first_rows("geographic_level", column).items():
                rank = spec.levels()[of_row].rank
                alien = level.rank == 3 and of_row != level.name
                if value.strip() and (rank < level.rank or alien):
                    wrong.setdefault(of_row, row)
            for of_row, row in wrong.items():
                what = f'"{column}" is filled on {of_row} rows.'
                yield Found(what, "Leave it blank there: it belongs to a lower level.", (row,), (column,))


def _not_available(pair: Pair) -> Findings:
    for level in spec.levels().values():
        if not level.code or level.label not in pair.data.columns or level.code not in pair.data.columns:
            continue
        for (code, name), row in pair.data.first_rows(level.code, level.label).items():
            if (code == spec.NOT_AVAILABLE) != (name == spec.NOT_AVAILABLE_NAME) and name:
                what = f'"{code}" appears with "{name}" in {level.code} and {level.label}.'
                mend = f'The code {spec.NOT_AVAILABLE} and the name "{spec.NOT_AVAILABLE_NAME}" go together.'
                yield Found(what, mend, (row,), (level.code, level.label))


def _consistent(pair: Pair, exempt: tuple[str, ...], by_code: bool) -> Findings:
    for level in spec.levels().values():
        if not level.code or level.name in exempt or level.code not in pair.data.columns:
            continue
        partners: dict[str, dict[str, int]] = {}
        for (code, name), row in pair.data.first_rows(level.code, level.label).items():
            if code and name and code not in (spec.NOT_AVAILABLE, spec.NOT_APPLICABLE):
                one, other = (code, name) if by_code else (name, code)
                partners.setdefault(one, {})[other] = row
        for one, others in partners.items():
            if len(others) > 1:
                word = "names" if by_code else "codes"
                what = f'{level.name} "{one}" has {len(others)} {word}: {", ".join(others)}.'
                mend = "Give every place one code and one name."
                yield Found(what, mend, tuple(others.values()), (level.code, level.label))


def _code_names(pair: Pair) -> Findings:
    return _consistent(pair, spec.LISTED, by_code=True)


def _name_codes(pair: Pair) -> Findings:
    return _consistent(pair, spec.SHARED_NAMES, by_code=False)


def _school_provider(pair: Pair) -> Findings:
    if "School" in pair.levels and "Provider" in pair.levels:
        mend = "Put them in two files."
        rows = (pair.levels["School"], pair.levels["Provider"])
        yield Found("School and Provider rows are in one file.", mend, rows, ("geographic_level",))


def _only_ignored(pair: Pair) -> Findings:
    if all(level in spec.IGNORED_ALWAYS for level in pair.levels):
        what = f"All rows are {' and '.join(pair.levels)} rows, which the table tool leaves out."
        mend = "Publish the file as an ancillary file without metadata, or add rows of another level."
        yield Found(what, mend, columns=("geographic_level",))


def _half_set(pair: Pair) -> Findings:
    for names in (_REGION, _AUTHORITY):
        present = [name for name in names if name in pair.data.columns]
        if present and len(present) < len(names):
            missing = [name for name in names if name not in present]
            what = f"{', '.join(present)} appear without {', '.join(missing)}."
            yield Found(what, "Add what is missing, or remove the rest.", columns=tuple(missing))
            continue
        for cells, row in pair.data.first_rows(*names).items() if present else ():
            *codes, label = (cell.strip() for cell in cells)
            if any(codes) != bool(label):
                what = f"Only part of {', '.join(names)} is filled."
                yield Found(what, "Give both code and name, or neither.", (row,), names)


def _region_missing(pair: Pair) -> Findings:
    for level in ("Local authority", "Local authority district"):
        if level not in pair.levels:
            continue
        rows = [
            row
            for (of_row, code, name), row in pair.data.first_rows("geographic_level", *_REGION).items()
            if of_row == level and not (code and name)
        ]
        if rows:
            what = f"{level} rows do not name their region."
            yield Found(what, "Fill region_code and region_name.", tuple(rows[:1]), _REGION)


CHECKS: Final[dict[str, Callable[[Pair], Findings]]] = {
    "geographic-level-known": _level_known,
    "geographic-columns-present": _columns_present,
    "geography-incomplete": _incomplete,
    "geography-overfilled": _overfilled,
    "geography-not-available": _not_available,
    "geography-code-names": _code_names,
    "geography-name-codes": _name_codes,
    "school-with-provider": _school_provider,
    "geography-only-ignored": _only_ignored,
    "geography-half-set": _half_set,
    "region-missing": _region_missing,
}
