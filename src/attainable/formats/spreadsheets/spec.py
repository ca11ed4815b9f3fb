"""The columns that a spreadsheet of children can have: meaning, kind, codes, and the headings by which each is known."""

from collections.abc import Iterable
from typing import Final

from attainable.formats.people import cells
from attainable.formats.people.declaration import Field, Format
from attainable.formats.spreadsheets.spec_context import SEN_AND_CONTEXT
from attainable.values.characteristic_codes import ENROLMENT, SEX

FIELDS: Final = (
    Field(
        "upn",
        "UPN",
        "Unique pupil number, with its check letter.",
        "upn",
        others=("unique pupil number", "pupil number", "upn number", "current upn"),
    ),
    Field("former_upn", "Former UPN", "The number the child had before.", "upn", others=("previous upn", "old upn")),
    Field("uln", "ULN", "Unique learner number.", "uln", others=("unique learner number", "learner number")),
    Field(
        "name",
        "Name",
        "Surname, comma, forename; or forename and surname if there are two words. Not needed if surname and forename have "
        "their own columns.",
        others=(
            "full name",
            "pupil name",
            "pupil",
            "child",
            "child name",
            "childs name",
            "student",
            "student name",
            "name of pupil",
            "name of child",
            "pupils name",
            "learner",
        ),
    ),
    Field(
        "surname",
        "Surname",
        "Legal surname.",
        required=True,
        longest=100,
        others=(
            "last name",
            "family name",
            "legal surname",
            "legal last name",
            "legal family name",
            "surname legal",
            "lastname",
            "pupil surname",
            "pupil last name",
            "student surname",
            "student last name",
            "preferred surname",
            "preferred last name",
            "chosen surname",
        ),
    ),
    Field(
        "forename",
        "Forename",
        "Legal forename.",
        required=True,
        longest=100,
        others=(
            "first name",
            "given name",
            "legal forename",
            "legal first name",
            "legal given name",
            "forename legal",
            "pupil first name",
            "student forename",
            "student first name",
            "firstname",
            "christian name",
            "forenames",
            "first names",
            "pupil forename",
        ),
    ),
    Field(
        "middle_names",
        "Middle names",
        "Middle names.",
        longest=100,
        others=("middle name", "other names", "legal middle names", "legal middle name", "middle names legal"),
    ),
    Field(
        "known_as",
        "Known as",
        "The forename the child uses.",
        longest=100,
        others=("preferred forename", "preferred name", "preferred first name", "chosen name", "chosen forename", "pref name"),
    ),
    Field(
        "date_of_birth",
        "Date of birth",
        "Day first: 4/3/2012, 4 March 2012, 2012-03-04.",
        "date",
        required=True,
        others=("dob", "birth date", "born", "d o b", "birthday", "dateofbirth"),
    ),
    Field(
        "sex",
        "Sex",
        "Female or male, as in the school census.",
        "code",
        codes=SEX,
        others=("gender", "legal sex", "legal gender", "m f", "mf"),
    ),
    Field(
        "year_group",
        "Year group",
        "Compared with the date of birth, but not kept.",
        "code",
        codes=cells.YEARS,
        others=("year", "nc year", "ncyearactual", "yr", "national curriculum year", "nc year actual", "yeargroup"),
    ),
    Field(
        "school",
        "School",
        "URN or DfE number, if the file is about more than one school. An authority can write: educated at home, no school "
        "named, or awaiting a place.",
        "school",
        others=("urn", "laestab", "dfe number", "dfe no", "establishment", "school urn", "la estab", "school number"),
    ),
    Field(
        "entered",
        "Joined the school",
        "First day on roll.",
        "date",
        others=(
            "entry date",
            "date of entry",
            "admission date",
            "start date",
            "on roll date",
            "date joined",
            "doa",
            "date of admission",
        ),
    ),
    Field(
        "left",
        "Left the school",
        "Last day on roll.",
        "date",
        others=("leaving date", "date of leaving", "leave date", "dol", "date left"),
    ),
    Field(
        "enrolment",
        "Enrolment status",
        "C only school, M main school, S second school.",
        "code",
        codes=ENROLMENT,
        others=("enrol status", "enrolment", "enrolstatus"),
    ),
    *SEN_AND_CONTEXT,
)

FORMAT: Final = Format(
    "spreadsheet",
    "Spreadsheet",
    "A workbook (.xlsx) or CSV with a row for each child. Columns can be in any order and have many names. You match them "
    "once, and we remember your choices.",
    "1",
    "Ours",
    (".xlsx", ".csv"),
    FIELDS,
)


def declare(fields: Iterable[Field]) -> None:
    """Add columns for facts that are declared elsewhere. Their ids hold a dot: the fact and the column."""
    FORMAT.declared.update({field.id: field for field in fields})


def fields() -> tuple[Field, ...]:
    """Every column that a spreadsheet can have."""
    return FORMAT.all_fields
