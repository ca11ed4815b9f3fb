"""Which child each row of a spreadsheet is about: by UPN or reference, or by name and date of birth."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Child
from attainable.domains.people.visibility import visible
from attainable.domains.provision import queries
from attainable.domains.provision.importing.reading import Row
from attainable.domains.provision.importing.sheets import BORN, NAME, REFERENCE, UPN
from attainable.values.problem import Problem

_MEND = "Correct the row, or leave it out."


class Children:
    """The children of a file whose provision the actor keeps. One query."""

    def __init__(self, by: Actor, rows: Iterable[Row]) -> None:
        rows = list(rows)
        asked = (
            Q(upn__in={row.upn.upper() for row in rows if row.upn})
            | Q(ref__in={row.reference for row in rows if row.reference})
            | Q(date_of_birth__in={row.born for row in rows if row.born and not row.upn and not row.reference})
        )
        found = list(Child.objects.filter(asked, standing__in=visible(by, queries.MANAGE)))
        self._upn = {child.upn: child for child in found if child.upn}
        self._ref = {child.ref: child for child in found}
        self._named: dict[tuple[str, dt.date], list[Child]] = defaultdict(list)
        for child in found:
            for name in (child.name, child.listed_name):
                self._named[_plain(name), child.date_of_birth].append(child)

    def of(self, row: Row) -> tuple[Child | None, list[Problem]]:
        """The child, or why there is none. What the row says besides must be of the same child."""
        if row.reference or row.upn:
            heading, number = (REFERENCE, row.reference) if row.reference else (UPN, row.upn.upper())
            child = (self._ref if row.reference else self._upn).get(number)
            if child is None:
                return None, [row.problem(heading, f"You keep the provision of no child with this {heading}.", _MEND)]
            return child, self._others(row, child)
        if row.born is None:
            return None, [row.problem(BORN, "Enter the date of birth, or the UPN.", _MEND)]
        children = {child.pk: child for child in self._named.get((_plain(row.name), row.born), ())}
        if len(children) == 1:
            return next(iter(children.values())), []
        what = "You keep the provision of no child with this name and date of birth."
        if children:
            what = "More than one child has this name and date of birth."
        return None, [row.problem(NAME, what, "Enter the UPN or the reference.")]

    def _others(self, row: Row, child: Child) -> list[Problem]:
        found = []
        if row.upn and row.reference and row.upn.upper() != child.upn:
            found.append(row.problem(UPN, "This is not the UPN of the child with this reference.", _MEND))
        if row.born and row.born != child.date_of_birth:
            found.append(row.problem(BORN, "This is not the date of birth of the child with this number.", _MEND))
        if row.name and _plain(row.name) not in {_plain(child.name), _plain(child.listed_name)}:
            found.append(row.problem(NAME, "This is not the name of the child with this number.", _MEND))
        return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").replace(",", " , ").split())
