"""What is refused of each characteristic."""

from typing import Final

from tests.records.people.changes.case import TODAY, TOMORROW, Day
from tests.records.people.changes.cases_characteristics import CASES
from tests.records.people.changes.refusal import Refusal

REFUSALS: Final = (
    *(
        Refusal(case.page, name, case.child, {**case.typed, **typed}, says)
        for case in CASES
        for name, typed, says in (
            ("no code", {"code": ""}, {"code": "one of the codes"}),
            ("a code that there isn't", {"code": "ZZZZ"}, {"code": ""}),
            ("tomorrow", {"from_date": TOMORROW}, {"from_date": "today or earlier"}),
            ("no day", {"from_date_year": ""}, {"from_date": "year"}),
        )
    ),
    Refusal(
        "change-ethnicity",
        "another code from the day of the last",
        "oak_support",
        {"code": "AIND", "from_date": Day(-80)},
        {"from_date": "after"},
    ),
    Refusal(
        "change-disability",
        "two codes from one day",
        "oak_support",
        {"code": "N", "from_date": TODAY},
        {"from_date": "after"},
        first={"code": "Y", "from_date": TODAY},
    ),
)
