"""A register of schools into the records: read whole, checked whole, then loaded in one transaction."""

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path

from attainable.accounts.actor import Actor
from attainable.formats.gias.links import read_successors
from attainable.formats.gias.read import Register, read_register
from attainable.formats.gias.spec import Establishment
from attainable.records.imports import Loaded, children
from attainable.values.areas import Area, UnknownAreaError, england
from attainable.values.problem import Problem, ProblemsError


def import_schools(
    path: Path,
    *,
    by: Actor,
    authority: str = "",
    links: Path | None = None,
    skip_bad: bool = False,
    reopen: bool = False,
    dry_run: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Register, Loaded]:
    """Load a register. Any row with an error refuses the file, unless `skip_bad` leaves such rows out.

    `authority` is a number, code or name: other authorities' schools are ignored. `links` is the register's file of links, for
    which school took another's place.
    """
    only = _authority(authority) if authority else None
    register = read_register(path)
    if register.errors and not skip_bad:
        raise ProblemsError(register.problems)
    rows: Iterable[Establishment] = register.rows
    if only is not None:
        rows = [row for row in rows if row.authority == only.old_code]
    if links is not None:
        successors = read_successors(links)
        rows = [dataclasses.replace(row, successor=row.successor or successors.get(row.urn, "")) for row in rows]
    tell = (lambda done, total: progress(f"Loading {register.file}", done, total)) if progress else None
    loaded = children().load_schools(
        by=by,
        rows=rows,
        given=register.given,
        file=register.file,
        sha256=register.sha256,
        reopen=reopen,
        dry_run=dry_run,
        progress=tell,
    )
    loaded.refused += len({problem.row for problem in register.errors})
    return register, loaded


def _authority(text: str) -> Area:
    try:
        return england().find(text)
    except UnknownAreaError as error:
        near = f" Did you mean {', '.join(error.near)}?" if error.near else ""
        raise ProblemsError(
            Problem("unknown-area", f"There is no authority {text!r}.", f"Enter its number, code or name.{near}")
        ) from None
