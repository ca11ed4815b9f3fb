"""How a domain makes its part of the fictional county: its manifest names a `Maker`."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from attainable.records.making.cohort import Cohort
from attainable.records.making.sink import Sink

type Told = Callable[[int, int], None]


class Geography(Protocol):
    """Areas and schools of the county."""

    @property
    def areas(self) -> list[dict[str, str | None]]: ...
    @property
    def districts(self) -> list[str]: ...
    def school_rows(self) -> list[dict[str, Any]]: ...


@dataclass(frozen=True)
class Setting:
    """What every maker is given: the way into the database, the places, the seed, the day, the size beside the true one, and the
    school days of a year."""

    sink: Sink
    geography: Geography
    seed: int
    on: dt.date
    scale: float
    school_days: Callable[[int], np.ndarray]


@dataclass(frozen=True)
class SignIn:
    """One account to try: what it may see in the words of its role."""

    email: str
    name: str
    role: str
    organisation: str
    words: str


@dataclass(frozen=True)
class Mark:
    """The mark of a database that the demo filled: what it was made of."""

    key: int
    seed: int
    cohort: int


class Maker:
    """One domain's maker, made for one load. A domain does what concerns it; the others of these do nothing."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    def cohort(self, cohort: Cohort, made: Mapping[str, Any]) -> Any:
        """Write a cohort. `made` is what makers of lower domains returned for it, by the name of the domain."""
        return None

    def finish(self) -> None:
        """Write what takes all cohorts."""

    def settle(self, told: Told) -> None:
        """Work out what follows from the rows, once all of them are there."""

    def name_accounts(self, password: str | None) -> None:
        """Give the accounts to try their addresses, and the password if there is one."""

    @classmethod
    def holds(cls) -> bool:
        """Whether there are rows of the domain."""
        return False

    @staticmethod
    def loaded() -> None:
        """The load is in the database: forget what a process remembers of it."""

    @staticmethod
    def marked() -> Mark | None:
        """The mark of the last load, where this domain keeps it."""
        return None

    @staticmethod
    def mark(seed: int, cohort: int) -> Mark | None:
        """Mark the database as fictional, where this domain keeps the mark."""
        return None

    @staticmethod
    def sign_ins() -> list[SignIn]:
        """The accounts to try."""
        return []

    @staticmethod
    def set_password(password: str) -> int:
        """One password for every account to try; returns for how many it was set."""
        return 0
