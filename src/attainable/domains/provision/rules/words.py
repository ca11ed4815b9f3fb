"""Codes of provision and their words. The terms are the field's; none of these lists is an official code set, so each school's
records keep the code and pages show the words."""

from typing import Final

from attainable.domains.provision.rules.plan_kinds import plan_kinds

TRIAGE: Final = {
    "watch": "Quality-first teaching, and watch",
    "screen": "Screen or assess further",
    "plan": "Write a support plan",
    "refer": "Refer to an agency",
    "close": "Close the concern",
}
PLAN_KINDS: Final = {kind.id: kind.label for kind in plan_kinds()}
AGREED: Final = {"signed": "Signed", "shared": "Shared"}
REVIEWED: Final = {"on": "Goes on", "change": "Goes on with changes", "end": "Ends"}
HOW: Final = {
    "meeting": "At a meeting",
    "paper": "On paper",
    "email": "By email",
    "phone": "By telephone",
    "portal": "In Attainable",
}
# The four broad areas of need: SEND code of practice 2015, 6.28 to 6.35.
AREAS: Final = {
    "cognition": "Cognition and learning",
    "language": "Communication and interaction",
    "wellbeing": "Social, emotional and mental health",
    "physical": "Sensory and physical",
}
OUTCOMES: Final = {"met": "Met", "partly": "Partly met", "not": "Not met"}
TIERS: Final = {"universal": "Universal", "targeted": "Targeted", "targeted-plus": "Targeted plus", "specialist": "Specialist"}
STAFF: Final = {
    "ta": "Teaching assistant",
    "hlta": "Higher level teaching assistant",
    "teacher": "Teacher",
    "senco": "SENCO",
    "therapist": "Therapist",
    "other": "Somebody else",
}
FUNDING: Final = {
    "school": "The school’s budget",
    "imf": "Inclusive mainstream fund",
    "premium": "Pupil premium",
    "top-up": "Top-up from the council",
    "health": "Health",
    "other": "Other money",
    "family": "The family",
}
# Where the money of a school comes from. What a family pays is no money of the school; top-up is recorded child by child.
SOURCES: Final = {
    "school": "Notional SEN budget",
    "imf": "Inclusive mainstream fund",
    "premium": "Pupil premium spent on SEND",
    "health": "Health",
    "other": "Other money",
}
# What pays for an activity of an inclusion strategy: as above, with top-up.
STRATEGY_SOURCES: Final = {**SOURCES, "top-up": "Top-up from councils"}
PURCHASES: Final = {
    "equipment": "Equipment",
    "licence": "Licence or subscription",
    "resource": "Resources",
    "therapist": "Therapist’s invoice",
    "training": "Training",
    "other": "Something else",
}
SESSIONS: Final = {"delivery": "Session", "catch-up": "Catch-up session", "assessment": "Assessment", "meeting": "Meeting"}
MISSED: Final = {
    "child-absent": "The child was absent",
    "staff-absent": "Staff were absent",
    "staff-needed": "Staff were needed elsewhere",
    "no-room": "There was no room",
    "event": "A trip or event",
    "refused": "The child did not want to take part",
}
# Structured conversations: the four stages of Achievement for All.
STAGES: Final = {"explore": "Explore", "focus": "Focus", "plan": "Plan", "review": "Review"}
AGENCIES: Final = {
    "speech": "Speech and language therapy",
    "occupational": "Occupational therapy",
    "physio": "Physiotherapy",
    "paediatrics": "Paediatrics",
    "psychology": "Educational psychology",
    "camhs": "Child and adolescent mental health (CAMHS)",
    "teachers": "Specialist teachers",
    "early-help": "Early help",
    "social-care": "Social care",
    "other": "Another agency",
}


def plan_kind_codes() -> list[tuple[str, str]]:
    """Codes and labels of every kind of plan: asked when the form is made, so that a new kind needs no migration."""
    return list(PLAN_KINDS.items())


MOVES: Final = {
    "into": "Into this school, at the usual time",
    "mid-year": "Into this school, during the year",
    "next-school": "To the next school or college",
    "next-class": "To the next class",
}
ADJUSTMENTS: Final = {
    "lessons": "In lessons",
    "equipment": "Equipment",
    "tests": "In tests and exams",
    "visits": "On visits and trips",
    "day": "In the school day",
    "home": "At home",
}
DIAGNOSES: Final = {"waiting": "Being sought", "made": "Made", "out": "Ruled out"}
WAYS: Final = {"phone": "Phone", "email": "Email", "person": "In person", "letter": "Letter", "message": "Message"}
