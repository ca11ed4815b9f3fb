"""Faults as people make them when they type names and dates, planted into rows about children of the fictional county."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

Values = dict[str, Any]
ABSENT = 0.2


def planted(children: list[Values], count: int, draw: random.Random) -> list[tuple[Any, int | None, str]]:
    """Rows as (person, the child it is about or None, the fault)."""
    from attainable.formats.people.rows import Person

    chosen = draw.sample(children, min(count, len(children)))
    rows: list[tuple[Any, int | None, str]] = []
    forenames = [child["forename"] for child in chosen]
    for child in chosen:
        values = {name: child[name] for name in ("surname", "forename", "date_of_birth", "sex", "postcode", "school")}
        about: int | None = child["pk"]
        if draw.random() < ABSENT:
            fault, about = _absent(values, forenames, draw), None
        else:
            fault = draw.choice(list(FAULTS))
            FAULTS[fault](values, draw)
        rows.append((Person(**values), about, fault))
    return rows


def _absent(values: Values, forenames: list[str], draw: random.Random) -> str:
    """A child without a record: a twin or sibling of one, or a stranger."""
    before = values["forename"]
    values["forename"] = draw.choice([name for name in draw.sample(forenames, 5) if name != before] or ["Zebedee"])
    if draw.random() < 0.5:
        return "absent twin"
    values["date_of_birth"] += dt.timedelta(draw.randint(300, 1500))
    values["surname"] = draw.choice(["Ashcombe", "Birtwhistle", "Cholmondeley", values["surname"]])
    return "absent"


def _letter(values: Values, name: str, draw: random.Random) -> None:
    text = values[name]
    place = draw.randrange(len(text))
    kind = draw.randrange(4)
    letter = draw.choice("abcdefghijklmnopqrstuvwxyz")
    if kind == 0:
        text = text[:place] + letter + text[place + 1 :]
    elif kind == 1 and len(text) > 3:
        text = text[:place] + text[place + 1 :]
    elif kind == 2:
        text = text[:place] + letter + text[place:]
    elif place + 1 < len(text):
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    values[name] = text.capitalize()


def _day(values: Values, draw: random.Random) -> None:
    born = values["date_of_birth"]
    try:
        values["date_of_birth"] = (
            born.replace(month=born.day, day=born.month) if draw.random() < 0.5 else born.replace(day=draw.randint(1, 28))
        )
    except ValueError:
        values["date_of_birth"] = born.replace(year=born.year + draw.choice((-1, 1)), day=min(born.day, 28))


def _moved(values: Values, draw: random.Random) -> None:
    values["postcode"] = f"ZZ{draw.randint(1, 9)} {draw.randint(1, 9)}ZZ"


def _swapped(values: Values, draw: random.Random) -> None:
    values["surname"], values["forename"] = values["forename"], values["surname"]


def _surname(values: Values, draw: random.Random) -> None:
    values["surname"] = f"{values['surname']}-{draw.choice(('Smith', 'Jones', 'Patel', 'Walker'))}"


def _short(values: Values, draw: random.Random) -> None:
    values["forename"] = values["forename"][: max(3, len(values["forename"]) - 2)]


FAULTS: dict[str, Callable[[Values, random.Random], None]] = {
    "none": lambda values, draw: None,
    "no postcode": lambda values, draw: values.update(postcode=""),
    "moved": _moved,
    "forename misspelt": lambda values, draw: _letter(values, "forename", draw),
    "surname misspelt": lambda values, draw: _letter(values, "surname", draw),
    "both misspelt": lambda values, draw: (_letter(values, "forename", draw), _letter(values, "surname", draw))[0],
    "date mistyped": _day,
    "date mistyped and moved": lambda values, draw: (_day(values, draw), _moved(values, draw))[0],
    "names swapped": _swapped,
    "surname doubled": _surname,
    "forename shortened": _short,
    "sex wrong": lambda values, draw: values.update(sex="M" if values["sex"] == "F" else "F"),
}
