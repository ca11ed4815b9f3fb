"""Roles, permissions and reaches, from roles.yaml and the domains' manifests: who may do what, for which children."""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from attainable.manifest import Permission, declared, in_place, line_of, manifests
from attainable.values.problem import Problem, ProblemsError


class Reach(StrEnum):
    """Which children or people a permission covers; roles.yaml says each in words."""

    OWN = "own"
    NAMED = "named"
    TAUGHT = "taught"
    SCHOOL = "school"
    RESIDENT = "resident"
    WITHOUT_SCHOOL = "without-school"
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


class Role(msgspec.Struct, frozen=True):
    """One role: what it is in words, where it can be held, and each permission with its reach."""

    id: str
    label: str
    words: str
    organisations: tuple[Kind, ...]
    may: dict[str, Reach]
    second_person: bool = False
    """Somebody else must confirm that a person gets it."""

    @property
    def sees_names(self) -> bool:
        return "child.view" in self.may


class Table(msgspec.Struct, frozen=True):
    """The whole table."""

    permissions: dict[str, str]
    roles: tuple[Role, ...]

    def role(self, role: str) -> Role:
        return _by_id()[role]


class _Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One role as roles.yaml declares it. Keys of `may` and `and` are permissions, or groups of them."""

    id: str
    label: str
    words: str
    organisations: tuple[Kind, ...]
    may: dict[str, Reach] = {}
    like: str = ""
    and_: dict[str, Reach] = msgspec.field(default_factory=dict, name="and")
    without: tuple[str, ...] = ()
    second_person: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    permissions: tuple[Permission, ...]
    roles: tuple[_Declared, ...]


@cache
def table() -> Table:
    """The table of today's manifests. Raises ProblemsError where a role names what is not there."""
    found, problems = read(Path(str(files("attainable.accounts") / "roles.yaml")))
    if problems:
        raise ProblemsError(problems)
    return found


def read(file: Path) -> tuple[Table, list[Problem]]:
    """The table out of a file of roles and the manifests, and what is wrong with it."""
    try:
        given = msgspec.yaml.decode(file.read_bytes(), type=_File)
    except msgspec.DecodeError as error:
        problem = Problem(
            "not-understood", f"The roles can't be read: {error}.", "Write them as the others are.", file=line_of(file)
        )
        return Table({}, ()), [problem]
    permissions = {one.key: one.words for one in in_place([*declared("permissions"), *given.permissions])}
    roles = _Roles(file, given.roles, permissions, _groups())
    made = tuple(roles.made(role) for role in given.roles)
    return Table(permissions, made), list(dict.fromkeys(roles.problems))


def own_permissions(file: Path) -> list[str]:
    """Keys of the permissions that a file of roles declares: those of no domain."""
    return [one["key"] for one in msgspec.yaml.decode(file.read_bytes())["permissions"]]


def _groups() -> dict[str, tuple[str, ...]]:
    """Groups of permissions by name; several domains may add to one."""
    found: dict[str, tuple[str, ...]] = {}
    for domain in manifests():
        for name, members in domain.groups.items():
            found[name] = (*found.get(name, ()), *members)
    return found


class _Roles:
    """Makes whole roles out of declared ones, and notes what is wrong on the way."""

    def __init__(
        self, file: Path, roles: tuple[_Declared, ...], permissions: dict[str, str], groups: dict[str, tuple[str, ...]]
    ) -> None:
        self._file, self._permissions, self._groups = file, permissions, groups
        self._by_id = {role.id: role for role in roles}
        self.problems: list[Problem] = []

    def made(self, role: _Declared) -> Role:
        held = self._may(role, ())
        may = {key: held[key] for key in self._permissions if key in held}
        return Role(role.id, role.label, role.words, role.organisations, may, role.second_person)

    def _may(self, role: _Declared, seen: tuple[str, ...]) -> dict[str, Reach]:
        held: dict[str, Reach] = {}
        if role.like:
            held = self._of_other(role, (*seen, role.id))
        for name, reach in {**role.may, **role.and_}.items():
            held.update(dict.fromkeys(self._named(role, name), reach))
        for name in role.without:
            for key in self._named(role, name):
                held.pop(key, None)
        return held

    def _of_other(self, role: _Declared, seen: tuple[str, ...]) -> dict[str, Reach]:
        other = self._by_id.get(role.like)
        if other is None:
            self._fault("unknown-like", role, f"like: {role.like}", f"It is like “{role.like}”, and there is no such role.")
            return {}
        if other.id in seen:
            # Every role of the circle would say it: it is said once, where the circle closes.
            circle = seen[seen.index(other.id) :]
            if role.id == max(circle):
                way = " is like ".join((*circle, other.id))
                self._fault("like-itself", role, f"like: {role.like}", f"It is like itself: {way}.")
            return {}
        return self._may(other, seen)

    def _named(self, role: _Declared, name: str) -> tuple[str, ...]:
        if name in self._permissions:
            return (name,)
        if name in self._groups:
            return self._groups[name]
        kind = "permission" if "." in name else "group of permissions"
        self._fault("unknown-permission", role, name, f"It names “{name}”, and there is no such {kind}.")
        return ()

    def _fault(self, code: str, role: _Declared, text: str, what: str) -> None:
        place = line_of(self._file, f"id: {role.id}", text)
        mend = "Use a name that this file or a domain's manifest declares."
        self.problems.append(Problem(code, f"Role “{role.id}”: {what}", mend, file=place))


@cache
def _by_id() -> dict[str, Role]:
    return {role.id: role for role in table().roles}


def role_choices() -> list[tuple[str, str]]:
    return [(role.id, role.label) for role in table().roles]
