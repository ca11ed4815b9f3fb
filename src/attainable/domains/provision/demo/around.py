"""What goes on around the support of children of the fictional county: adjustments, diagnoses, moves, contacts with families."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from attainable.domains.provision.models import Adjustment, Diagnosis, FamilyContact, TransitionMeeting
from attainable.records.making.draws import Draws
from attainable.records.making.maker import Setting

_BY: Final = "Fictional staff"
# In thousandths of the children on the register.
_ADJUSTED, _CALLED = 350, 120
# By story: what is done otherwise, where, and why.
_ADJUSTMENTS: Final = {
    "SPLD": ("lessons", "Text on cream paper, in 14 point", "White paper tires the eyes."),
    "MLD": ("lessons", "Instructions one at a time, with pictures", "Long instructions are lost."),
    "SLCN": ("lessons", "Ten seconds to answer a question", "Words take time to come."),
    "ASD": ("day", "Comes in by the side door before the bell", "The crowd at the door is too loud."),
    "SEMH": ("day", "A quiet place at lunch with one friend", "Lunch ends in tears otherwise."),
    "PD": ("equipment", "A sloping board and a pen with a grip", "The hand tires after two lines."),
}
# Conditions for which families of these stories wait for an assessment.
_SOUGHT: Final = {"ASD": "Autism", "SEMH": "Attention deficit hyperactivity disorder"}


def write(setting: Setting, rows: Sequence[tuple[int, str]], began: dt.date, moved: bool, draws: Draws) -> None:
    """`rows` are children on the register with their stories; `moved`: they came to their school this year."""
    adjusted = [row for row, some in zip(rows, draws.chance(len(rows), _ADJUSTED), strict=True) if some]
    told = [_ADJUSTMENTS[story] for _, story in adjusted]
    sink = setting.sink
    sink.add(
        Adjustment,
        len(adjusted),
        **_since(adjusted, began),
        kind=[kind for kind, _, _ in told],
        what=[what for _, what, _ in told],
        why=[why for _, _, why in told],
        owner=_BY,
        agreed=True,
        review_on=began + dt.timedelta(weeks=26),
    )
    sought = [row for row in adjusted if row[1] in _SOUGHT]
    conditions = [_SOUGHT[story] for _, story in sought]
    sink.add(Diagnosis, len(sought), **_since(sought, began), condition=conditions, state="waiting", by="Community paediatrics")
    if moved:
        _moved(setting, adjusted, began)
    called = [row for row, some in zip(rows, draws.chance(len(rows), _CALLED), strict=True) if some]
    sink.add(
        FamilyContact,
        len(called),
        **_since(called, began),
        way="phone",
        person="A parent",
        about="How the first weeks of the year went.",
        answered="The class teacher wrote to the family.",
        by_name=_BY,
    )


def _moved(setting: Setting, rows: Sequence[tuple[int, str]], began: dt.date) -> None:
    setting.sink.add(
        TransitionMeeting,
        len(rows),
        **_since(rows, began),
        kind="into",
        attended="Staff of both settings, a parent",
        known="What helped in the last setting goes on here.",
        agreed="The class teacher looks again at half term.",
    )


def _since(rows: Sequence[tuple[int, str]], began: dt.date) -> dict[str, Any]:
    return {"child_id": [key for key, _ in rows], "from_date": began}
