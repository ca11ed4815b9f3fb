"""Roles, permissions and reaches, out of roles.yaml: the one table of who may do what, of whom."""

from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec


class Reach(StrEnum):
    """Of whom a permission holds; roles.yaml says each in words."""

    OWN = "own"
    NAMED = "named"
    TAUGHT = "taught"
    SCHOOL = "school"
    RESIDENT = "resident"
    AUTHORITY = "authority"
    INVOLVED = "involved"
    ORGANISATION = "organisation"
    ALL = "all"


class Kind(StrEnum):
    """Kinds of organisation. A family is the organisation of its carers and young people."""

    SCHOOL = "school"
    FEDERATION = "federation"
    TRUST = "trust"
    AUTHORITY = "authority"
    HEALTH = "health"
    PARTNER = "partner"
    BOARD = "board"
    FAMILY = "family"


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One role: what it is in words, where it can be held, and each permission with its reach."""

    id: str
    label: str
    words: str
    organisations: tuple[Kind, ...]
    may: dict[str, Reach]

    @property
    def sees_names(self) -> bool:
        return "child.view" in self.may


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    permissions: dict[str, str]
    roles: tuple[Role, ...]

    def role(self, role: str) -> Role:
        return _by_id()[role]


@cache
def table() -> Table:
    text = (files("attainable.accounts") / "roles.yaml").read_bytes()
    found = msgspec.yaml.decode(text, type=Table)
    for role in found.roles:
        unknown = set(role.may) - set(found.permissions)
        if unknown:
            raise ValueError(f"roles.yaml: {role.id} has permissions that are not declared: {sorted(unknown)}")
    return found


@cache
def _by_id() -> dict[str, Role]:
    return {role.id: role for role in table().roles}


def role_choices() -> list[tuple[str, str]]:
    return [(role.id, role.label) for role in table().roles]
