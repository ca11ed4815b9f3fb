"""Code lists with their dates in force: SEN provision, type of need, ethnicity, phases, key stages; groups of figures.

Sources and marks: `values/data/SOURCES.md` and the reference of each list below. A code knows when it means
something; a list can be asked as at an academic year.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list. `first` and `last` are the years in which academic years in force begin."""

    code: str
    label: str
    first: int | None = None
    last: int | None = None
    today: str = ""
    within: str = ""

    def in_force(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes in their official order, with the source of the list."""

    name: str
    source: str
    codes: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __getitem__(self, code: str) -> Code:
        for known in self.codes:
            if known.code == code:
                return known
        raise KeyError(f"{code!r} is not a code of {self.name}")

    def as_at(self, year: int) -> tuple[Code, ...]:
        """The codes in force in the academic year that begins in `year`."""
        return tuple(code for code in self.codes if code.in_force(year))


# School Action and statements are those of the 2001 Code of Practice; SEN support and EHC plans of the 2015 Code.
SEN_PROVISION: Final = CodeList(
    "SEN provision",
    "School census code set; 2001 and 2015 Codes of Practice",
    (
        Code("N", "No SEN", today="no-sen"),
        Code("K", "SEN support", 2014, None, today="sen-support"),
        Code("E", "EHC plan", 2014, None, today="ehc-plan"),
        Code("S", "Statement of SEN", None, 2017, today="ehc-plan"),
        Code("A", "School Action", 2001, 2014, today="sen-support"),
        Code("P", "School Action Plus", 2001, 2014, today="sen-support"),
        Code("Q", "School Action Plus and statutory assessment", None, 2008, today="sen-support"),
    ),
)

_INTERACTION, _COGNITION = "Communication and interaction", "Cognition and learning"
_EMOTIONAL, _SENSORY = "Social, emotional and mental health", "Sensory and/or physical needs"

SEN_NEED: Final = CodeList(
    "SEN type of need",
    "School census code set; areas of need of the 2015 Code of Practice",
    (
        Code("ASD", "Autistic spectrum disorder", within=_INTERACTION),
        Code("SLCN", "Speech, language and communication needs", within=_INTERACTION),
        Code("SPLD", "Specific learning difficulty", within=_COGNITION),
        Code("MLD", "Moderate learning difficulty", within=_COGNITION),
        Code("SLD", "Severe learning difficulty", within=_COGNITION),
        Code("PMLD", "Profound and multiple learning difficulty", within=_COGNITION),
        # SEMH replaced BESD and is not the same group: no line may be drawn through both.
        Code("SEMH", "Social, emotional and mental health", 2014, within=_EMOTIONAL),
        Code("BESD", "Behaviour, emotional and social difficulties", None, 2013, within=_EMOTIONAL),
        Code("HI", "Hearing impairment", within=_SENSORY),
        Code("VI", "Vision impairment", within=_SENSORY),
        Code("MSI", "Multi-sensory impairment", within=_SENSORY),
        Code("PD", "Physical disability", within=_SENSORY),
        Code("DS", "Down syndrome", 2024),
        Code("OTH", "Other difficulty or disability"),
        Code("NSA", "SEN support but no specialist assessment of type of need"),
    ),
)

PHASES: Final = CodeList(
    "Phase of education",
    "School census phase codes",
    (
        Code("NS", "Nursery"),
        Code("PS", "Primary"),
        Code("MP", "Middle deemed primary"),
        Code("MS", "Middle deemed secondary"),
        Code("SS", "Secondary"),
        Code("SP", "Special"),
        Code("AT", "All-through"),
        Code("EY", "Early years"),
        Code("PR", "Pupil referral unit"),
        Code("NO", "Not applicable"),
    ),
)

KEY_STAGES: Final = CodeList(
    "Key stage",
    "National curriculum: the stage and the age at its end",
    (
        Code("EYFS", "Early years foundation stage (age 5)"),
        Code("KS1", "Key stage 1 (age 7)"),
        Code("KS2", "Key stage 2 (age 11)"),
        Code("KS3", "Key stage 3 (age 14)"),
        Code("KS4", "Key stage 4 (age 16)"),
        Code("KS5", "16 to 18"),
    ),
)


@cache
def ethnicity() -> CodeList:
    """The ethnic codes of the school census; `today` is the DfE minor group and `within` the major group."""
    text = (files("attainable.values") / "data" / "ethnicity.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    codes = tuple(Code(r["code"], r["label"], today=r["dfe_minor"], within=r["dfe_major"]) for r in rows)
    return CodeList("Ethnicity", "School census code set; roll-up by DfE practice", codes)


def _listed(file: str) -> Iterator[dict[str, str]]:
    return csv.DictReader((files("attainable.values") / "data" / file).read_text("utf-8").splitlines())


def _years(row: Mapping[str, str]) -> tuple[int | None, int | None]:
    return (int(row["first"]) if row["first"] else None, int(row["last"]) if row["last"] else None)


@cache
def attendance() -> CodeList:
    """Attendance codes; `within` is the class (present, authorised ...), `today` is Y where the session counts as possible."""
    codes = tuple(
        Code(r["code"], r["label"], *_years(r), today=r["possible"], within=r["class"]) for r in _listed("attendance.csv")
    )
    return CodeList("Attendance code", "School attendance codes from August 2024, and those before", codes)


@cache
def suspension_reasons() -> CodeList:
    codes = tuple(Code(r["code"], r["label"], *_years(r)) for r in _listed("suspension_reasons.csv"))
    return CodeList("Reason for suspension", "School census code set 2026", codes)


SUSPENSION_CATEGORIES: Final = CodeList(
    "Suspension or exclusion",
    "School census code set 2026",
    (
        Code("SUSP", "Suspension", 2020),
        Code("FIXD", "Fixed-period exclusion", None, 2020),
        Code("PERM", "Permanent exclusion"),
        Code("LNCH", "Lunchtime suspension"),
    ),
)


@cache
def languages() -> CodeList:
    """Languages of the school census. Those without words are shown by their code."""
    codes = tuple(Code(r["code"], r["label"] or r["code"]) for r in _listed("languages.csv"))
    return CodeList("First language", "School census code set 2026", codes)


# How figures are grouped: dimension -> group id -> label. Ids are what `--by` and `--between` take.
_NEEDS: Final = {code.code.lower(): code.label for code in SEN_NEED}
GROUPS: Final[Mapping[str, Mapping[str, str]]] = {
    "total": {"total": "All"},
    "sen": {
        "total": "All pupils",
        "no-sen": "No SEN",
        "any-sen": "Any SEN",
        "sen-support": "SEN support",
        "ehc-plan": "EHC plan",
    },
    "need": {"total": "All needs", **_NEEDS, "unknown": "Need not recorded"},
    "sex": {"total": "All", "female": "Female", "male": "Male", "unknown": "Sex not recorded"},
    "phase-transfer": {
        "year-before": "Issued in the year before the count",
        "year-to-january": "Issued from 1 January to the count",
    },
    "placement": {
        "total": "All placements",
        "mainstream": "Mainstream schools",
        "sen-unit": "SEN units",
        "resourced-provision": "Resourced provision",
        "special": "Special schools",
        "independent-special": "Independent and non-maintained special schools",
        "alternative-provision": "Alternative provision",
        "further-education": "Further education",
        "early-years": "Non-maintained early years",
        "elsewhere": "Educated elsewhere",
        "not-in-education": "Not in education, employment or training",
        "unknown": "Placement not known",
    },
}


# Parts of composite groups of pupils: `ks2.any-sen`, `female.school-action-plus`, `l3.statement`.
PARTS: Final[Mapping[str, str]] = {
    "school-action": "School Action",
    "school-action-plus": "School Action Plus",
    "statement": "Statement",
    "sen": "SEN",
    "fsm": "Free school meals",
    "ethnic": "Selected ethnic groups",
    "none": "None of these",
    "not-known": "Not known",
    "unknown": "Not known",
    "any-need": "Any need",
    "eyfs": "Early years",
    "ks1": "Key stage 1",
    "ks2": "Key stage 2",
    "ks3": "Key stage 3",
    "ks4": "Key stage 4",
    "b": "Below level 1",
    "l1": "Level 1",
    "l2": "Level 2",
    "l3": "Level 3",
    "l4": "Level 4",
    "l5": "Level 5",
    "pks": "Below the tests",
    "s80": "80 to 89",
    "s90": "90 to 99",
    "s100": "100 to 109",
    "s110": "110 to 120",
    "wts": "Working towards",
    "exs": "Expected",
    "gds": "Greater depth",
    "maths": "Mathematics",
    "english": "English",
    **{f"{low}-{low + 5}": f"{low} to under {low + 5}%" for low in range(0, 95, 5)},
    "95-100": "95 to 100%",
    "given": "Had it",
    "matched": "Had it, compared pupils",
    "comparison": "Compared pupils",
}


def dimension_of(groups: Iterable[str]) -> str:
    """The one dimension that has all these group ids, or nothing if there is none or there are several.

    >>> dimension_of(["mainstream", "special", "unknown"]), dimension_of(["unknown"])
    ('placement', '')
    """
    wanted = set(groups)
    found = [dimension for dimension, known in GROUPS.items() if wanted <= set(known)]
    return found[0] if len(found) == 1 else ""


def group_label(group: str, dimension: str = "") -> str:
    """The words for a group id; the parts of a composite one with commas between.

    Some ids are in several dimensions: `unknown` is a need, a sex or a placement. `dimension` says which is meant.

    >>> group_label("female.school-action-plus"), group_label("unknown", "placement"), group_label("unknown")
    ('Female, School Action Plus', 'Placement not known', 'Not known')
    """
    if group in GROUPS.get(dimension, ()):
        return GROUPS[dimension][group]
    if "." in group:
        return ", ".join(group_label(part) for part in group.split("."))
    if group in PARTS:
        return PARTS[group]
    for groups in GROUPS.values():
        if group in groups:
            return groups[group]
    words = group.replace("-", " ")
    return words[:1].upper() + words[1:]


def group_id(text: str) -> str:
    """An id out of a publisher's own wording: `Age 5 to 10` becomes `age-5-to-10`."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
