"""The record that facts are about: the domain that owns it says once how it is permitted and brought up to date."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from attainable.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """`model` has `ref`, `version` and `date_of_birth`. `may` gives the permissions that somebody holds for one record, `within`
    those of the records for which they hold one. `restate` works out again what lists and access ask about."""

    model: Any
    may: Callable[[Actor, int], frozenset[str]]
    within: Callable[[Actor, str, Collection[int]], set[int]]
    restate: Callable[[list[int], dt.date], None]


_known: list[Subject] = []


def declare(subject: Subject) -> None:
    _known[:] = [subject]


def subject() -> Subject:
    return _known[0]
