"""Tables and columns of a school census (2026) that are read and written.

Source: community schema of the COLLECT export (Social Finance Digital Labs, MIT), 916 fields; these are the ones about a child
that records keep, or compare with.
"""

from typing import Final

from attainable.formats.people import cells
from attainable.formats.people.declaration import Field, Format
from attainable.values.characteristic_codes import ENROLMENT, POST_LOOKED_AFTER, SERVICE_CHILD, SEX, YES_NO, YOUNG_CARER
from attainable.values.codes import attendance, suspension_reasons

ON_ROLL: Final = "pupilonroll"
OFF_ROLL: Final = "pupilnolongeronroll"
KEY: Final = {ON_ROLL: "pupilonrolltableid", OFF_ROLL: "pupilnolongeronrolltableid"}
PARTS: Final = (
    "senneeds",
    "fsmperiod",
    "termlysessiondetailsonroll",
    "termlysessiondetailsoffroll",
    "termlyexclusionsonroll",
    "termlyexclusionsoffroll",
    "addresses",
    "schoolcensus",
)
TABLES: Final = (ON_ROLL, OFF_ROLL, *PARTS)
VERSION: Final = "2026"

FIELDS: Final = (
    Field("upn", "UPN", "Unique pupil number.", "upn", element="pupilonroll.upn"),
    Field("former_upn", "Former UPN", "The earlier number.", "upn", element="pupilonroll.formerupn"),
    Field("uln", "ULN", "Unique learner number.", "uln", element="pupilonroll.uniquelearnernumber"),
    Field("surname", "Surname", "Legal surname.", required=True, element="pupilonroll.surname"),
    Field("forename", "Forename", "Legal forename.", required=True, element="pupilonroll.forename"),
    Field("middle_names", "Middle names", "Middle names.", element="pupilonroll.middlenames"),
    Field("date_of_birth", "Date of birth", "As 2014-Mar-04 00:00:00.", "date", required=True, element="pupilonroll.dob"),
    Field("sex", "Sex", "`gender` in older files.", "code", codes=SEX, element="pupilonroll.sex"),
    Field(
        "year_group",
        "Year group",
        "Compared with the date of birth.",
        "code",
        codes=cells.YEARS,
        element="pupilonroll.ncyearactual",
    ),
    Field("entered", "Entry date", "First day on roll.", "date", element="pupilonroll.entrydate"),
    Field("left", "Leaving date", "Last day on roll.", "date", element="pupilnolongeronroll.leavingdate"),
    Field("enrolment", "Enrolment status", "C, M, S, F, O.", "code", codes=ENROLMENT, element="pupilonroll.enrolstatus"),
    Field(
        "unit_member",
        "SEN unit or resourced provision",
        "Member of it, as at census day.",
        "yes-no",
        codes=YES_NO,
        element="pupilonroll.senunitindicator",
    ),
    Field(
        "provisions", "SEN provision", "As at census day.", "code", codes=cells.provisions(), element="pupilonroll.senprovision"
    ),
    Field("needs", "SEN needs", "Rank and type (spring census).", "code", codes=cells.needs(), element="senneeds.sentype"),
    Field("ethnicity", "Ethnicity", "Census code.", "code", codes=cells.ethnicities(), element="pupilonroll.ethnicity"),
    Field("language", "Language", "Census code.", "code", codes=cells.language_codes(), element="pupilonroll.language"),
    Field(
        "service_child",
        "Service child",
        "Child of somebody in the armed forces.",
        "code",
        codes=SERVICE_CHILD,
        element="pupilonroll.servicechild",
    ),
    Field(
        "post_looked_after",
        "Formerly looked after",
        "Adopted, guardianship and the like.",
        "code",
        codes=POST_LOOKED_AFTER,
        element="pupilonroll.plaa",
    ),
    Field("young_carer", "Young carer", "Spring census.", "code", codes=YOUNG_CARER, element="pupilonroll.youngcarer"),
    Field("fsm_periods", "Free school meals", "Periods: start, end, country.", element="fsmperiod.fsmstartdate"),
    Field(
        "attendance",
        "Attendance",
        "Possible sessions and sessions by code, for the term before the census.",
        "number",
        codes={code.code: code.label for code in attendance()},
        element="termlysessiondetailsonroll.attendancereason",
    ),
    Field(
        "suspensions",
        "Suspensions",
        "Category, reasons, start, sessions, provision at that time.",
        codes={code.code: code.label for code in suspension_reasons()},
        element="termlyexclusionsonroll.category",
    ),
    Field("address", "Address", "Lines of the child's address.", element="addresses.addressline1"),
    Field("postcode", "Postcode", "Of the child's home.", element="addresses.postcode"),
    Field("school", "School", "DfE number, from the table of censuses.", "school", element="schoolcensus.estab"),
)

FORMAT: Final = Format(
    "census",
    "School census",
    "The tables of a school census as COLLECT exports them: pupilonroll.csv, on its own or in a zip with senneeds.csv and the "
    "other tables.",
    VERSION,
    "School census 2026, COLLECT CSV form (community schema, MIT)",
    (".zip", ".csv"),
    FIELDS,
)
