"""What a site holds, as plain values: written beside the old site by the version that made it, and compared by this one.

It uses only what both versions have, so that the script that made the old site could import it.
"""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any, Final

from django.db.models import F, Model

from attainable.accounts.actor import actor_for
from attainable.accounts.models import Account
from attainable.domains.people import models as people
from attainable.domains.people.visibility import visible
from attainable.domains.progress import models as progress

DETAILS: Final = ("upn", "former_upn", "uln", "surname", "forename", "middle_names", "known_as", "date_of_birth", "sex")
SPAN: Final = ("from_date", "until_date")
TABLES: Final[dict[type[Model], tuple[str, ...]]] = {
    people.Enrolment: ("school__organisation__code", "status", "unit_member", "leaving_reason", *SPAN),
    people.ProvisionChange: ("ref", "provision", "plan_kind", "why", "decided_by_name", "from_date"),
    people.NeedSet: ("ref", "why", "decided_by_name", "from_date"),
    people.Characteristic: ("kind", "code", *SPAN),
    people.Residence: ("authority__code", "district", "address", "postcode", *SPAN),
    people.Responsibility: ("carer__name", "relationship", "parental_responsibility", "may_see", *SPAN),
    people.Consent: ("organisation__name", "given_by", "how", "withdrawn_why", *SPAN),
    people.Involvement: ("organisation__name", "service", "basis", *SPAN),
    people.Assignment: ("account__email", "part", *SPAN),
    people.Restriction: ("why", *SPAN),
    people.LegalHold: ("why", *SPAN),
    progress.Result: ("year", "stage", "subject", "method", "component", "qualifier", "result"),
    progress.Attendance: ("year", "term", "possible", "authorised", "unauthorised", "illness", "codes"),
    progress.Suspension: ("category", "from_date", "reasons", "sessions", "provision"),
}
_DECIDED: Final = (people.ProvisionChange, people.NeedSet)


def records() -> dict[str, Any]:
    """Every child by ref: the details, and of each table the rows that count."""
    found: dict[str, Any] = {}
    for child in people.Child.objects.all():
        found[child.ref] = {"details": {name: _plain(getattr(child, name)) for name in DETAILS}}
    for model, columns in TABLES.items():
        where = {"withdrawn_at": None} if model in _DECIDED else {}
        rows = model._default_manager.filter(**where).values_list("child__ref", *columns)
        for ref, *values in rows:
            found[ref].setdefault(model.__name__, []).append([_plain(value) for value in values])
    for ref, code in people.Need.objects.filter(set__withdrawn_at=None).order_by("set", "rank").values_list("set__ref", "code"):
        owner = people.NeedSet.objects.values_list("child__ref", flat=True).get(ref=ref)
        found[owner].setdefault("Need", []).append([ref, code])
    for held in found.values():
        for name, rows in held.items():
            if name != "details":
                rows.sort(key=str)
    return found


def reach(on: dt.date) -> dict[str, list[str]]:
    """Whose records each account may see on a day."""
    return {
        account.email: sorted(visible(actor_for(account, on), "child.view").values_list("child__ref", flat=True))
        for account in Account.objects.order_by("email")
    }


def files_of(folder: Path) -> dict[str, str]:
    """The evidence tables of a snapshot by name, with their hashes."""
    paths = sorted(path for path in folder.rglob("*.parquet") if "prepared" not in path.parts)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def audit() -> list[Any]:
    """The end of the chain."""
    from attainable.audit.models import Entry

    return list(Entry.objects.order_by("-number").annotate(end=F("hash")).values_list("number", "end")[0])


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, str, type(None), dict)) else json.loads(json.dumps(value, default=str))
