"""Amounts and dates that law or funding sets, each from a day on with its source (`parameters.yaml`). No Django."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Parameter:
    """What holds from a day on, and where it is written."""

    since: dt.date
    value: Any
    source: str


@cache
def _all() -> dict[str, tuple[Parameter, ...]]:
    text = (files("attainable.domains.provision.rules") / "parameters.yaml").read_text("utf-8")
    rows: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
    return {
        name: tuple(sorted((Parameter(row["from"], row["value"], row["source"]) for row in found), key=lambda one: one.since))
        for name, found in rows.items()
    }


def parameter(name: str, day: dt.date) -> Parameter:
    """What holds on a day; before the first entry, the first. Raises KeyError for a name that nobody declared."""
    rows = _all()[name]
    return next((row for row in reversed(rows) if row.since <= day), rows[0])


def threshold(day: dt.date) -> int:
    """Pence a year that a school pays towards a pupil with high needs before top-up. It is a threshold of funding: it never
    decides whether a child can be assessed (Children and Families Act 2014, section 36(8))."""
    return int(parameter("threshold", day).value)
