"""What a backup says about itself, so that it can be judged without being opened."""

import datetime as dt
import hashlib
import hmac
from importlib.metadata import version

import msgspec

FORM = 1


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`migrations` are those of its tables, by app; `audit_key` tells one key from another and gives none away."""

    form: int = FORM
    made: dt.datetime
    program: str
    origin: str
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    audit_number: int
    audit_hash: str
    audit_key: str
    sha256: str
    size: int

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    @property
    def applied(self) -> frozenset[tuple[str, str]]:
        return frozenset((app, name) for app, names in self.migrations.items() for name in names)


def by_app(applied: frozenset[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(applied):
        found.setdefault(app, []).append(name)
    return found


def mark_of_key(key: str) -> str:
    return hmac.new(key.encode(), b"attainable: which audit key", hashlib.sha256).hexdigest()[:16]


def program() -> str:
    return version("attainable")
