"""The dated facts about a child that this domain declares: the form, the pages, the write, the audit and the reports follow."""

from typing import Final

from attainable.domains.people.facts.record import (
    CHARACTERISTICS,
    ENROLMENT,
    HOME,
    NEEDS,
    PROVISION,
    RESPONSIBILITY,
    WITHOUT_SCHOOL,
)
from attainable.domains.people.facts.sharing import ASSIGNMENT, CONSENT, HOLD, INVOLVEMENT, RESTRICTION

__all__ = [
    "ASSIGNMENT",
    "CHARACTERISTICS",
    "CONSENT",
    "ENROLMENT",
    "FACTS",
    "HOLD",
    "HOME",
    "INVOLVEMENT",
    "NEEDS",
    "PROVISION",
    "RESPONSIBILITY",
    "RESTRICTION",
    "WITHOUT_SCHOOL",
]
FACTS: Final = (
    PROVISION,
    NEEDS,
    *CHARACTERISTICS.values(),
    HOME,
    ENROLMENT,
    WITHOUT_SCHOOL,
    RESPONSIBILITY,
    ASSIGNMENT,
    INVOLVEMENT,
    CONSENT,
    RESTRICTION,
    HOLD,
)
