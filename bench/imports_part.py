"""One measured part of the benchmark of imports, in a process of its own: prints what it found as JSON.

Usage: imports_part.py make FOLDER | preview FILE | write REF | undo REF | match COUNT
The site is the one of ATTAINABLE_HOME and DATABASE_URL, filled by `attainable demo records`.
"""

import json
import os
import random
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
NEW_SHARE, CHANGED_SHARE = 0.1, 0.4


def main() -> None:
    import django

    django.setup()
    name, argument, *rest = sys.argv[1:]
    began, cpu = time.perf_counter(), time.process_time()
    found = {"make": make, "preview": preview, "write": write, "undo": undo, "match": match}[name](argument, *rest)
    found.setdefault("seconds", time.perf_counter() - began)
    found["cpu"] = time.process_time() - cpu
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(found))


def _children(count: int) -> list[dict[str, Any]]:
    """Children on a roll, with what a file would say of them."""
    from attainable.domains.people.models import Residence, School, Standing
    from attainable.domains.people.queries.states import states

    urns = dict(School.objects.values_list("pk", "organisation__code"))
    keys = list(Standing.objects.filter(school__isnull=False).order_by("pk").values_list("child_id", "school_id")[:count])
    homes = dict(Residence.objects.filter(until_date__isnull=True).values_list("child", "postcode"))
    found = states([pk for pk, _ in keys])
    return [
        {
            **found[pk].values,
            "pk": pk,
            "school": urns[school],
            "provision": found[pk].provisions[-1] if found[pk].provisions else None,
            "needs": found[pk].need_sets[-1][1] if found[pk].need_sets else (),
            "postcode": homes.get(pk, ""),
        }
        for pk, school in keys
    ]


def make(folder: str, count: str, ending: str = "xlsx") -> dict[str, Any]:
    """A file of so many rows: half as the record has them, four tenths with a change, a tenth new children."""
    from attainable.formats.people.rows import NeedOf, Person, Provision
    from attainable.formats.spreadsheets.write import write_csv, write_xlsx

    draw, wanted = random.Random(20), int(count)
    people = []
    for place, child in enumerate(_children(wanted)):
        share = draw.random()
        values = {name: child[name] for name in ("upn", "surname", "forename", "date_of_birth", "sex", "school", "postcode")}
        code = child["provision"][1] if child["provision"] else "N"
        needs = [NeedOf(need, rank) for rank, need in enumerate(child["needs"], 1)] if code in "KE" else []
        if share < NEW_SHARE:
            values |= {
                "upn": _upn(wanted * 1000 + place),
                "forename": f"Newname{place}",
                "surname": f"Newcomer{place}",
                "date_of_birth": values["date_of_birth"] + timedelta(100),
                "postcode": "",
            }
            code, needs = "K", [NeedOf("SLCN", 1)]
        elif share < NEW_SHARE + CHANGED_SHARE and code in "NK":
            code, needs = ("K", [NeedOf("SLCN", 1), NeedOf("MLD", 2)]) if code == "N" else ("E", needs or [NeedOf("ASD", 1)])
            needs = [NeedOf("ASD", n.rank) if n.code == "NSA" else n for n in needs]
        if code not in ("N", "K", "E"):
            code, needs = "", []
        people.append(Person(provisions=(Provision(code),) if code else (), needs=tuple(needs), entered=None, **values))
    path = Path(folder) / f"children-{wanted}.{ending}"
    (write_xlsx if ending == "xlsx" else write_csv)(path, people)
    return {"file": str(path), "rows": len(people), "bytes": path.stat().st_size}


def _upn(serial: int) -> str:
    from attainable.values.identifiers import upn_letter

    body = f"98{serial % 10}{serial:09}"[:12]
    return upn_letter(body) + body


def _run(ref: str) -> Any:
    from attainable.exchange.models import ImportRun

    return ImportRun.objects.get(ref=ref)


def _told(run: Any) -> dict[str, Any]:
    return {
        "ref": run.ref,
        "status": run.status,
        "fault": run.fault,
        "read": run.read,
        "created": run.created_count,
        "changed": run.changed,
        "unchanged": run.unchanged,
        "refused": run.refused,
        "doubtful": run.doubtful,
    }


def preview(file: str) -> dict[str, Any]:
    from attainable.accounts.actor import system_actor
    from attainable.exchange import actions
    from attainable.exchange.models import Status
    from attainable.exchange.tasks import carry_out

    path, by = Path(file), system_actor("benchmark")
    run = actions.bring_in(by=by, organisation=None, name=path.name, blocks=[path.read_bytes()], background=False)
    if run.status == Status.MAPPING:
        run.status = Status.PLANNING
        run.save()
    carry_out(run, by)
    return _told(run)


def write(ref: str) -> dict[str, Any]:
    from attainable.accounts.actor import system_actor
    from attainable.exchange import actions
    from attainable.exchange.tasks import carry_out

    by = system_actor("benchmark")
    run = actions.write(by=by, run=ref, background=False)
    carry_out(run, by)
    return _told(run)


def undo(ref: str) -> dict[str, Any]:
    from attainable.accounts.actor import system_actor
    from attainable.exchange import actions
    from attainable.exchange.tasks import carry_out

    by = system_actor("benchmark")
    run = actions.undo(by=by, run=ref, why="Benchmark", background=False)
    carry_out(run, by)
    return _told(run)


def match(count: str) -> dict[str, Any]:
    """Rows without any number, most of them with a planted fault, and a fifth of children who have no record (half of them a
    brother or sister of one who has): how many are matched rightly without asking, and with asking."""
    from imports_faults import planted

    from attainable.domains.people.importing.linking import link
    from attainable.domains.people.queries.states import schools_by_number

    rows = planted(_children(10**9), int(count), random.Random(7))
    began = time.perf_counter()
    numbers = schools_by_number()
    found = link([person for person, _, _ in rows], [numbers[person.school] for person, _, _ in rows])
    seconds = time.perf_counter() - began
    by_fault: dict[str, list[int]] = {}
    right = wrong = asked_right = asked = missed = known = 0
    for (_, child, fault), linked in zip(rows, found, strict=True):
        tally = by_fault.setdefault(fault, [0, 0, 0, 0, 0])
        offered = [c.child for c in linked.candidates]
        known += child is not None
        tally[0] += 1
        if linked.certain is not None:
            right += linked.certain == child
            wrong += linked.certain != child
            tally[1 if linked.certain == child else 4] += 1
        elif offered:
            asked += 1
            asked_right += child in offered
            tally[2] += child in offered
        missed += child is not None and linked.certain != child and child not in offered
        tally[3] += child is not None and linked.certain != child and child not in offered
    return {
        "rows": len(rows),
        "known": known,
        "seconds": seconds,
        "right": right,
        "wrong": wrong,
        "asked": asked,
        "asked_right": asked_right,
        "missed": missed,
        "precision": right / max(1, right + wrong),
        "recall": (right + asked_right) / max(1, known),
        "by_fault": by_fault,
    }


main()
