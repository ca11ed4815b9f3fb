"""Rows of the tiny world, gathered by key and saved together."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model

from attainable.accounts.models import Account, Affiliation, Membership, Organisation
from attainable.domains.people.models import (
    Assignment,
    AttendancePattern,
    Carer,
    Characteristic,
    Child,
    Consent,
    ContactRule,
    EmergencyAccess,
    Enrolment,
    GroupMember,
    GroupStaff,
    Involvement,
    Need,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    Restriction,
    RestrictionException,
    School,
    TeachingGroup,
)
from attainable.domains.provision.models import (
    AgencyReferral,
    AgencyService,
    BandRow,
    BandTable,
    ChildPurchase,
    Concern,
    Contribution,
    Conversation,
    Given,
    Intervention,
    PlanAgreement,
    PlanReview,
    Recommendation,
    SchoolFunding,
    SchoolPurchase,
    Session,
    SpendingNote,
    StaffHours,
    StaffRate,
    Statement,
    Strategy,
    StrategyActivity,
    StrategyVersion,
    SupportPlan,
    Target,
    TopUp,
)

# Whoever is pointed at comes first.
_ORDER: Final[tuple[type[Model], ...]] = (
    Organisation,
    Account,
    School,
    Affiliation,
    Membership,
    Child,
    Carer,
    Characteristic,
    Residence,
    Responsibility,
    ContactRule,
    Enrolment,
    AttendancePattern,
    ProvisionChange,
    NeedSet,
    Need,
    TeachingGroup,
    GroupStaff,
    GroupMember,
    Assignment,
    Involvement,
    Consent,
    Restriction,
    RestrictionException,
    EmergencyAccess,
    Intervention,
    StaffRate,
    Statement,
    Concern,
    SupportPlan,
    PlanAgreement,
    PlanReview,
    Target,
    Given,
    Session,
    SchoolFunding,
    SchoolPurchase,
    StaffHours,
    BandTable,
    BandRow,
    Strategy,
    StrategyActivity,
    StrategyVersion,
    TopUp,
    ChildPurchase,
    SpendingNote,
    Conversation,
    AgencyService,
    AgencyReferral,
    Recommendation,
    Contribution,
)
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def ref_of(*names: object) -> str:
    """A ref that is the same each time."""
    number = int.from_bytes(hashlib.sha256("/".join(map(str, names)).encode()).digest()[:16], "big")
    marks = []
    for _ in range(12):
        number, place = divmod(number, len(_ALPHABET))
        marks.append(_ALPHABET[place])
    return "".join(marks)


@dataclass
class Rows:
    """Unsaved rows by table, and those that have a key by it."""

    on: dt.date
    organisations: dict[str, Organisation] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    carers: dict[str, Carer] = field(default_factory=dict)
    groups: dict[str, TeachingGroup] = field(default_factory=dict)
    _rows: dict[type[Model], list[Any]] = field(default_factory=dict)

    def add[M: Model](self, row: M) -> M:
        rows = self._rows.setdefault(type(row), [])
        if any(known.name == "ref" for known in row._meta.concrete_fields):
            row.ref = ref_of("world", type(row).__name__, len(rows))  # type: ignore[attr-defined]
        rows.append(row)
        return row

    def rows_of[M: Model](self, model: type[M]) -> list[M]:
        return list(self._rows.get(model, ()))

    def save(self) -> None:
        """Tables that the order does not name come last, in the order in which they were first added to."""
        for model in (*_ORDER, *(model for model in self._rows if model not in _ORDER)):
            model._default_manager.bulk_create(self._rows.get(model, ()))

    def day(self, days: int) -> dt.date:
        """So many days after the world's day; before it where negative."""
        return self.on + dt.timedelta(days)

    def years_ago(self, years: int, days: int = 0) -> dt.date:
        """The birthday of somebody who turned `years` so many days ago."""
        day = self.on - dt.timedelta(days)
        # Nobody here is born on 29 February: their birthday in other years is a matter of its own.
        return day.replace(year=day.year - years, day=min(day.day, 28))
