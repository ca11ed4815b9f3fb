"""Each characteristic is changed once: from a code that was recorded, or from none."""

from typing import Final

from tests.records.people.changes.case import TODAY, Case, Reported, Shown

# Kind: the code before, the code after, what the page says of each.
_CHANGES: Final = {
    "ethnicity": ("WBRI", "AIND", "White - British", "Indian"),
    "language": (None, "POL", "", "Polish"),
    "fsm": ("N", "Y", "", "Yes, since {today}"),
    "looked-after": (None, "Y", "", "Yes, since {today}"),
    "post-looked-after": (None, "G", "", "Special guardianship order"),
    "service-child": (None, "R", "", "Refused"),
    "young-carer": (None, "S", "", "Yes, identified by the school"),
    "disability": (None, "U", "", "Not known"),
}


def _case(kind: str, before: str | None, after: str, was: str, now: str) -> Case:
    ended = [Reported(was, was=True)] if was else []
    return Case(
        f"change-{kind}",
        "another code from today",
        "oak_support",
        {"code": after, "from_date": TODAY},
        action="child.characteristic-changed",
        details={kind: [before, after], "from": TODAY},
        queries=36,
        then=(Shown("child-details", now), *ended),
    )


CASES: Final = tuple(_case(kind, *change) for kind, change in _CHANGES.items())
