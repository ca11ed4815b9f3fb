"""Which standard column and items a comparison of SEN groups is published under."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from attainable.values.problem import Problem, ProblemsError

TOTAL: Final = "Total"
SEN_STATUS: Final = {
    "total": TOTAL,
    "any-sen": "Any special educational need",
    "no-sen": "No identified special educational need",
}
SEN_PROVISION: Final = {
    "total": TOTAL,
    "ehc-plan": "Education, health and care plan",
    "sen-support": "SEN support / SEN without an EHC plan",
    "no-sen": "No SEN provision",
}
PRIMARY_NEED: Final = {
    "total": TOTAL,
    "asd": "Autistic spectrum disorder",
    "ds": "Down syndrome",
    "hi": "Hearing impairment",
    "mld": "Moderate learning difficulty",
    "msi": "Multi-sensory impairment",
    "oth": "Other difficulty or disability",
    "pd": "Physical disability",
    "pmld": "Profound and multiple learning difficulty",
    "nsa": "SEN support but no specialist assessment of type of need",
    "sld": "Severe learning difficulty",
    "semh": "Social, emotional and mental health",
    "spld": "Specific learning difficulty",
    "slcn": "Speech, language and communication needs",
    "vi": "Vision impairment",
}
_TOPICS: Final = (("SEN provision", SEN_PROVISION), ("SEN status", SEN_STATUS), ("SEN primary need", PRIMARY_NEED))


@dataclass(frozen=True, slots=True)
class SenColumn:
    """A filter column and the item of each group. `topics` is filled for `breakdown` only."""

    name: str
    label: str
    items: dict[str, str]
    group_column: str = ""
    topics: dict[str, str] | None = None

    def cells(self, group: str) -> dict[str, str]:
        """The cells of a row about the group, by column name."""
        cells = {self.name: self.items[group]}
        if self.topics is not None:
            cells = {self.group_column: self.topics[group], **cells}
        return cells


def sen_column(groups: Iterable[str]) -> SenColumn:
    """The column that suits all the groups of a file, by the harmonised standard.

    `ehc-plan`, `sen-support`, `no-sen` and `total` go to `sen_provision`; `any-sen`, `no-sen` and `total` to
    `sen_status`; types of need to `sen_primary_need`; anything mixed to `breakdown` under `breakdown_topic`.

    >>> sen_column(["ehc-plan", "total"]).name, sen_column(["any-sen", "no-sen"]).name
    ('sen_provision', 'sen_status')
    >>> sen_column(["any-sen", "ehc-plan"]).cells("any-sen")
    {'breakdown_topic': 'SEN status', 'breakdown': 'Any special educational need'}

    Raises `ProblemsError` for a group that no column has an item for.
    """
    wanted = list(dict.fromkeys(groups))
    unknown = [group for group in wanted if not any(group in items for _, items in _TOPICS)]
    if unknown:
        what = f"No standard SEN item is known for: {', '.join(unknown)}."
        raise ProblemsError(Problem("ees-group-unknown", what, "Use the group names of the measures."))
    for name, (topic, items) in zip(("sen_provision", "sen_status", "sen_primary_need"), _TOPICS, strict=True):
        if all(group in items for group in wanted):
            return SenColumn(name, topic, {group: items[group] for group in wanted})
    topics = {group: _topic(group) for group in wanted}
    items = {group: dict(_TOPICS).get(topics[group], SEN_STATUS)[group] for group in wanted}
    return SenColumn("breakdown", "Breakdown", items, "breakdown_topic", topics)


def _topic(group: str) -> str:
    """The headline row has Total for topic and breakdown alike."""
    return TOTAL if group == "total" else next(topic for topic, items in _TOPICS if group in items)
