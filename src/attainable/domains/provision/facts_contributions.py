"""What people without an account wrote about a child, once somebody has taken it into the record."""

from typing import Final

from attainable.domains.provision.models import Contribution
from attainable.domains.provision.rules.contributions import PURPOSES
from attainable.records.fact import Fact, Page
from attainable.values.dates import day_words

CONTRIBUTION: Final = Fact(
    Contribution,
    "contribution",
    "Contributions from outside the school",
    permission="provision.manage",
    part="child-agencies",
    report=("name", "purpose", "said"),
    key=("name", "said"),
    by_page=False,
    taken="This contribution is in the record already.",
    labels={"from_date": "Sent on"},
    about=lambda row: f"{row.name}, {day_words(row.from_date)}",
    step=lambda row: f"{PURPOSES[row.purpose].label} contributed",
    audited=("purpose", "from_date"),
    add=Page(
        "Ask somebody outside the school",
        "Make the code",
        "It has been taken into the record.",
        "contribution.taken-in",
        name="ask-contribution",
    ),
)
CONTRIBUTION_FACTS: Final = (CONTRIBUTION,)
