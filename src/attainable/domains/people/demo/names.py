"""Names of people and places. Forenames are plain ones in use; surnames and places are put together and nobody's."""

from importlib.resources import files
from typing import Final

import msgspec
import numpy as np

from attainable.records.making.draws import Draws

_WORDS: Final = {
    name: words.split()
    for name, words in msgspec.yaml.decode(
        (files("attainable.domains.people.demo") / "names.yaml").read_bytes(), type=dict[str, str]
    ).items()
}
_FIRST, _SURNAME_ENDS, _PLACE_ENDS = _WORDS["beginnings"], _WORDS["surname_ends"], _WORDS["place_ends"]
_OTHER_FIRST, _OTHER_ENDS = _WORDS["other_beginnings"], _WORDS["other_ends"]
_STREETS: Final = ("Lane", "Road", "Street", "Close", "Avenue", "Drive", "Crescent", "Way", "Terrace", "Fold")
_SHORT: Final = {
    "Beatrix": "Bea",
    "Harriet": "Hattie",
    "Imogen": "Immy",
    "Penny": "Pen",
    "Gabriel": "Gabe",
    "Barnaby": "Barney",
    "Stanley": "Stan",
    "Tabitha": "Tabby",
    "Josie": "Jo",
    "Benjamin": "Ben",
    "Ibrahim": "Ibby",
    "Katarzyna": "Kasia",
    "Arthur": "Art",
    "Emmeline": "Emmy",
    "Elliot": "Eli",
    "Khadija": "Dija",
    "Mateusz": "Matt",
}

_GROUPS: Final = {
    "AIND": 1,
    "APKN": 1,
    "ABAN": 1,
    "AOTH": 1,
    "MWAS": 1,
    "BAFR": 2,
    "BCRB": 2,
    "BOTH": 2,
    "MWBA": 2,
    "MWBC": 2,
    "WOTH": 3,
    "CHNE": 4,
}
_BY_GROUP: Final = tuple(
    (_WORDS[f"{group}girls"], _WORDS[f"{group}boys"]) for group in ("", "south_asian_", "african_", "european_", "chinese_")
)


def _group(codes: np.ndarray) -> np.ndarray:
    """The group of names that goes with each ethnic code."""
    return np.array([_GROUPS.get(code, 0) for code in codes.tolist()], np.int64)


def forenames(ethnic: np.ndarray, male: np.ndarray, draws: Draws) -> list[str]:
    """A forename for each: in four of ten cases one that goes with the ethnic group, some with a hyphen."""
    size = len(male)
    group = np.where(draws.chance(size, 650), _group(ethnic), 0)
    picks, seconds, joins = draws.shares(size), draws.shares(size), draws.chance(size, 18)
    found = []
    for g, sex, pick, second, joined in zip(
        group.tolist(), male.tolist(), picks.tolist(), seconds.tolist(), joins.tolist(), strict=True
    ):
        names = _BY_GROUP[g][int(sex)]
        name = names[pick % len(names)]
        found.append(f"{name}-{_BY_GROUP[0][int(sex)][second % 60]}" if joined else name)
    return found


def surnames(ethnic: np.ndarray, draws: Draws) -> list[str]:
    """A surname for each, made up; some with a hyphen, an apostrophe or a capital within."""
    size = len(ethnic)
    other = (_group(ethnic) > 0) & draws.chance(size, 650)
    picks, kinds, more = draws.shares(size), draws.below(size, 1000), draws.shares(size)
    return [
        _surname(pick, kind, extra, foreign)
        for pick, kind, extra, foreign in zip(picks.tolist(), kinds.tolist(), more.tolist(), other.tolist(), strict=True)
    ]


def _surname(pick: int, kind: int, extra: int, other: bool) -> str:
    plain = _joined(pick, _FIRST, _SURNAME_ENDS)
    if other:
        return _joined(pick, _OTHER_FIRST, _OTHER_ENDS)
    if kind < 40:
        return f"{plain}-{_joined(extra, _FIRST, _SURNAME_ENDS)}"
    if kind < 52:
        return f"O'{plain}"
    if kind < 58:
        return f"D'{_joined(pick, _OTHER_FIRST, _OTHER_ENDS)}"
    return f"Mac{plain}" if kind < 75 else plain


def _joined(pick: int, first: list[str], last: list[str]) -> str:
    place, end = divmod(pick, len(last))
    begin = first[place % len(first)]
    ending = last[end]
    # No letter three times.
    return begin + (ending[1:] if begin[-2:] == ending[0] * 2 else ending)


def known_as(forename: str) -> str:
    """What somebody of this name may be called."""
    return _SHORT.get(forename) or (forename.split("-")[0] if "-" in forename else f"{forename[:3]}")


def place_names(count: int, draws: Draws) -> list[str]:
    """So many places, each once."""
    every = [_joined(n, _FIRST, _PLACE_ENDS) for n in range(len(_FIRST) * len(_PLACE_ENDS))]
    unique = list(dict.fromkeys(every))
    order = np.argsort(draws.shares(len(unique)), kind="stable")
    return [unique[place] for place in order[:count].tolist()]


def street(pick: int) -> str:
    """A house in a street.

    >>> street(12345)
    '26 Kellgate Terrace'
    """
    number, place = pick % 89 + 1, pick // 7
    return f"{number} {_joined(place, _FIRST, _PLACE_ENDS)} {_STREETS[pick % len(_STREETS)]}"


def adult(pick: int, other: bool = False) -> str:
    """Forename and surname of somebody grown up."""
    girls, boys = _BY_GROUP[1 if other else 0]
    names = girls if pick % 4 else boys
    return f"{names[(pick // 3) % len(names)]} {_joined((pick * 7919 + 13) % 65_521, _FIRST, _SURNAME_ENDS)}"
