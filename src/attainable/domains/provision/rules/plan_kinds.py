"""Kinds of support plan as dated data: which can begin on a day for a council's children, and what each has and asks."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

SECTIONS: Final = ("strengths", "important", "hopes", "barriers", "outcomes", "support", "strategies", "home")
SIGNERS: Final = {
    "senco": "SENCO",
    "teacher": "Class teacher or tutor",
    "head": "Headteacher",
    "parent": "Parent or carer",
    "child": "Child or young person",
    "staff": "Member of staff",
    "other": "Somebody else",
}


class PlanKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of plan. Without a first day no new plan of the kind can begin; plans that there are stay."""

    id: str
    label: str
    sections: tuple[str, ...]
    signs: tuple[str, ...]
    review_within: int
    reviews_a_year: int
    source: str
    first: dt.date | None
    last: dt.date | None = None
    authorities: tuple[str, ...] = ()
    instead_of: str = ""
    labels: Mapping[str, str] = {}

    def in_force(self, day: dt.date) -> bool:
        return self.first is not None and self.first <= day and (self.last is None or day <= self.last)


@cache
def plan_kinds() -> tuple[PlanKind, ...]:
    """Every kind, in the order in which they are offered. ValueError for a section, signer or kind that is not known."""
    text = files("attainable.domains.provision").joinpath("plan_kinds.yaml").read_bytes()
    found = msgspec.yaml.decode(text, type=tuple[PlanKind, ...])
    ids = {kind.id for kind in found}
    for kind in found:
        unknown = {*kind.sections, *kind.labels} - {*SECTIONS} | {*kind.signs} - {*SIGNERS} | {kind.instead_of} - {"", *ids}
        if unknown or len(ids) < len(found):
            raise ValueError(f"plan_kinds.yaml: {kind.id} names what is not known or is there twice: {sorted(unknown)}")
    return found


def plan_kind(code: str) -> PlanKind:
    """The kind of a code; of one that is not known, the first: what a code may be is checked where it is entered."""
    return next((kind for kind in plan_kinds() if kind.id == code), plan_kinds()[0])


def kinds_for(day: dt.date, authority: str = "", *, among: tuple[PlanKind, ...] | None = None) -> tuple[PlanKind, ...]:
    """The kinds that can begin on a day for a child of a council (by its code): the council's own in place of those that they
    replace."""
    known = plan_kinds() if among is None else among
    found = [kind for kind in known if kind.in_force(day) and (not kind.authorities or authority in kind.authorities)]
    replaced = {kind.instead_of for kind in found if kind.authorities}
    return tuple(kind for kind in found if kind.id not in replaced)
