"""What evidence is made of in this domain: what children are given, with its sessions, prices and measures.

Neither the name that a school gives an intervention nor the name of a group is read: either may name a child.
"""

from typing import Any, Final

from django.db.models import Q

from attainable.domains.provision.models import EarlierPlan, Given, Intervention, Session, StaffRate
from attainable.domains.provision.rules import evidence as rules
from attainable.domains.provision.rules.dated_plans import FAMILY
from attainable.domains.provision.rules.prices import PAID
from attainable.records.evidence import EMPTY, SCHOOL, Source

_OF_A_SCHOOL: Final[dict[str, Any]] = {"touches": SCHOOL, "school": "organisation"}

SOURCES: Final = (
    Source(
        "given",
        Given,
        numbers={
            "intervention": "intervention",
            "minutes": "minutes",
            "weekly": "sessions_per_week",
            "weeks": "weeks",
            "group_size": "group_size",
            "before": "before",
            "after": "after",
        },
        texts={"paid_by": "paid_by"},
        empty={"before": EMPTY, "after": EMPTY},
        first="from_date",
        last="until_date",
        # What the family pays for is not given by the school.
        codes={"not counted": (FAMILY,)},
        rules=rules,
    ),
    Source(
        "earlier_plan",
        EarlierPlan,
        child="given__child",
        numbers={"given": "given", "minutes": "minutes", "weekly": "sessions_per_week", "group_size": "group_size"},
        days={"last": "until_date"},
        texts={"paid_by": "paid_by"},
    ),
    Source(
        "session",
        Session,
        child="given__child",
        numbers={"given": "given"},
        texts={"kind": "kind"},
        first="day",
        where=Q(happened=True, kind__in=PAID),
    ),
    Source(
        "intervention",
        Intervention,
        child="given__child",
        numbers={"school": "organisation"},
        texts={"area": "area", "approach": "approach", "subject": "subject", "role": "staff_role"},
        changes=("organisation", "area", "approach", "subject", "staff_role"),
        added=False,
        **_OF_A_SCHOOL,
    ),
    Source(
        "staff_rate",
        StaffRate,
        child="organisation__interventions__given__child",
        numbers={"school": "organisation", "pence": "pence"},
        texts={"role": "staff_role"},
        first="from_date",
        where=Q(withdrawn_at__isnull=True),
        **_OF_A_SCHOOL,
    ),
)
