"""A measure by place as one reviewed file."""

from functools import cache
from typing import Final, Literal

from attainable.evidence.definition import Definition, Definitions, PublishedCounterpart
from attainable.evidence.pupils.groups import ANY_SEN, NO_SEN
from attainable.values.codes import SEN_NEED

# Groups of provision of any era, as they are called today.
PROVISION: Final = {
    "no-sen": NO_SEN,
    "sen-support": frozenset("KAPQ"),
    "ehc-plan": frozenset("ES"),
    "any-sen": ANY_SEN,
    "total": NO_SEN | ANY_SEN,
}
NEEDS: Final = {code.code.lower(): frozenset({code.code}) for code in SEN_NEED}


class PlaceMeasure(Definition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`counts` says what is counted: `provision` and `need` are shares of pupils by what they have; the others are the share of
    each group's pupils who met something (`expected` at the end of `stage`, `absent` persistently, `suspended` at all).

    `schools` names the groups with figures of single schools for people outside them. `gap` names two groups to subtract.
    """

    over = "a snapshot of the records"

    counts: Literal["provision", "need", "expected", "absent", "suspended"]
    source: str
    groups: list[str]
    topic: str
    stage: str = ""
    gap: str = ""
    schools: tuple[str, ...] = ()
    tables: tuple[str, ...] = ("pupil_year", "school")
    published: PublishedCounterpart | None = None

    @property
    def is_share_of_all(self) -> bool:
        return self.counts in ("provision", "need")

    @property
    def cells(self) -> dict[str, frozenset[str]]:
        """The codes of each group."""
        known = NEEDS if self.counts == "need" else PROVISION
        return {group: known[group] for group in self.groups}

    def shows_schools(self, profile: str) -> bool:
        """Whether single schools are shown with areas: for council staff, in measures whose numbers allow it."""
        return bool(self.schools) and profile == "la-internal"


PLACE_MEASURES: Final = Definitions("attainable.evidence.pupils.by_place.definitions", PlaceMeasure)
load_place_measure = PLACE_MEASURES.load


@cache
def all_place_measures() -> tuple[PlaceMeasure, ...]:
    """Every measure by place, by topic."""
    return tuple(sorted(PLACE_MEASURES.all(), key=lambda m: (m.topic, m.id)))
