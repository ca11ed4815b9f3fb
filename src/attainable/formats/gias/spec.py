"""The layouts of registers of schools, each recognised by its columns, and what a row of any of them becomes.

Sources: Get Information about Schools, "establishment fields" and "links" downloads (the headings have been the same since it
was Edubase); its extract of open mainstream schools; the performance tables' list of schools ("spine"). A heading with several
spellings takes the first that the file has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    OPEN = "open"
    CLOSING = "open, but proposed to close"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Establishment:
    """One school as a register has it. `authority` is the three-digit number; `phase` a census code; `successor` the URN of
    what took its place. `row` is the line in the file."""

    urn: str
    name: str
    authority: str
    laestab: str
    type: str
    phase: str
    status: Status
    opened: date | None
    closes: date | None
    postcode: str
    district: str
    district_name: str
    low_age: int | None
    high_age: int | None
    capacity: int | None
    resourced_provision: str
    successor: str
    row: int
    unread: frozenset[str] = frozenset()
    """Fields whose cells could not be read: nothing is known of them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A file is of this layout when it has all of `known_by`. `columns` gives each field its possible headings."""

    id: str
    title: str
    known_by: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


ESTABLISHMENTS: Final = Layout(
    "establishments",
    "Get Information about Schools, establishment fields",
    ("URN", "LA (code)", "EstablishmentName", "EstablishmentStatus (name)"),
    {
        "urn": ("URN",),
        "name": ("EstablishmentName",),
        "authority": ("LA (code)",),
        "number": ("EstablishmentNumber",),
        "type": ("TypeOfEstablishment (name)",),
        "group": ("EstablishmentTypeGroup (name)",),
        "phase": ("PhaseOfEducation (name)",),
        "status": ("EstablishmentStatus (name)",),
        "opened": ("OpenDate",),
        "closes": ("CloseDate",),
        "postcode": ("Postcode",),
        "district": ("DistrictAdministrative (code)",),
        "district_name": ("DistrictAdministrative (name)",),
        "low_age": ("StatutoryLowAge",),
        "high_age": ("StatutoryHighAge",),
        "capacity": ("SchoolCapacity",),
        "resourced_provision": ("TypeOfResourcedProvision (name)",),
    },
)
OPEN_MAINSTREAM: Final = Layout(
    "open-mainstream",
    "Open mainstream schools",
    ("urn", "dfe_number", "school_name", "establishment_type", "school_status"),
    {
        "urn": ("urn",),
        "name": ("school_name",),
        "authority": ("la_code",),
        "laestab": ("dfe_number",),
        "type": ("establishment_type",),
        "phase": ("phase_type",),
        "status": ("school_status",),
        "opened": ("open_date",),
        "closes": ("close_date",),
        "postcode": ("postcode",),
        "low_age": ("statutory_low_age",),
        "high_age": ("statutory_high_age",),
        "capacity": ("school_capacity",),
    },
)
SPINE: Final = Layout(
    "spine",
    "Performance tables, list of schools",
    ("URN", "LA", "ESTAB", "SCHNAME", "NFTYPE"),
    {
        "urn": ("URN",),
        "name": ("SCHNAME",),
        "authority": ("LA",),
        "laestab": ("LAESTAB",),
        "number": ("ESTAB",),
        "type": ("NFTYPE",),
        "group": ("MINORGROUP",),
        "status": ("ICLOSE",),
        "opened": ("OPENDATE",),
        "closes": ("CLOSEDATE",),
        "postcode": ("POSTCODE",),
        "low_age": ("AGEL",),
        "high_age": ("AGEH",),
        "primary": ("ISPRIMARY",),
        "secondary": ("ISSECONDARY",),
        "successor": ("OTHERURN",),
    },
)
LINKS: Final = Layout(
    "links",
    "Get Information about Schools, links",
    ("URN", "LinkURN", "LinkType"),
    {"urn": ("URN",), "other": ("LinkURN",), "kind": ("LinkType",)},
)
LAYOUTS: Final = (ESTABLISHMENTS, OPEN_MAINSTREAM, SPINE)

STATUSES: Final = {
    "open": Status.OPEN,
    "open, but proposed to close": Status.CLOSING,
    "closed": Status.CLOSED,
    # The spine's numbers.
    "1": Status.OPEN,
    "2": Status.CLOSED,
    "3": Status.CLOSING,
}
NOT_SCHOOLS: Final = {
    "proposed to open": "proposed to open",
    "pending approval": "pending approval",
    "created in error": "created in error",
    "quarantine": "in quarantine",
    "rejected opening": "rejected",
    "rejected": "rejected",
    "permanently rejected": "rejected",
    "de-registered as ey setting": "no longer registered as an early years setting",
}
"""Statuses of establishments that never opened as schools, in words; those before the last layout of the register too."""
PHASES: Final = {
    "nursery": "NS",
    "primary": "PS",
    "middle deemed primary": "MP",
    "middle deemed secondary": "MS",
    "secondary": "SS",
    "all-through": "AT",
    "16 plus": "NO",
    "not applicable": "NO",
    "": "NO",
}
# Words of a type or its group that decide the phase whatever the phase column says.
PHASE_BY_TYPE: Final = (
    ("special school", "SP"),
    ("special free school", "SP"),
    ("free schools special", "SP"),
    ("- special", "SP"),
    ("academy special", "SP"),
    ("special college", "SP"),
    ("pupil referral unit", "PR"),
    ("alternative provision", "PR"),
    ("nursery school", "NS"),
)
# Numbers of authorities that GIAS gives to what lies outside England or belongs to none.
NO_AUTHORITY: Final = frozenset({"", "000", "0", "702", "704", "705", "708"})
EMPTY: Final = frozenset({"", "not applicable", "not recorded", "none", "does not apply"})
EARLIEST: Final = date(1900, 1, 1)
