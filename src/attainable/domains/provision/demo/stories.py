"""What goes together: of a need follow what was seen, what is given, the target, and how it is measured."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Story:
    """What goes with a need: the intervention in a few words, what was seen, and a target that can be measured."""

    intervention: str
    area: str
    role: str
    minutes: int
    week: int
    weeks: int
    group: int
    seen: str
    target: str
    baseline: str
    success: str
    measure: str
    before: int
    agency: str
    approach: str
    subject: str


STORIES: Final = {
    "SPLD": Story(
        "Precision reading",
        "cognition",
        "ta",
        15,
        5,
        12,
        1,
        "Guesses words from pictures, and loses the place on the line.",
        "Reads 45 of the first 100 words without help.",
        "12 words",
        "Two checks a week apart",
        "Words read",
        12,
        "teachers",
        "precision-teaching",
        "english",
    ),
    "MLD": Story(
        "Number gap",
        "cognition",
        "ta",
        30,
        3,
        12,
        4,
        "Counts on fingers for sums below 20.",
        "Adds two numbers below 20 in the head, 8 of 10 right.",
        "3 of 10",
        "Ten sums on two Mondays",
        "Sums right",
        3,
        "psychology",
        "catch-up-numeracy",
        "maths",
    ),
    "SLCN": Story(
        "Talk group",
        "language",
        "ta",
        30,
        2,
        10,
        3,
        "Answers with one word, and does not ask for help.",
        "Asks for help in a sentence of five words, in 4 of 5 lessons.",
        "1 of 5 lessons",
        "A tally for a week",
        "Lessons",
        1,
        "speech",
        "talk-group",
        "communication",
    ),
    "ASD": Story(
        "Lego therapy",
        "language",
        "hlta",
        45,
        1,
        10,
        3,
        "Leaves the group when the game changes.",
        "Takes turns in a group of three for 10 minutes.",
        "2 minutes",
        "Timed on three days",
        "Minutes",
        2,
        "paediatrics",
        "social-skills-group",
        "communication",
    ),
    "SEMH": Story(
        "Calm start",
        "wellbeing",
        "ta",
        15,
        5,
        6,
        2,
        "Comes in upset, and can’t begin the first lesson.",
        "Begins the first lesson within 5 minutes on 4 days of 5.",
        "1 day of 5",
        "A tally for two weeks",
        "Days",
        1,
        "camhs",
        "mentoring",
        "wellbeing",
    ),
    "PD": Story(
        "Hand and eye",
        "physical",
        "ta",
        20,
        3,
        12,
        2,
        "Tires after two lines of writing.",
        "Writes 5 lines without a rest.",
        "2 lines",
        "Two pieces of work",
        "Lines",
        2,
        "occupational",
        "movement-programme",
        "physical",
    ),
}
ALIKE: Final = {"MLD": "MLD", "SLD": "MLD", "PMLD": "PD", "HI": "PD", "VI": "PD", "MSI": "PD", "OTH": "SPLD", "NSA": "SPLD"}


def story_of(need: str) -> str:
    """The story of a need; one that has none takes that of a need which is alike."""
    return need if need in STORIES else ALIKE.get(need, "SPLD")
