"""Runs with the records' settings, in a process of its own: makes a large school with five years of provision, and times its
papers.

Usage: school_papers_inside.py CHILDREN ON_REGISTER RUNS
"""

import datetime as dt
import json
import os
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
YEARS, WEEKS, EACH_WEEK = 5, 20, 3
FORMATS = ("docx", "pdf", "html")
# Papers about the whole school; those about one child are smaller.
PAPERS = ("governors", "senco-year", "sen-information")
NEEDS = ("SPLD", "MLD", "SEMH", "SLCN", "ASD", "HI", "VI", "PD")


def school(children: int, registered: int) -> Any:
    """A school of the fictional county, grown to a number of children and a number on the register."""
    from django.core.management import call_command

    from attainable.demo.records.county import load as load_county
    from attainable.domains.people.models import Child, School, Standing
    from attainable.domains.provision.models import Intervention

    call_command("migrate", verbosity=0)
    load_county(cohort=60, seed=2026)
    keys = Intervention.objects.values_list("organisation", flat=True)
    found = School.objects.filter(pk__in=keys, phase="SS").select_related("organisation").order_by("pk")[0]
    now = Standing.objects.filter(school=found)
    missing, on_register = children - now.count(), registered - now.filter(on_register=True).count()
    made = Child.objects.bulk_create(
        Child(forename=f"Child{n}", surname=f"Made{n}", date_of_birth=dt.date(2012, 1, 1), sex="FM"[n % 2])
        for n in range(missing)
    )
    Standing.objects.bulk_create(
        Standing(
            child=child,
            sort_name=child.surname,
            school=found,
            school_authority=found.authority,
            home_authority=found.authority,
            cohort=2015 + n % 5,
            provision=("E" if n % 5 == 0 else "K") if n < on_register else "N",
            on_register=n < on_register,
            primary_need=NEEDS[n % len(NEEDS)] if n < on_register else "",
        )
        for n, child in enumerate(made)
    )
    _history(found, made[:on_register])
    return found


def _history(school: Any, children: list[Any]) -> None:
    """Five years of plans, targets, interventions and sessions of each child."""
    from attainable.domains.provision.models import Concern, Given, Intervention, Session, SupportPlan, Target
    from attainable.values import clock

    draw, today = random.Random(2026), clock.today()
    offered = list(Intervention.objects.filter(organisation=school.pk))[:2]
    cycles = [_cycle(draw, child, today - dt.timedelta(365 * year + 80), year > 0) for year in range(YEARS) for child in children]
    SupportPlan.objects.bulk_create([SupportPlan(**plan) for plan, _, _ in cycles], batch_size=1000)
    Target.objects.bulk_create([Target(**target) for _, targets, _ in cycles for target in targets], batch_size=1000)
    given = [Given(**given, intervention=one) for _, _, given in cycles for one in offered]
    rows = Given.objects.bulk_create(given, batch_size=1000)
    days = [dt.timedelta(7 * week + day) for week in range(WEEKS) for day in range(EACH_WEEK)]
    logged = [(row, row.from_date + offset, draw.random() < 0.9) for row in rows for offset in days]
    sessions = [
        Session(given=row, day=day, happened=was, reason="" if was else "staff-absent", logged_by_name="Staff")
        for row, day, was in logged
        if day <= today
    ]
    Session.objects.bulk_create(sessions, batch_size=2000)
    Concern.objects.bulk_create(
        Concern(child=child, from_date=today - dt.timedelta(draw.randint(0, 80)), seen="Seen.", raised_by="Staff")
        for child in children[:80]
    )


def _cycle(draw: random.Random, child: Any, first: dt.date, ended: bool) -> tuple[Any, list[Any], Any]:
    """What a year's plan, its three targets and an intervention say."""
    common = {"child": child, "from_date": first, "until_date": first + dt.timedelta(200) if ended else None}
    plan = {**common, "kind": "iep", "review_on": first + dt.timedelta(draw.randint(30, 90))}
    target = {**common, "area": "cognition", "due": first + dt.timedelta(70)}
    targets = [{**target, "wording": f"Target {n}", "outcome": draw.choice(["met", "not"])} for n in range(3)]
    given = {
        **common,
        "minutes": 30,
        "sessions_per_week": EACH_WEEK,
        "weeks": WEEKS,
        "group_size": 1 + draw.randrange(4),
        "paid_by": draw.choice(["school", "premium", "top-up"]),
        "measure": "Reading age",
        "before": draw.randint(60, 90),
        "after": draw.randint(70, 100),
    }
    return plan, targets, given


def timed(urn: str, paper: str, runs: int) -> list[float]:
    """Seconds to collect and write a paper in three formats, with nothing kept from an earlier run."""
    from django.core.cache import cache

    from attainable.accounts.actor import system_actor
    from attainable.records.papers import make_by_urn, write

    found = []
    for _ in range(runs):
        cache.clear()
        with TemporaryDirectory() as folder:
            begun = time.perf_counter()
            write(make_by_urn(paper, by=system_actor("bench"), urn=urn, formats=FORMATS), FORMATS, Path(folder))
            found.append(time.perf_counter() - begun)
    return found


def main(children: int, registered: int, runs: int) -> dict[str, Any]:
    from attainable.domains.people.models import Standing
    from attainable.domains.provision.models import Session

    large = school(children, registered)
    here = Standing.objects.filter(school=large)
    return {
        "children": here.count(),
        "registered": here.filter(on_register=True).count(),
        "sessions": Session.objects.filter(given__intervention__organisation=large.pk).count(),
        "papers": {paper: timed(large.organisation.code, paper, runs) for paper in PAPERS},
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(*map(int, sys.argv[1:4]))))
