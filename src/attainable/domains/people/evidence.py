"""What evidence is made of in this domain: children, where they are on roll and live, and the register."""

from typing import Any, Final

from django.db.models import Q

from attainable.accounts.models import Organisation
from attainable.dated import Decided
from attainable.domains.people.models import Characteristic, Child, Enrolment, Need, NeedSet, ProvisionChange, Residence, School
from attainable.domains.people.rules import MAIN_SCHOOL, SECOND_SCHOOL
from attainable.records.evidence import ALL, SCHOOL, Source

_PERIOD: Final[dict[str, Any]] = {"first": "from_date", "last": "until_date"}
_DECIDED: Final[dict[str, Any]] = {"first": "from_date", "where": Decided.counts()}

SOURCES: Final = (
    # No name, address or number of a child ever leaves the records.
    Source(
        "child",
        Child,
        child="pk",
        days={"born": "date_of_birth"},
        texts={"ref": "ref", "sex": "sex"},
        changes=("ref", "date_of_birth", "sex"),
    ),
    Source(
        "enrolment",
        Enrolment,
        numbers={"school": "school", "offset": "year_offset", "unit": "unit_member"},
        texts={"status": "status"},
        codes={"main": MAIN_SCHOOL, "second": (SECOND_SCHOOL,)},
        **_PERIOD,
    ),
    Source("residence", Residence, numbers={"authority": "authority"}, texts={"district": "district"}, **_PERIOD),
    Source(
        "characteristic",
        Characteristic,
        texts={"kind": "kind", "code": "code"},
        where=Q(kind__in=["ethnicity", "fsm", "language", "looked-after"]),
        **_PERIOD,
    ),
    Source("provision", ProvisionChange, texts={"code": "provision", "ref": "ref"}, **_DECIDED),
    Source("needset", NeedSet, **_DECIDED),
    Source(
        "need",
        Need,
        child="set__child",
        numbers={"set": "set", "rank": "rank"},
        texts={"code": "code"},
        where=Q(rank__lte=2, set__withdrawn_at__isnull=True),
    ),
    Source(
        "school",
        School,
        child="enrolments__child",
        texts={
            "code": "organisation__code",
            "name": "organisation__name",
            "phase": "phase",
            "authority": "authority__code",
            "district": "district",
            "district_name": "district_name",
        },
        touches=SCHOOL,
    ),
    # A new organisation has no children yet; another code, or one that is deleted, may be in any row.
    Source(
        "organisation",
        Organisation,
        texts={"code": "code", "name": "name", "kind": "kind"},
        touches=ALL,
        changes=("code", "kind"),
        added=False,
    ),
)
