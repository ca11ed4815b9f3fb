"""Runs with the records' settings, in a process of its own: changes a school, or asks evidence pages.

Usage: warehouse_inside.py touch | pages
"""

import json
import os
import sys
import time
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
HERE = {"HTTP_HOST": "127.0.0.1"}
ROLES = ("senco", "governor", "analyst")


def touch() -> dict[str, Any]:
    """Everybody at the largest school joins or leaves its unit, and some join the register: another state each time."""
    import datetime as dt
    import secrets

    from django.db.models import Count
    from django.utils import timezone

    from attainable.domains.people.models import Enrolment, ProvisionChange, Standing

    school = Standing.objects.filter(school__isnull=False).values("school").annotate(n=Count("pk")).order_by("-n")[0]["school"]
    rows = Enrolment.objects.filter(school=school, until_date=None)
    changed = rows.update(unit_member=secrets.randbelow(2) == 1)
    day = timezone.localdate() - dt.timedelta(1)
    without = Standing.objects.filter(school=school, on_register=False).exclude(child__provision_changes__from_date=day)
    some = [child for child in without.values_list("pk", flat=True) if secrets.randbelow(20) == 0]
    ProvisionChange.objects.bulk_create(
        ProvisionChange(child_id=child, provision="K", from_date=day, why="A benchmark.", decided_by_name="A benchmark")
        for child in some
    )
    return {"changed": changed, "joined": len(some)}


def pages() -> dict[str, Any]:
    """Every measure by every role, first and again: milliseconds, and processor milliseconds of this process."""
    from django.test import Client

    from attainable.accounts.models import Account
    from attainable.domains.insight.queries.snapshot import warm
    from attainable.evidence.pupils.by_place.definition import all_place_measures

    warm()
    found: dict[str, list[tuple[float, float]]] = {"first": [], "again": []}
    for role in ROLES:
        account = Account.objects.filter(memberships__role=role).order_by("pk").first()
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get("/evidence/", **HERE)
        for measure in all_place_measures():
            for when in found:
                wall, cpu = time.perf_counter(), time.process_time()
                response = client.get(f"/evidence/{measure.id}/", **HERE)
                found[when].append(((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
                assert response.status_code == 200, (role, measure.id, response.status_code)
    return {
        when: {
            "median_ms": round(median(w for w, _ in taken), 1),
            "most_ms": round(max(w for w, _ in taken), 1),
            "cpu_ms": round(median(c for _, c in taken), 1),
        }
        for when, taken in found.items()
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"touch": touch, "pages": pages}[sys.argv[1]]()))
