"""Accounts of those who work in the county: a SENCO and a head in each school, teachers of groups, assistants, officers."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from attainable.accounts.models import Account, Membership
from attainable.domains.people.demo.establishments import Establishments, Site
from attainable.domains.people.demo.names import adult
from attainable.records.making.refs import mixed
from attainable.records.making.sink import Sink

# Nobody signs in with it until a password is set.
_NO_PASSWORD: Final = UNUSABLE_PASSWORD_PREFIX + "fictional"
_DOMAIN: Final = "fictionshire.example"
# Role, organisation, how many at the county's true size, job title.
_OFFICERS: Final = (
    ("case-officer", "county", 40, "SEND case officer"),
    ("delegated-officer", "county", 3, "SEND manager"),
    ("panel-member", "county", 6, "Member of the SEND panel"),
    ("plan-writer", "county", 10, "Plan writer"),
    ("adviser", "county", 6, "Specialist teacher"),
    ("educational-psychologist", "county", 12, "Educational psychologist"),
    ("place-planner", "county", 2, "Place planner"),
    ("analyst", "county", 2, "Analyst"),
    ("administrator", "county", 2, "Administrator"),
    ("case-officer", "neighbour", 4, "SEND case officer"),
    ("educational-psychologist", "psychologists", 4, "Educational psychologist"),
    ("health-professional", "therapies", 12, "Speech and language therapist"),
    ("health-professional", "community", 12, "Community paediatrician"),
    ("health-professional", "hospital", 6, "Consultant"),
    ("board-member", "board", 6, "Member of the board"),
    ("senco", "federation", 1, "SENCO of the federation"),
    ("headteacher", "trust", 1, "Chief executive"),
    ("analyst", "trust", 1, "Analyst"),
)
_SCHOOL_ROLES: Final = (
    ("senco", "SENCO"),
    ("headteacher", "Headteacher"),
    ("teaching-assistant", "Teaching assistant"),
    ("teaching-assistant", "Learning support assistant"),
)


@dataclass
class Staff:
    """Primary keys of accounts. Of a school: SENCO, head, two assistants, in that order."""

    sink: Sink
    began: dt.date
    of_school: dict[int, list[int]] = field(default_factory=dict)
    of_role: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def add(self, rows: list[tuple[str, int, str]]) -> list[int]:
        """Accounts with a membership each: role, primary key of the organisation, job title."""
        first = self.sink.coming(Account)
        picks = mixed(5, np.arange(first, first + len(rows))) % np.uint64(1_000_003)
        names = [adult(int(pick), other=pick % 9 == 0) for pick in picks]
        keys = self.sink.add(
            Account,
            len(rows),
            email=[f"staff-{key}@{_DOMAIN}" for key in range(first, first + len(rows))],
            name=names,
            password=_NO_PASSWORD,
            is_active=True,
            is_superuser=False,
        )
        self.sink.add(
            Membership,
            len(rows),
            account_id=list(keys),
            organisation_id=[row[1] for row in rows],
            role=[row[0] for row in rows],
            job_title=[row[2] for row in rows],
            from_date=self.began,
        )
        self.names.update(zip(keys, names, strict=True))
        return list(keys)

    def assistants(self, school: int) -> list[int]:
        return self.of_school[school][2:]

    def senco(self, school: int) -> int:
        return self.of_school[school][0]


def write(sink: Sink, places: Establishments, scale: float, began: dt.date) -> Staff:
    """Everybody but teachers of groups, who come with their groups."""
    staff = Staff(sink, began)
    rows = [(role, site.key, title) for site in places.sites for role, title in _SCHOOL_ROLES]
    keys = staff.add(rows)
    many = len(_SCHOOL_ROLES)
    staff.of_school = {site.key: keys[many * n : many * (n + 1)] for n, site in enumerate(places.sites)}
    rows, whose = [], []
    for role, body, count, title in _OFFICERS:
        for _ in range(max(round(count * scale), 1)):
            rows.append((role, places.bodies[body], title))
            whose.append((role, body))
    for place, key in zip(whose, staff.add(rows), strict=True):
        staff.of_role.setdefault(place, []).append(key)
    staff.add([row for site in places.sites for row in _others(site)])
    return staff


def _others(site: Site) -> list[tuple[str, int, str]]:
    return [("governor", site.key, "SEND governor"), ("administrator", site.key, "Business manager")]
