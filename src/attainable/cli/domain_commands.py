"""The commands that domains declare in their manifests: loaded by name, and run with the records open where they need them."""

import copy
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from attainable.cli.records import records
from attainable.manifest import load, manifests
from attainable.values.problem import Problem, ProblemsError

_own: set[str] = set()


def own_commands() -> frozenset[str]:
    """Names of the commands that belong to no domain: a domain may not take one of them."""
    return frozenset(_own)


def add_commands(app: typer.Typer) -> None:
    """Add every domain's commands. One that can't be loaded is there all the same, and says why when it is run; so are faults of
    manifests said by the commands that need records, and not by those that don't."""
    _own.update(str(info.name) for info in app.registered_groups)
    _own.update(str(info.name) for info in app.registered_commands)
    try:
        domains = manifests()
    except ProblemsError:
        return
    for domain in domains:
        for name, text in domain.commands_without_site.items():
            _add(app, name, text, lambda run: run)
        for name, text in domain.commands.items():
            _add(app, name, text, _opened)


def _add(app: typer.Typer, name: str, text: str, around: Callable[[Any], Any]) -> None:
    try:
        command = load(text)
    except (ImportError, AttributeError) as error:
        command = _broken(name, text, str(error))
    if isinstance(command, typer.Typer):
        app.add_typer(_each(command, around), name=name)
    else:
        app.command(name)(around(command))


def _each(app: typer.Typer, around: Callable[[Any], Any]) -> typer.Typer:
    """A copy of the application in which something is done around each command."""
    found = copy.copy(app)
    found.registered_commands = [copy.copy(info) for info in app.registered_commands]
    for info in found.registered_commands:
        info.callback = around(info.callback)
    found.registered_groups = [copy.copy(group) for group in app.registered_groups]
    for group in found.registered_groups:
        group.typer_instance = _each(group.typer_instance, around) if group.typer_instance else None
    return found


def _opened(run: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(run)
    def opened(*arguments: Any, **options: Any) -> Any:
        with records():
            return run(*arguments, **options)

    return opened


def _broken(name: str, text: str, why: str) -> Callable[[], None]:
    def broken() -> None:
        """This command can't be loaded: attainable doctor says why."""
        raise ProblemsError(
            Problem("not-loaded", f"The command {name} can't be loaded: {text} ({why}).", "attainable doctor says where.")
        )

    return broken
