"""What a SEN2 return is made of, by year: blocks, items, codes and the order in which the XML has them.

Source: community reconstructions of the department's XML (Social Finance Digital Labs, liia-tools-pipeline, MIT, 2023 to 2026)
and item guidance of 2025; the department's own schema was not found. Of 2027 no list was found: it is that of 2026, and says so.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

YEARS: Final = (2023, 2024, 2025, 2026, 2027)
# The years whose list of items is that of another: nothing newer was found.
SAME_AS: Final = {2027: 2026}
# The day on which the position is counted: the third Thursday of January.
REFERENCE_DATES: Final = {2023: "2023-01-19", 2024: "2024-01-18", 2025: "2025-01-16", 2026: "2026-01-15", 2027: "2027-01-21"}

type Kind = Literal["text", "date", "code", "flag", "number"]
type Record = dict[str, Any]
"""One person, or a block beneath one: items as text by their names, blocks as a `Record` or a list of them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `since` and `until` are the first and the last year of returns that have it."""

    name: str
    kind: Kind = "text"
    codes: tuple[str, ...] = ()
    since: int = 2023
    until: int = 9999

    def in_force(self, year: int) -> bool:
        return self.since <= year <= self.until


@dataclass(frozen=True, slots=True)
class Block:
    """A block of items and of blocks beneath it, in the order of the XML. `most` is how many there may be; 0 is any number."""

    name: str
    parts: tuple[str, ...]
    most: int


FLAG: Final = ("0", "1")
OUTCOMES: Final = ("Y", "N", "A", "W", "H")
SETTINGS: Final = ("OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO")
NEEDS: Final = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "DS", "OTH")
_ETHNICITIES: Final = """
WBRI WCOR WENG WNIR WSCO WWEL WOWB WIRI WIRT WOTH WALB WBOS WCRO WGRE WGRK WGRC WITA WKOS WPOR WSER WTUR WTUK WTUC WEUR WEEU WWEU
WOTW WROM WROG WROR WROO MWBC MWBA MWAS MWAP MWAI MWAO ABRI AWEL MOTH MAOE MABL MACH MBOE MBCH MCOE MWOE MWCH MOTM AIND APKN AMPK
AKPA AOPK ABAN AOTH AAFR AKAO ANEP ASNL ASLT ASRO AOTA BBRI BWEL BCRB BAFR BANN BCON BGHA BNGN BSLN BSOM BSUD BAOF BOTH BEUR BNAM
BOTB CHNE CHKC CMAL CSNG CTWN COCH OOTH OAFG ORAB OARA OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OPOL OTHA OVIE
OYEM OOEG REFU NOBT
"""
ETHNICITIES: Final = tuple(_ETHNICITIES.split())
UNKNOWN_UPN: Final = ("UN1", "UN2", "UN3", "UN5", "UN8", "UN9", "UN10")

_ITEMS: Final = (
    Item("Surname"),
    Item("Forename"),
    Item("PersonBirthDate", "date"),
    Item("GenderCurrent", "code", ("0", "1", "2", "9"), until=2023),
    Item("Sex", "code", ("M", "F"), since=2024),
    Item("Ethnicity", "code", ETHNICITIES),
    Item("PostCode"),
    Item("UPN"),
    Item("UniqueLearnerNumber"),
    Item("UPNunknown", "code", UNKNOWN_UPN),
    Item("ReceivedDate", "date"),
    Item("RequestSource", "code", ("1", "2", "3", "4", "5"), since=2025),
    Item("RYA", "flag", FLAG),
    Item("RequestOutcomeDate", "date"),
    Item("RequestOutcome", "code", OUTCOMES),
    Item("RequestMediation", "flag", FLAG),
    Item("RequestTribunal", "flag", FLAG),
    Item("Exported"),
    Item("AssessmentOutcome", "code", OUTCOMES),
    Item("AssessmentOutcomeDate", "date"),
    Item("AssessmentMediation", "flag", FLAG),
    Item("AssessmentTribunal", "flag", FLAG),
    Item("OtherMediation", "flag", FLAG),
    Item("OtherTribunal", "flag", FLAG),
    Item("Week20", "flag", FLAG),
    Item("StartDate", "date"),
    Item("PlanRes", "code", ("A", "B")),
    Item("PlanWBP", "code", ("A", "T", "S")),
    Item("PB", "flag", FLAG),
    Item("OA", "flag", FLAG),
    Item("DP", "code", ("E", "S", "H", "I")),
    Item("CeaseDate", "date"),
    Item("CeaseReason", "code", tuple("123456789")),
    Item("URN", "number"),
    Item("UKPRN", "number"),
    Item("SENSetting", "code", SETTINGS),
    Item("SENSettingOther"),
    Item("PlacementRank", "code", ("1", "2")),
    Item("SENunitIndicator", "flag", FLAG),
    Item("ResourcedProvisionIndicator", "flag", FLAG),
    Item("EntryDate", "date"),
    Item("LeavingDate", "date"),
    Item("AttendancePattern", "code", ("FT", "PT"), until=2023),
    Item("Res", "code", ("A", "B")),
    Item("WBP", "code", ("A", "T", "S")),
    Item("TransferLA"),
    Item("SENtype", "code", NEEDS),
    Item("SENtypeRank", "code", ("1", "2")),
    Item("ReviewMeeting", "date", since=2024),
    Item("ReviewOutcome", "code", ("M", "C", "A"), since=2024),
    Item("ReviewDraft", "date", since=2025),
    Item("PhaseTransferDueDate", "date", since=2025),
    Item("PhaseTransferFinalDate", "date", since=2025),
    Item("LastReview", "date"),
)
ITEMS: Final = {item.name: item for item in _ITEMS}

_PERSON: Final = (
    *("Surname", "Forename", "PersonBirthDate", "GenderCurrent", "Sex", "Ethnicity", "PostCode", "UPN", "UniqueLearnerNumber"),
    *("UPNunknown", "Requests"),
)
_REQUESTS: Final = (
    *("ReceivedDate", "RequestSource", "RYA", "RequestOutcomeDate", "RequestOutcome", "RequestMediation", "RequestTribunal"),
    *("Exported", "Assessment", "ActivePlans"),
)
_ASSESSMENT: Final = (
    *("AssessmentOutcome", "AssessmentOutcomeDate", "AssessmentMediation", "AssessmentTribunal", "OtherMediation"),
    *("OtherTribunal", "Week20", "NamedPlan"),
)
_NAMED: Final = ("StartDate", "PlanDetail", "PlanRes", "PlanWBP", "PB", "OA", "DP", "CeaseDate", "CeaseReason")
_SETTING: Final = ("URN", "UKPRN", "SENSetting", "SENSettingOther", "PlacementRank")
_INDICATORS: Final = ("SENunitIndicator", "ResourcedProvisionIndicator")
_REVIEW: Final = {
    2023: ("LastReview",),
    2024: ("ReviewMeeting", "ReviewOutcome", "LastReview"),
    2025: ("ReviewMeeting", "LastReview", "ReviewOutcome", "ReviewDraft", "PhaseTransferDueDate", "PhaseTransferFinalDate"),
    2026: ("ReviewMeeting", "ReviewOutcome", "ReviewDraft", "PhaseTransferDueDate", "PhaseTransferFinalDate", "LastReview"),
}


@cache
def blocks(year: int) -> dict[str, Block]:
    """Every block of a year's return by its name, its parts in the order of the XML. Raises KeyError for a year outside YEARS."""
    listed = SAME_AS.get(year, year)
    first = listed == 2023
    attended = ("AttendancePattern", *_INDICATORS) if first else (*_INDICATORS, "Res", "WBP")
    placement = (*_SETTING, "EntryDate", "LeavingDate", *attended)
    active = ("TransferLA", "PlacementDetail", *(("Res", "WBP") if first else ()), "SENneed", *_REVIEW[listed])
    found = (
        Block("Person", _PERSON, 0),
        Block("Requests", _REQUESTS, 0),
        Block("Assessment", _ASSESSMENT, 1),
        Block("NamedPlan", _NAMED, 1),
        Block("PlanDetail", (*_SETTING, *_INDICATORS), 2),
        Block("ActivePlans", active, 1),
        Block("PlacementDetail", placement, 0),
        Block("SENneed", ("SENtype", "SENtypeRank"), 2),
    )
    return {one.name: Block(one.name, tuple(p for p in one.parts if _has(p, listed)), one.most) for one in found}


def _has(part: str, year: int) -> bool:
    return part not in ITEMS or ITEMS[part].in_force(year)


# Where each block hangs.
PARENTS: Final = {
    "Requests": "Person",
    "Assessment": "Requests",
    "NamedPlan": "Assessment",
    "PlanDetail": "NamedPlan",
    "ActivePlans": "Requests",
    "PlacementDetail": "ActivePlans",
    "SENneed": "ActivePlans",
}
MANY: Final = frozenset({"Requests", "PlanDetail", "PlacementDetail", "SENneed"})
HEADER: Final = (
    *("Collection", "Year", "ReferenceDate", "SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"),
    *("DMO", "DCO", "DSCO"),
)
# Slips that are seen in files, and what they mean.
SLIPS: Final = {"SENsetting": "SENSetting", "SENsettingOther": "SENSettingOther", "WPB": "WBP", "RquestSource": "RequestSource"}


@dataclass(slots=True)
class Return:
    """A whole return: its header, its year, and its people. `people` are records in the order of the file; `line` of a person is
    kept under the key `#`, which is never written."""

    year: int
    header: dict[str, str]
    people: list[Record]


LINE: Final = "#"
