"""What is wrong with the domains' manifests. The start of a server and `attainable doctor` say it, with the file and the line.

A part of the house that reads something new from manifests adds its check to `CHECKS`.
"""

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import URLPattern, get_resolver

from attainable import manifest
from attainable.accounts import roles
from attainable.manifest import Domain, line_of, load, manifest_file, manifests
from attainable.records.evidence_checks import evidence_faults
from attainable.records.fact_checks import of_all_facts
from attainable.values.problem import Problem, ProblemsError

_ROLES: Final = Path(roles.__file__).with_name("roles.yaml")
# Members of a manifest that are one name, and members that are rows with names in them.
_NAMES: Final = ("facts", "urls", "search", "warm", "evidence", "held", "imports", "carried", "demo")
_NAMES_IN_ROWS: Final = {
    "tasks": ("find",),
    "tiles": ("context",),
    "nightly": ("run",),
    "papers": ("make",),
    "health": ("faults", "mend"),
}
_COMMANDS: Final = ("commands", "commands_without_site")


def faults(own_commands: Collection[str] = ()) -> list[Problem]:
    """Everything that is wrong. `own_commands` are names of commands that belong to no domain."""
    found = [problem for check in CHECKS for problem in check()]
    return [*found, *_commands(own_commands)]


def refuse_faults(own_commands: Collection[str] = ()) -> None:
    """Raise ProblemsError where anything is wrong."""
    if found := faults(own_commands):
        raise ProblemsError(found)


def _with_files() -> Iterator[tuple[Domain, Path]]:
    for domain, package in zip(manifests(), manifest.DOMAINS, strict=True):
        yield domain, manifest_file(package)


def _fault(code: str, file: Path, texts: Iterable[str], what: str, mend: str) -> Problem:
    return Problem(code, what, mend, file=line_of(file, *texts))


def _domains() -> Iterator[Problem]:
    """No two domains of one name."""
    known: set[str] = set()
    for domain, file in _with_files():
        if domain.name in known:
            what = f"There are two domains with the name “{domain.name}”."
            yield _fault("domain-twice", file, [f'"{domain.name}"'], what, "Give one of them another name.")
        known.add(domain.name)


def _roles() -> Iterator[Problem]:
    yield from roles.read(_ROLES)[1]


def _permissions_twice() -> Iterator[Problem]:
    """Each permission has one owner."""
    known = dict.fromkeys(roles.own_permissions(_ROLES), "roles.yaml")
    for domain, file in _with_files():
        for permission in domain.permissions:
            if owner := known.get(permission.key):
                what = f"The permission “{permission.key}” is declared twice: here and in {owner}."
                yield _fault("permission-twice", file, [f'Permission("{permission.key}"'], what, "Remove one of them.")
            known.setdefault(permission.key, f"the manifest of {domain.name}")


def _permissions_named() -> Iterator[Problem]:
    """Every permission that a manifest names is declared somewhere."""
    known = {*roles.own_permissions(_ROLES), *(one.key for domain in manifests() for one in domain.permissions)}
    for domain, file in _with_files():
        for member, permission in _named(domain):
            if permission not in known:
                what = f"The {member} of “{domain.name}” name the permission “{permission}”, and there is no such permission."
                mend = "Declare it among the permissions, or use one that is declared."
                yield _fault("unknown-permission", file, [f"{member}=", f'"{permission}"'], what, mend)


def _named(domain: Domain) -> Iterator[tuple[str, str]]:
    """Member of the manifest, and the permission that it names."""
    boxes = (domain.search_box,) if domain.search_box else ()
    for member, links in (("navigation", domain.navigation), ("search_box", boxes)):
        yield from ((member, permission) for link in links for permission in link.permissions)
    yield from (("home_links", name) for part in domain.home_links for link in part.links for name in link.permissions)
    yield from (("tasks", task.permission) for task in domain.tasks)
    yield from (("parts", part.permission) for part in domain.parts)
    yield from (("papers", paper.permission) for paper in domain.papers)
    yield from (("groups", permission) for members in domain.groups.values() for permission in members)


def _names() -> Iterator[Problem]:
    """Every name can be loaded, and every template is there."""
    for domain, file in _with_files():
        for member, name in _names_of(domain):
            try:
                load(name)
            except (ImportError, AttributeError, ValueError) as error:
                what = f"The {member} of “{domain.name}” name {name}, which can't be loaded ({error})."
                texts = [f"{member}=", name.rpartition(":")[2]]
                yield _fault("not-loaded", file, texts, what, "Correct the name, or write what it names.")
        for tile in domain.tiles:
            try:
                get_template(tile.template)
            except TemplateDoesNotExist:
                what = f"A tile of “{domain.name}” names the template {tile.template}, and there is none."
                yield _fault("not-loaded", file, ["tiles=", tile.template], what, "Correct the name, or write the template.")


def _names_of(domain: Domain) -> Iterator[tuple[str, str]]:
    yield from ((member, name) for member in _NAMES if (name := getattr(domain, member)))
    for member, fields in _NAMES_IN_ROWS.items():
        rows: Iterable[Any] = getattr(domain, member)
        yield from ((member, name) for row in rows for field in fields if (name := getattr(row, field)))
    yield from ((member, name) for member in _COMMANDS for name in getattr(domain, member).values())


def _pages() -> Iterator[Problem]:
    """No two addresses have one name: links would lead to either. A page may take the place of another at its address."""
    addresses: dict[str, set[str]] = {}
    for name, address, view in _patterns(get_resolver().url_patterns):
        known = addresses.setdefault(name, set())
        if known and address not in known:
            file = Path(str(inspect.getsourcefile(inspect.unwrap(view))))
            what = f"There are two pages with the name “{name}”: {min(known)} and {address}."
            yield _fault("page-twice", file, [f'"{address}"', f'name="{name}"'], what, "Give one of them another name.")
        known.add(address)


def _patterns(entries: Iterable[Any], space: str = "", begin: str = "") -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Names of pages with their namespace, their addresses and their views."""
    for entry in entries:
        address = begin + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from _patterns(entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space, address)
        elif entry.name:
            yield space + entry.name, address, entry.callback


def _commands(own: Collection[str]) -> Iterator[Problem]:
    """No two commands of one name."""
    known = dict.fromkeys(own, "the platform")
    for domain, file in _with_files():
        for member in _COMMANDS:
            for name in getattr(domain, member):
                if owner := known.get(name):
                    what = f"The command “{name}” is there twice: of {owner} and of {domain.name}."
                    yield _fault("command-twice", file, [f"{member}=", f'"{name}"'], what, "Give one of them another name.")
                known.setdefault(name, domain.name)


def _papers() -> Iterator[Problem]:
    """No two papers of one name."""
    known: dict[str, str] = {}
    for domain, file in _with_files():
        for paper in domain.papers:
            if owner := known.get(paper.name):
                what = f"The paper “{paper.name}” is there twice: of {owner} and of {domain.name}."
                yield _fault("paper-twice", file, ["papers=", f'"{paper.name}"'], what, "Give one of them another name.")
            known.setdefault(paper.name, domain.name)


CHECKS: Final[list[Callable[[], Iterable[Problem]]]] = [
    of_all_facts,
    _domains,
    _roles,
    _permissions_twice,
    _permissions_named,
    _names,
    _papers,
    _pages,
    evidence_faults,
]
