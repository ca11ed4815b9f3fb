"""Files for the tests of imports."""

import csv
import datetime as dt
import io
from typing import Any

from django.conf import settings
from django.utils import timezone
from tests.records.world import World

from attainable.domains.people.models import Child
from attainable.exchange import actions
from attainable.exchange.models import ImportRun, Status
from attainable.exchange.tasks import carry_out
from attainable.values.identifiers import upn_letter

HEADINGS = ["UPN", "Surname", "Forename", "DOB", "Gender", "SEN Status", "Primary Need", "Secondary need", "Entry date"]


def upn(serial: int) -> str:
    body = f"99920010{serial:04}"[:12]
    return upn_letter(body) + body


def csv_file(*rows: list[Any], headings: list[str] | None = None) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headings or HEADINGS, *rows])
    return text.getvalue().encode()


def row_of(child: Child, *rest: Any, **changed: Any) -> list[Any]:
    """A row about a child of the world: identity, then what is given."""
    values = {name: changed.get(name, getattr(child, name)) for name in ("upn", "surname", "forename", "date_of_birth", "sex")}
    born = values["date_of_birth"]
    own = [values["upn"], values["surname"], values["forename"], f"{born:%d/%m/%Y}", values["sex"], *rest]
    return own + [""] * (len(HEADINGS) - len(own))


def bring(
    world: World, data: bytes, *, who: str = "senco_oak", school: str = "oak", name: str = "register.csv", **more: Any
) -> ImportRun:
    """Bring a file in, take the columns as guessed, and plan it, without a worker."""
    actor = world.actor(who)
    run = actions.bring_in(by=actor, organisation=world.organisations[school], name=name, blocks=[data], background=False, **more)
    if run.status == Status.MAPPING:
        run.status = Status.PLANNING
        run.save()
    carry_out(run, actor)
    return run


def apply(world: World, run: ImportRun, who: str = "senco_oak") -> ImportRun:
    actor = world.actor(who)
    run = actions.write(by=actor, run=run.ref, background=False)
    carry_out(run, actor)
    return run


def undo(world: World, run: ImportRun, who: str = "senco_oak") -> ImportRun:
    actor = world.actor(who)
    run = actions.undo(by=actor, run=run.ref, why="The wrong file.", background=False)
    carry_out(run, actor)
    return run


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days)


def left_files() -> list[str]:
    folder = settings.CONFIG.home / "imports"
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []
