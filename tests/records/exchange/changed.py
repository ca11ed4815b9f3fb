"""Changes that somebody makes on a child's page, for tests of files."""

from collections.abc import Callable
from typing import Any

from attainable.accounts.actor import Actor
from attainable.domains.people.actions import register
from attainable.records.write import changing


def _changed(operation: Callable[..., Any], *, by: Actor, child: str, **values: Any) -> None:
    with changing(by=by, child=child, permission="register.change", version=None) as draft:
        operation(draft, **values)


def decide_plan(*, by: Actor, child: str, **values: Any) -> None:
    with changing(by=by, child=child, permission="plan.decide", version=None) as draft:
        register.decide_plan(draft, **values)


def change_provision(**values: Any) -> None:
    _changed(register.change_provision, **values)


def set_needs(**values: Any) -> None:
    _changed(register.set_needs, **values)
