"""Tables of people: children, schools, the register, relations that give access, and the current state of each child."""

from attainable.domains.people.models.children import Carer, Characteristic, Child, ContactRule, Residence, Responsibility
from attainable.domains.people.models.merging import Merge
from attainable.domains.people.models.register import Need, NeedSet, ProvisionChange
from attainable.domains.people.models.relations import (
    Assignment,
    Consent,
    EmergencyAccess,
    GroupMember,
    GroupStaff,
    Involvement,
    Restriction,
    RestrictionException,
    TeachingGroup,
)
from attainable.domains.people.models.schools import AttendancePattern, Enrolment, School, WithoutSchool
from attainable.domains.people.models.standing import NameWord, RolledTo, Standing
from attainable.domains.people.models.terms import ClosedDay, HalfTerm
from attainable.domains.people.models.upkeep import Erasure, FictionalLoad, LegalHold

__all__ = [
    "Assignment",
    "AttendancePattern",
    "Carer",
    "Characteristic",
    "Child",
    "ClosedDay",
    "Consent",
    "ContactRule",
    "EmergencyAccess",
    "Enrolment",
    "Erasure",
    "FictionalLoad",
    "GroupMember",
    "GroupStaff",
    "HalfTerm",
    "Involvement",
    "LegalHold",
    "Merge",
    "NameWord",
    "Need",
    "NeedSet",
    "ProvisionChange",
    "Residence",
    "Responsibility",
    "Restriction",
    "RestrictionException",
    "RolledTo",
    "School",
    "Standing",
    "TeachingGroup",
    "WithoutSchool",
]
