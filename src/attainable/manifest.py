"""What a domain hands over to the rest of the house, in its file `domain.py`: plain values, read without starting Django.

Anything that needs models is named as text, `"package.module:name"`, and loaded when it is first used. So a command that
needs no site starts without one, and no part of the house names a domain: it asks `manifests()`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, Final

from attainable.values.problem import Problem, ProblemsError

# The list of domains, the lower one first. Adding a domain is adding a folder and its name here.
DOMAINS: Final = (
    "attainable.domains.people",
    "attainable.domains.progress",
    "attainable.domains.provision",
    "attainable.domains.casework",
    "attainable.domains.insight",
)


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that a role may do: its key, such as `child.view`, and its words. Lists show them in order of `place`."""

    key: str
    words: str
    place: int = 50


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its words, the name of its page, and the permissions that open it. Any of them is enough; without any, the link is
    for everybody who has signed in. Links are shown in order of `place`."""

    text: str
    page: str
    permissions: tuple[str, ...] = ()
    place: int = 50


@dataclass(frozen=True, slots=True)
class HomeLinks:
    """Links under a heading of the home page, for people who have no figures there. Domains may share a heading: then `words`
    are those of the lowest."""

    heading: str
    links: tuple[Link, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, on the home page of people who hold the permission. `one` and `many` are sentences with {} for the
    number; `find` names a function of the person who asks and `most`, the number of children to name; it returns a
    `people.queries.work.Task`, or a number where the task has a `page` of its own. `opens` is the page of the child's
    record to which each name leads, where that is not the summary. A `tag` puts it first."""

    kind: str
    one: str
    many: str
    permission: str
    find: str
    page: str = ""
    tag: str = ""
    opens: str = "child"


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of the home page: a template, and the name of a function of the person who asks that returns what the template
    needs, or None where there is nothing to show. The template finds it as `tile`."""

    template: str
    context: str
    place: int = 50
    figures: bool = False
    """It shows figures of the person's own work."""
    instead: bool = False
    """It is shown only where no other tile shows figures."""


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A page of a child's record, with the permission that opens it. `name` is that of its address. `lists_facts`: the page is
    made from the facts that name it as their part; without it the domain brings a page of its own."""

    name: str
    title: str
    permission: str
    place: int = 50
    lists_facts: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One result of a search, shown under a heading: its words, its address, and a hint below it."""

    heading: str
    text: str
    href: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the records fill, about a school, a class or one child: a command `attainable paper NAME`, and an entry of
    the page *Papers*. `make` names a function of the person who asks and a `records.papers.Asked` that returns a
    `records.papers.Made`; people who hold the `permission` at the school may ask for it."""

    name: str
    title: str
    words: str
    permission: str
    make: str
    place: int = 50
    about_child: bool = False
    about_group: bool = False
    """It is about the children of a class or group."""
    names_children: bool = False
    """It names children though it is about the whole school, so the page asks why somebody needs it."""
    workbook: bool = False
    """It is also an Excel workbook."""
    replaces_names: bool = False
    """Names are replaced unless the person asks for them."""

    @property
    def personal(self) -> bool:
        """Whether it holds what is recorded about children who can be recognised."""
        return self.about_child or self.about_group or self.names_children


@dataclass(frozen=True, slots=True)
class Nightly:
    """What is done once a day. `run` names a function without arguments that returns what it did in words."""

    title: str
    run: str
    place: int = 50


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """What `attainable doctor` looks at in the domain's tables. `faults` names a function that yields Problems, `good` says
    that there are none, and `mend` names a function of (done, total) that mends them and returns how many it mended."""

    name: str
    good: str
    faults: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain. Values that are text in the form `"package.module:name"` say what they must name."""

    name: str
    title: str
    facts: str = ""
    """A tuple of `records.fact.Fact`."""
    permissions: tuple[Permission, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Permissions that roles take together, by the name that roles.yaml uses. Domains may add to one group."""
    navigation: tuple[Link, ...] = ()
    search_box: Link | None = None
    """The page that the search box at the top of every page leads to."""
    home_links: tuple[HomeLinks, ...] = ()
    tasks: tuple[Task, ...] = ()
    tiles: tuple[Tile, ...] = ()
    parts: tuple[RecordPart, ...] = ()
    papers: tuple[Paper, ...] = ()
    urls: str = ""
    """Addresses: a list of Django's paths."""
    search: str = ""
    """A function of the person who asks and the text: a list of Found."""
    nightly: tuple[Nightly, ...] = ()
    health: tuple[HealthCheck, ...] = ()
    warm: str = ""
    """A function that loads what the first page would wait for; called once when a server starts."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Name and Typer application (or function) of each command. The records are open while one runs."""
    commands_without_site: Mapping[str, str] = field(default_factory=dict)
    """The same for commands that need no records: they must not import Django."""
    evidence: str = ""
    """A tuple of `records.evidence.Source`: what of the tables becomes evidence."""
    held: str = ""
    """A tuple of `records.report.Part`: what the access report shows besides declared facts."""
    imports: str = ""
    """A `records.imports.Children`: finds and changes the children that rows of files are about. One domain has it."""
    carried: str = ""
    """A tuple of `records.imports.Carried`: the declared facts that Common Transfer Files and the census carry."""
    demo: str = ""
    """A `records.making.maker.Maker`: makes the domain's part of the fictional county."""


def load(name: str) -> Any:
    """What a text in the form `package.module:name` names. Raises ImportError or AttributeError where there is no such thing."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


@cache
def manifests() -> tuple[Domain, ...]:
    """The manifest of each domain, the lower domain first. Raises ProblemsError where one can't be loaded."""
    found, problems = [], []
    for package in DOMAINS:
        try:
            found.append(load(f"{package}.domain:DOMAIN"))
        except (ImportError, AttributeError, TypeError) as error:
            what = f"The manifest of {package} can't be loaded ({error})."
            place = line_of(Path(__file__), "DOMAINS", package)
            problems.append(Problem("not-loaded", what, "Write its domain.py, or remove it from the list.", file=place))
    if problems:
        raise ProblemsError(problems)
    return tuple(found)


def declared(member: str) -> list[Any]:
    """What all manifests declare under one name, put together, in order of place where it has one: `declared("tiles")`."""
    items = chain.from_iterable(getattr(domain, member) for domain in manifests())
    return in_place(items)


def in_place(items: Any) -> list[Any]:
    """In order of place; of one place, the first stays first."""
    return sorted(items, key=lambda item: getattr(item, "place", 0))


def loaded(member: str) -> list[Any]:
    """A named member of every domain that has one, loaded and put together: `loaded("facts")`."""
    return [item for domain in manifests() if getattr(domain, member) for item in load(getattr(domain, member))]


def manifest_file(package: str) -> Path:
    """The file of a domain's manifest."""
    return Path(str(import_module(f"{package}.domain").__file__))


def line_of(file: Path, *texts: str) -> str:
    """Where something is declared, for a message: `…/domain.py, line 12`. Each text is looked for from the line of the one before
    on; one that is not found leaves the place where it was."""
    lines, at = file.read_text("utf-8").splitlines(), 0
    for text in texts:
        at = next((number for number in range(at, len(lines)) if text in lines[number]), at)
    known = Path(__file__).parent.parent
    return f"{file.relative_to(known) if file.is_relative_to(known) else file}, line {at + 1}"


def add_evidence_tables() -> None:
    """Let `evidence` find the tables that domains declare, in files `evidence_tables/TABLE.yaml` of their folders."""
    from attainable.evidence.tables.declaration import add_folder

    for package in DOMAINS:
        folder = manifest_file(package).parent / "evidence_tables"
        if folder.is_dir():
            add_folder(folder)
