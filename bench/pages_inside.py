"""Runs with the records' settings, in a process of its own: loads a county, or opens sessions and counts queries.

Usage: pages_inside.py load COHORT | sessions
"""

import json
import os
import re
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
HERE = {"HTTP_HOST": "127.0.0.1"}
WHO = {"SENCO": "senco", "case officer": "officer", "class teacher": "teacher"}
USERS = 50


def load(cohort: int) -> dict[str, Any]:
    from django.core.management import call_command

    from attainable.demo.records.county import load as load_county

    call_command("migrate", verbosity=0)
    loaded = load_county(cohort=cohort, seed=2026)
    return {"children": loaded.children, "rows": sum(loaded.rows.values())}


def sessions() -> dict[str, Any]:
    """A session for each role that is timed and for the users at once, what to look for, and how many queries a page takes."""
    from django.test import Client

    from attainable.accounts.actor import actor_for
    from attainable.accounts.models import Account, Membership
    from attainable.domains.people.standing import ensure_current
    from attainable.domains.people.visibility import visible

    ensure_current()
    people = {}
    for role, email in WHO.items():
        account = Account.objects.get(email=f"{email}@fictionshire.example")
        client = Client()
        client.force_login(account)
        actor = actor_for(account, _today())
        registered = visible(actor, "register.view").filter(on_register=True)
        rows = registered.select_related("child").order_by("pk")
        step = max(registered.count() // 40, 1)
        some = list(rows[::step])[:40]
        people[role] = {
            "session": client.cookies["sessionid"].value,
            "refs": [row.child.ref for row in some],
            "words": [row.child.surname[:4] for row in some],
            "registered": registered.count(),
            "queries": _queries(client, some[0].child.ref, some[0].child.surname[:4]),
        }
    holders = Membership.objects.filter(role__in=["senco", "case-officer", "headteacher"]).order_by("pk")
    return {"people": people, "users": [_user(holder.account) for holder in holders.select_related("account")[:USERS]]}


def _user(account: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(account)
    return client.cookies["sessionid"].value


def _queries(client: Any, ref: str, word: str) -> dict[str, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for page, (method, address, body) in requests(ref, word).items():
        send = client.post if method == "POST" else client.get
        send(address, body, **HERE)
        with CaptureQueriesContext(connection) as captured:
            response = send(address, body, **HERE)
        if response.status_code != 200:
            raise SystemExit(f"{page} answered {response.status_code}")
        # A savepoint is no question to the tables.
        counts[page] = sum(not re.match(r"(SAVEPOINT|RELEASE|BEGIN|COMMIT)", q["sql"]) for q in captured.captured_queries)
    return counts


def requests(ref: str, word: str) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Page: method, address, what is sent."""
    from django.urls import reverse

    register = reverse("register")
    return {
        "register": ("GET", register, {}),
        "register, filtered": ("GET", register, {"provision": "K", "need": "SLCN"}),
        "child": ("GET", reverse("child", args=[ref]), {}),
        "search": ("POST", reverse("search"), {"q": word}),
        "home": ("GET", reverse("home"), {}),
    }


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(load(int(sys.argv[2])) if sys.argv[1] == "load" else sessions()))
