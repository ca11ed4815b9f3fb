"""What a refusal says: somebody sends a form that can't be right, and which field says why, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from tests.records.people.changes.desk import Desk


@dataclass(frozen=True)
class Refusal:
    """Sent on `page` about `child`, each field of `says` answers with words in which that text is found (none: the whole form).

    `about` is the entry of the record whose link leads there; `of` another child whose entry it is: where it `says` nothing,
    there is no such page; `key` a carer or school of the tiny world, of which the record may have no entry.
    `first` is what somebody sent on the same page just before, and was let do.
    """

    page: str
    name: str
    child: str
    typed: Mapping[str, Any]
    says: Mapping[str, str]
    about: str = ""
    of: str = ""
    key: str = ""
    by: str = "senco_oak"
    first: Mapping[str, Any] | None = None

    @property
    def id(self) -> str:
        return f"{self.page}: {self.name}"

    def address(self, desk: Desk) -> str:
        world = desk.world
        if self.key:
            kind, _, key = self.key.partition(":")
            row: Any = world.carers[key] if kind == "carer" else world.organisations[key]
            return reverse(self.page, args=[world.ref(self.child), row.ref])
        found = desk.address(self.page, self.of or self.child, self.about)
        return found.replace(world.ref(self.of), world.ref(self.child)) if self.of else found
