"""The parts of a Common Transfer File that are read and written.

The envelope is that of version 25 as DfE's "Get information about pupils" writes it; element names of SEN are those of a
public generator; other names are from knowledge. Versions change yearly in what they add: a file is read by element and not
by version, so that earlier ones are read where the shape is the same (`Gender` before version 25).
"""

from typing import Final

from attainable.formats.people import cells
from attainable.formats.people.declaration import Field, Format
from attainable.values.characteristic_codes import ENROLMENT, SERVICE_CHILD, SEX, YES_NO

VERSION: Final = "25.0"
UNKNOWN_SCHOOL: Final = "XXXXXXX"

FIELDS: Final = (
    Field("upn", "UPN", "Unique pupil number.", "upn", element="UPN"),
    Field("former_upn", "Former UPN", "The earlier number.", "upn", element="FormerUPN"),
    Field("uln", "ULN", "Unique learner number.", "uln", element="UniqueLearnerNumber"),
    Field("surname", "Surname", "Legal surname.", required=True, element="Surname"),
    Field("forename", "Forename", "Legal forename.", required=True, element="Forename"),
    Field("middle_names", "Middle names", "Middle names.", element="MiddleNames"),
    Field("known_as", "Preferred forename", "The forename the child uses.", element="PreferredForename"),
    Field("date_of_birth", "Date of birth", "Year, month, day.", "date", required=True, element="DOB"),
    Field("sex", "Sex", "`Gender` before version 25.", "code", codes=SEX, element="Sex"),
    Field("year_group", "Year group", "Not kept: the date of birth gives it.", "code", codes=cells.YEARS, element="NCyearActual"),
    Field("enrolment", "Enrolment status", "At the school the file is from.", "code", codes=ENROLMENT, element="EnrolStatus"),
    Field("ethnicity", "Ethnicity", "Census code.", "code", codes=cells.ethnicities(), element="Ethnicity"),
    Field("language", "Language", "Census code.", "code", codes=cells.language_codes(), element="Language"),
    Field(
        "service_child",
        "Service child",
        "Child of somebody in the armed forces.",
        "code",
        codes=SERVICE_CHILD,
        element="ServiceChild",
    ),
    Field(
        "looked_after",
        "Looked after",
        "Whether a local authority looks after the child.",
        "yes-no",
        codes=YES_NO,
        element="LookedAfter/InCare",
    ),
    Field("fsm_periods", "Free school meals", "Periods: start, end, country.", element="FSMhistory/FSM"),
    Field(
        "provisions",
        "SEN history",
        "Each change of provision with its start; older codes as they were.",
        "code",
        codes=cells.provisions(),
        element="SENhistory/SEN",
    ),
    Field("needs", "SEN needs", "Each need with rank, start and end.", "code", codes=cells.needs(), element="SENneeds/SENneed"),
    Field("address", "Address", "Lines of the child's address.", element="Address/AddressLine"),
    Field("postcode", "Postcode", "Of the child's home.", element="Address/PostCode"),
    Field("carers", "Contacts", "Name, relationship, responsibility, telephone, email.", element="Contacts/Contact"),
    Field(
        "attendance",
        "Attendance",
        "Sessions by code, one row a year. Possible sessions have no code.",
        "number",
        element="Attendance/YearData",
    ),
    Field("results", "Results of assessments", "With the file's own codes, kept as they are.", element="StageAssessments"),
    Field("entered", "Entry date", "At the school the file is for.", "date", element="SchoolHistory/School/EntryDate"),
    Field("left", "Leaving date", "From the school the file is for.", "date", element="SchoolHistory/School/LeavingDate"),
)

FORMAT: Final = Format(
    "ctf",
    "Common Transfer File",
    "The XML file that a school sends when a child moves to another school (DfE).",
    VERSION,
    "Common Transfer File 25, envelope as DfE writes it; SEN names from a public generator",
    (".xml",),
    FIELDS,
)
_PARTS: Final = {
    "SENhistory/SEN": ("SENprovision", "StartDate"),
    "SENneeds/SENneed": ("SENtype", "SENtypeRank", "NeedStartDate", "NeedEndDate"),
    "FSMhistory/FSM": ("FSMstartDate", "FSMendDate", "UKcountry"),
    "Contacts/Contact": ("Order", "Surname", "Forename", "Relationship", "Responsibility", "Phone", "Email"),
    "Attendance/YearData": ("Year", "Sessions/Code", "Sessions/Number"),
    "StageAssessments/KeyStage": ("Stage",),
    "StageAssessments/KeyStage/StageAssessment": (
        *("Locale", "Year", "Subject", "Method", "Component", "ResultStatus", "ResultQualifier", "Result"),
    ),
    "SchoolHistory/School": ("LEA", "Estab", "SchoolName", "EntryDate", "LeavingDate", "LastSchool"),
}
READ: Final = (
    frozenset(field.element for field in FIELDS if field.element not in _PARTS and field.element != "StageAssessments")
    | frozenset(f"{part}/{name}" for part, names in _PARTS.items() for name in names)
    | {"Gender"}
)
"""Paths of the elements of a pupil that are read. What a file has beside them is named."""
