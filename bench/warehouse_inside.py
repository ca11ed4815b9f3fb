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
    """Everybody at the largest school becomes a member of its unit, or stops being one."""
    from django.db.models import Case, Count, Value, When

    from attainable.domains.people.models import Enrolment, Standing

    school = (
        Standing.objects.filter(school__isnull=False)
        .values("school")
        .annotate(n=Count("pk"))
        .order_by("-n")[0]["school"]
    )
    rows = Enrolment.objects.filter(school=school, until_date=None)
    changed = rows.update(unit_member=Case(When(unit_member=True, then=Value(False)), default=Value(True)))
    return {"changed": changed}


def pages() -> dict[str, Any]:
    """Every measure by every role, first and again: milliseconds, and processor milliseconds of this process."""
    from django.test import Client

    from attainable.accounts.models import Account
    from attainable.domains.insight.tables import warm
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
        when: {"median_ms": round(median(w for w, _ in taken), 1), "most_ms": round(max(w for w, _ in taken), 1),
               "cpu_ms": round(median(c for _, c in taken), 1)}
        for when, taken in found.items()
    }  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"touch": touch, "pages": pages}[sys.argv[1]]()))
