"""A tiny world of two authorities for tests: every relation that gives access to a record, or takes it away, once or twice.

`small()` builds it in an empty database in well under a second, the same each time. Who is who stands in `accounts.py`
and `children.py`, by keys such as `senco_oak` and `restricted`.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from tests.records.world.accounts import add_accounts, add_organisations
from tests.records.world.casework import add_casework
from tests.records.world.children import add_children
from tests.records.world.provision import add_provision
from tests.records.world.rows import Rows

from attainable.accounts.actor import Actor, actor_for
from attainable.accounts.models import Account, Organisation
from attainable.domains.people import standing
from attainable.domains.people.models import Carer, Child, School, TeachingGroup


@dataclass(frozen=True, repr=False)
class World:
    """What was built, by key; each row carries its `ref`."""

    on: dt.date
    organisations: dict[str, Organisation] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    carers: dict[str, Carer] = field(default_factory=dict)
    groups: dict[str, TeachingGroup] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Short: a property test keeps the text of what it was given, and Hypothesis would write every child out."""
        return f"World({self.on})"

    def actor(self, key: str) -> Actor:
        """The person of this key with the posts held on the world's day."""
        return actor_for(self.accounts[key], self.on)

    def ref(self, key: str) -> str:
        """The ref of a child."""
        return self.children[key].ref

    def key_of(self, child: int) -> str:
        """The key of a child by primary key: for messages of tests."""
        return next(key for key, row in self.children.items() if row.pk == child)


def small(on: dt.date | None = None, *, password: str | None = None) -> World:
    """Build the world as at a day (today). Accounts have a password that can be used only where one is given."""
    rows = Rows(on or timezone.localdate())
    add_organisations(rows)
    add_accounts(rows, password)
    add_children(rows)
    add_provision(rows)
    add_casework(rows)
    with transaction.atomic():
        rows.save()
        standing.restate_all()
    standing.forget_current()
    return World(rows.on, rows.organisations, rows.schools, rows.accounts, rows.children, rows.carers, rows.groups)
