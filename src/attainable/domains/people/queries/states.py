"""The state of many children in the record together: what an imported file is compared with."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db.models import OuterRef, Subquery

from attainable.accounts.actor import Actor
from attainable.domains.people.models import (
    Characteristic,
    Child,
    Enrolment,
    Merge,
    Need,
    NeedSet,
    ProvisionChange,
    Residence,
    Responsibility,
    School,
    WithoutSchool,
)
from attainable.domains.people.rules import MAIN_SCHOOL
from attainable.domains.people.visibility import visible

_BATCH = 2000


@dataclass(slots=True)
class State:
    """One child's record as at today: open rows, and the whole history of provision and needs that was not withdrawn."""

    pk: int
    ref: str
    version: int
    values: dict[str, Any]
    on_roll: dict[int, tuple[str, dt.date]] = field(default_factory=dict)
    units: frozenset[int] = frozenset()
    provisions: list[tuple[dt.date, str]] = field(default_factory=list)
    need_sets: list[tuple[dt.date, tuple[str, ...]]] = field(default_factory=list)
    characteristics: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    home: tuple[str, str, int, dt.date] | None = None
    carers: list[str] = field(default_factory=list)
    without_school: tuple[str, dt.date] | None = None

    @property
    def main(self) -> tuple[int, dt.date] | None:
        """The main school and the first day there."""
        found = [(school, day) for school, (status, day) in self.on_roll.items() if status in MAIN_SCHOOL]
        return max(found, key=lambda pair: pair[1]) if found else None


VALUES = ("forename", "middle_names", "surname", "known_as", "date_of_birth", "sex", "upn", "former_upn", "uln")


def states(children: Collection[int]) -> dict[int, State]:
    """States by child. Nine queries for each batch, for any asker: the caller has asked `within_reach` first."""
    found: dict[int, State] = {}
    for part in batched(sorted(children), _BATCH):
        for row in Child.objects.filter(pk__in=part).values("pk", "ref", "version", *VALUES):
            found[row["pk"]] = State(row["pk"], row["ref"], row["version"], {name: row[name] for name in VALUES})
        _dated(found, part)
        _decided(found, part)
    return found


def _dated(found: dict[int, State], part: Collection[int]) -> None:
    now = {"child__in": part, "until_date__isnull": True}
    for child, school, status, day, unit in Enrolment.objects.filter(**now).values_list(
        "child", "school", "status", "from_date", "unit_member"
    ):
        found[child].on_roll[school] = (status, day)
        if unit:
            found[child].units |= {school}
    for child, kind, code, day in Characteristic.objects.filter(**now).values_list("child", "kind", "code", "from_date"):
        found[child].characteristics[kind] = (code, day)
    for child, *home in Residence.objects.filter(**now).values_list("child", "address", "postcode", "authority", "from_date"):
        found[child].home = tuple(home)  # type: ignore[assignment]
    for child, kind, day in WithoutSchool.objects.filter(**now).values_list("child", "kind", "from_date"):
        found[child].without_school = (kind, day)
    for child, name in Responsibility.objects.filter(**now).values_list("child", "carer__name"):
        found[child].carers.append(name)


def _decided(found: dict[int, State], part: Collection[int]) -> None:
    standing = {"child__in": part, "withdrawn_at__isnull": True}
    rows = ProvisionChange.objects.filter(**standing).order_by("from_date", "pk")
    for child, day, code in rows.values_list("child", "from_date", "provision"):
        found[child].provisions.append((day, code))
    needs: dict[int, list[str]] = {}
    for key, code in (
        Need.objects.filter(set__child__in=part, set__withdrawn_at__isnull=True)
        .order_by("set", "rank")
        .values_list("set", "code")
    ):
        needs.setdefault(key, []).append(code)
    for key, child, day in NeedSet.objects.filter(**standing).order_by("from_date", "pk").values_list("pk", "child", "from_date"):
        found[child].need_sets.append((day, tuple(needs.get(key, ()))))


def names_of(children: Collection[int]) -> dict[int, dict[str, str]]:
    """Surname, forename and name that is used, by child; for any asker. Only for matching."""
    found = {}
    for part in batched(sorted(children), _BATCH):
        for key, *names in Child.objects.filter(pk__in=part).values_list("pk", "surname", "forename", "known_as"):
            found[key] = dict(zip(("surname", "forename", "known_as"), names, strict=True))
    return found


def within_reach(actor: Actor, permission: str, children: Collection[int]) -> set[int]:
    """The children the actor has the permission for."""
    found: set[int] = set()
    for part in batched(sorted(children), _BATCH):
        found.update(visible(actor, permission).filter(pk__in=part).values_list("pk", flat=True))
    return found


def by_numbers(field: str, numbers: Collection[str]) -> Iterator[tuple[str, int]]:
    """Children by UPN, former UPN or ULN: pairs of number and child, without regard to access. A number of a record that was
    merged means the record that was kept. Only for matching."""
    for part in batched(sorted(numbers), _BATCH):
        rows = Child.objects.filter(**{f"{field}__in": part}).exclude(**{field: ""})
        yield from rows.values_list(field, "pk")
        if field in ("upn", "uln"):
            merged = Merge.objects.filter(Merge.counts(), **{f"{field}__in": part})
            yield from merged.values_list(field, "child")


def for_linking(born: Collection[dt.date] | None = None) -> Iterator[tuple[Any, ...]]:
    """Key, names, date of birth, sex, UPN, postcode, school of every child (or of those born on these days). For matching."""
    fields = ("pk", "forename", "known_as", "surname", "date_of_birth", "sex", "upn", "standing__school")
    rows = Child.objects.all() if born is None else Child.objects.filter(date_of_birth__in=born)
    home = Residence.objects.filter(child=OuterRef("pk"), until_date__isnull=True).exclude(postcode="")
    postcode = Subquery(home.order_by("-pk").values("postcode")[:1])
    for row in rows.order_by("pk").values_list(*fields, postcode).iterator(chunk_size=5000):
        yield (*row[:7], row[8] or "", row[7])


def schools_by_number() -> dict[str, int]:
    """Schools by URN and by DfE number."""
    found = {}
    for pk, urn, number in School.objects.values_list("pk", "organisation__code", "laestab"):
        for code in (urn, number):
            if code:
                found[code] = pk
    return found
