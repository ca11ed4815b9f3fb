"""Code lists about a person as words by code: sex, enrolment, family. Source, unless said: school census code sets 2026."""

from typing import Final

YES_NO: Final = {"Y": "Yes", "N": "No"}
SEX: Final = {"F": "Female", "M": "Male"}
ENROLMENT: Final = {
    "C": "Only school",
    "M": "Main school",
    "S": "Second school",
    "F": "Further education college",
    "O": "Other provider",
    "G": "Guest",
}
# Ours: where a child is whom an authority records without a school (section 19 and 436A of the Education Act 1996).
WITHOUT_SCHOOL: Final = {"home": "Educated at home", "none": "No school named", "awaiting": "Awaiting a place"}
POST_LOOKED_AFTER: Final = {
    "N": "None",
    "A": "Adopted",
    "G": "Special guardianship order",
    "R": "Residence order",
    "C": "Child arrangements order",
    "O": "Other",
}
SERVICE_CHILD: Final = {"Y": "Yes", "N": "No", "U": "Unknown", "R": "Refused"}
YOUNG_CARER: Final = {"P": "Yes, identified by the parent", "S": "Yes, identified by the school", "N": "Not declared"}
RELATIONSHIPS: Final = {
    "mother": "Mother",
    "father": "Father",
    "step-parent": "Step-parent",
    "grandparent": "Grandparent",
    "foster-carer": "Foster carer",
    "guardian": "Guardian",
    "social-worker": "Social worker",
    "other": "Other",
}
