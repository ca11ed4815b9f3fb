"""What a domain hands over to the rest of the house, in its file `domain.py`: plain values, read without starting Django.

Anything that needs models is named as text, `"package.module:name"`, and loaded when it is first used. So a command that
needs no site starts without one, and no part of the house names a domain: it asks `manifests()`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Final

# The list of domains, the lower one first. Adding a domain is adding a folder and its name here.
DOMAINS: Final = ("attainable.domains.people", "attainable.domains.progress", "attainable.domains.insight")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the navigation: its words, the name of its page, and permissions of which one must be held (none: anybody who
    has signed in). Links are shown in order of `place`."""

    text: str
    page: str
    permissions: tuple[str, ...] = ()
    place: int = 50


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, on the home page of people who hold the permission. `one` and `many` are sentences with {} for the
    number; `find` names a function of the person who asks and of how many children to name, which returns what there is."""

    kind: str
    one: str
    many: str
    permission: str
    find: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of the home page: a template, and the name of a function of the person who asks that returns what the template
    needs, or None where there is nothing to show."""

    template: str
    context: str
    place: int = 50


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A page of a child's record, with the permission that opens it. `name` is that of its address."""

    name: str
    title: str
    permission: str
    place: int = 50


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain. Values that are text in the form `"package.module:name"` say what they must name."""

    name: str
    title: str
    facts: str = ""
    """A tuple of `records.fact.Fact`."""
    permissions: Mapping[str, str] = field(default_factory=dict)
    """Key and words of each permission that the domain declares."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Permissions that roles take together, by the name that roles.yaml uses."""
    navigation: tuple[Link, ...] = ()
    tasks: tuple[Task, ...] = ()
    tiles: tuple[Tile, ...] = ()
    parts: tuple[RecordPart, ...] = ()
    urls: str = ""
    """Addresses: a list of Django's paths."""
    search: str = ""
    """A function of the person who asks and the text: a tuple of results."""
    nightly: Mapping[str, str] = field(default_factory=dict)
    """What is done once a day: a title, and a function that returns what it did in words."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Name and Typer application (or function) of each command."""
    evidence: str = ""
    """A tuple of `records.evidence.Source`: what of the tables becomes evidence."""
    held: str = ""
    """A tuple of `records.report.Part`: what the access report shows that is no declared fact."""
    demo: str = ""
    """A function that makes the domain's part of the fictional county."""


def load(name: str) -> Any:
    """What a text in the form `package.module:name` names. Raises ImportError or AttributeError where there is no such thing."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


@cache
def manifests() -> tuple[Domain, ...]:
    """The manifest of each domain, the lower domain first."""
    return tuple(load(f"{package}.domain:DOMAIN") for package in DOMAINS)


def loaded(member: str) -> list[Any]:
    """A named member of every domain that has one, loaded and put together: `loaded("facts")`."""
    return [item for domain in manifests() if getattr(domain, member) for item in load(getattr(domain, member))]
