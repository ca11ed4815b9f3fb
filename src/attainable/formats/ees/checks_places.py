"""Codes and names of places against the published lists."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from attainable.formats.ees import spec
from attainable.formats.ees.outcome import Findings, Found
from attainable.formats.ees.read import Pair
from attainable.values.areas import AreaLevel, england

_FICTIONAL = re.compile(r"X[0-9]")
_ONS_CODE = re.compile(r"[A-Z][0-9]{8}")
_PARTED = " / "
_ONS_LEVELS: Final = (*spec.LISTED, *spec.UNLISTED, "Opportunity area", "Police force area")


type Known = Callable[[], frozenset[tuple[str, str]]]


@cache
def _regions() -> frozenset[tuple[str, str]]:
    return frozenset((area.code, area.name) for area in england() if area.level is AreaLevel.REGIONAL)


@cache
def _authorities() -> dict[tuple[str, str], str]:
    """DfE number by new code and name; x where an authority ended without one."""
    return {
        (area.code, area.name): area.old_code or spec.NOT_AVAILABLE for area in england() if area.level is AreaLevel.AUTHORITY
    }


@cache
def _old_codes() -> frozenset[tuple[str, str]]:
    return frozenset((old, name) for (_, name), old in _authorities().items())


def _fictional(pair: Pair) -> Findings:
    for name in _ONS_LEVELS:
        column = spec.levels()[name].code
        if column not in pair.data.columns:
            continue
        for (code,), row in pair.data.first_rows(column).items():
            if _FICTIONAL.match(code):
                what = f'"{code}" in "{column}" is a fictional place: codes that start with X are made up.'
                yield Found(what, "Never publish these figures; use real areas in a file to upload.", (row,), (column,))


def _listed(level: str, known: Known, extra: frozenset[str] = frozenset()) -> Callable[[Pair], Findings]:
    """A check that each code has its name from the list."""
    universal = spec.UNIVERSAL_NAMES | extra

    def check(pair: Pair) -> Findings:
        columns = (spec.levels()[level].code, spec.levels()[level].label)
        if any(column not in pair.data.columns for column in columns):
            return
        for (code, name), row in pair.data.first_rows(*columns).items():
            if not code or not name or _set_aside(code, name):
                continue
            if (code == spec.NOT_APPLICABLE and name in universal) or (code, name) in known():
                continue
            yield Found(*_pair_words(level, code, name, known()), (row,), columns)

    return check


def _set_aside(code: str, name: str) -> bool:
    """Whether another check speaks about the place: fictional ones, and x with "Not available"."""
    return bool(_FICTIONAL.match(code)) or code == spec.NOT_AVAILABLE or name == spec.NOT_AVAILABLE_NAME


def _pair_words(level: str, code: str, name: str, known: frozenset[tuple[str, str]]) -> tuple[str, str]:
    what = f'"{code}" with "{name}" is not on the list for {level}.'
    right = sorted(n for c, n in known if c == code) or sorted(c for c, n in known if n == name)
    mend = f'The list has "{'" or "'.join(right)}".' if right else "Take code and name from the published list."
    return what, mend


def _authority(pair: Pair) -> Findings:
    columns = ("old_la_code", "new_la_code", "la_name")
    if any(column not in pair.data.columns for column in columns):
        return
    for (old, new, name), row in pair.data.first_rows(*columns).items():
        if not name or not (old or new) or _set_aside(new, name):
            continue
        if (old, new, name) == spec.FORCES_SCHOOLS or _is_outside(old, new, name):
            continue
        if all(_is_authority(*part) for part in _parts(old, new, name)):
            continue
        known = frozenset(_authorities()) if new else _old_codes()
        what, mend = _pair_words("Local authority", new or old, name, known)
        if (new, name) in _authorities():
            what = f'"{new}" "{name}" does not have the old_la_code "{old}".'
            mend = f'Its old code is "{_authorities()[new, name]}".'
        yield Found(what, mend, (row,), columns)


def _is_outside(old: str, new: str, name: str) -> bool:
    return new == spec.NOT_APPLICABLE and old in ("", spec.NOT_APPLICABLE) and name in spec.UNIVERSAL_NAMES


def _parts(old: str, new: str, name: str) -> list[tuple[str, str, str]]:
    """The authorities of a composite such as "E06000061 / E06000062", which publishers use over a split."""
    olds, news, names = (text.split(_PARTED) for text in (old, new, name))
    if len(news) == len(names) > 1 and len(olds) in (1, len(news)):
        return list(zip(olds if len(olds) > 1 else [""] * len(news), news, names, strict=True))
    return [(old, new, name)]


def _is_authority(old: str, new: str, name: str) -> bool:
    if not new:
        return (old, name) in _old_codes()
    listed = _authorities().get((new, name))
    return listed is not None and old in ("", listed)


def _unlisted(pair: Pair) -> Findings:
    there = []
    for name in spec.UNLISTED:
        level = spec.levels()[name]
        if level.code not in pair.data.columns:
            continue
        there.append(name)
        for (code, label), row in pair.data.first_rows(level.code, level.label).items():
            if not code or _set_aside(code, label) or _ONS_CODE.fullmatch(code):
                continue
            if code == spec.NOT_APPLICABLE and label in spec.UNIVERSAL_NAMES:
                continue
            what = f'"{code}" with "{label}" is not the code of a {name.lower()}.'
            yield Found(what, "Use the nine-character ONS code.", (row,), (level.code,))
    if there:
        what = f"We have no list for {', '.join(there)}, so we only checked the form of the codes."
        yield Found(what, remark=True)


CHECKS: Final[dict[str, Callable[[Pair], Findings]]] = {
    "geography-fictional": _fictional,
    "country-known": _listed("National", lambda: spec.pairs("countries.csv")),
    "region-known": _listed("Regional", _regions),
    "local-authority-known": _authority,
    "district-known": _listed("Local authority district", lambda: spec.pairs("districts.csv")),
    "devolved-area-known": _listed(
        "English devolved area", lambda: spec.pairs("devolved_areas.csv"), frozenset({spec.DEVOLVED_UNIVERSAL_NAME})
    ),
    "unlisted-area-codes": _unlisted,
}
