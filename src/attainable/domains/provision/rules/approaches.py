"""What kind of help an intervention is, and the subject that it is for, so that schools that name theirs otherwise can be counted
together. No Django.

The approaches are those that the research reviews of the Education Endowment Foundation and Brooks (What works for children and
young people with literacy difficulties) compare; the list and its codes are ours.
"""

from typing import Final

APPROACHES: Final = {
    "one-to-one-tuition": "One-to-one tuition",
    "small-group-teaching": "Small-group teaching",
    "precision-teaching": "Precision teaching",
    "phonics-programme": "Phonics programme",
    "reading-programme": "Reading programme",
    "catch-up-numeracy": "Catch-up numeracy",
    "speech-therapy-programme": "Speech and language programme",
    "talk-group": "Talk group",
    "social-skills-group": "Social skills group",
    "mentoring": "Mentoring",
    "counselling": "Counselling or therapy",
    "nurture-group": "Nurture group",
    "movement-programme": "Movement or sensory programme",
    "in-class-support": "Support in lessons",
}
SUBJECTS: Final = {
    "english": "English",
    "maths": "Mathematics",
    "communication": "Communication",
    "wellbeing": "Wellbeing",
    "physical": "Physical and sensory",
    "learning": "Learning in general",
}
_SUBJECT_OF_AREA: Final = {"cognition": "learning", "language": "communication", "wellbeing": "wellbeing", "physical": "physical"}


def approach_of(approach: str, group_size: int) -> str:
    """The approach that evidence counts: one that nobody chose goes by whether the help is one to one."""
    return approach or ("other-one-to-one" if group_size == 1 else "other-in-a-group")


def subject_of(subject: str, area: str) -> str:
    """The subject that evidence counts: one that nobody chose follows from the area of need."""
    return subject or _SUBJECT_OF_AREA.get(area, "learning")
