"""Cells of people's files as values: dates in the styles that people write, codes in the words that schools use."""

import datetime as dt
import re
from functools import cache, lru_cache
from typing import Final

from attainable.values.characteristic_codes import (
    ENROLMENT,
    POST_LOOKED_AFTER,
    RELATIONSHIPS,
    SERVICE_CHILD,
    SEX,
    WITHOUT_SCHOOL,
    YES_NO,
    YOUNG_CARER,
)
from attainable.values.codes import SEN_NEED, SEN_PROVISION, ethnicity, languages

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ,]*([a-z]{3,9})\.?[-/. ,]*(\d{4}|\d{2})")
_WORDS_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?[ -]*(\d{1,2})(?:st|nd|rd|th)?[ ,-]+(\d{4})")
_COLLECT = re.compile(r"(\d{4})-([a-z]{3,9})-(\d{1,2})")
_RUN_TOGETHER = re.compile(r"(19|20)\d{6}")
_TIME = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?z?$")
_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?,? ")
# Excel counts days from 1899-12-30; serials of 1954 to 2064.
_EXCEL: Final = dt.date(1899, 12, 30)
_SERIALS: Final = range(20_000, 60_001)


class NotADateError(ValueError):
    """The text is not a date; its message says why in words."""


@lru_cache(maxsize=100_000)
def date_of(text: str, *, month_first: bool = False, latest: int = 2100) -> dt.date:
    """A date out of a cell. `latest` is the last year that two digits can mean.

    >>> [date_of(t).isoformat() for t in ("2012-03-04", "4/3/2012", "4.3.12", "4th March 2012", "2012-Mar-04 00:00:00", "40972")]
    ['2012-03-04', '2012-03-04', '2012-03-04', '2012-03-04', '2012-03-04', '2012-03-04']
    """
    plain = _WEEKDAY.sub("", _TIME.sub("", " ".join(text.strip().lower().split())))
    year, month, day = _parts(plain, month_first)
    try:
        return dt.date(_whole_year(year, latest), month, day)
    except ValueError:
        if not month_first and month > 12 >= day:
            raise NotADateError("It seems to have the month first.") from None
        raise NotADateError("That date does not exist.") from None


def first_two(text: str) -> tuple[int, int] | None:
    """The two numbers before the year of a date such as 4/3/2012, in their order, or None for a date that is written otherwise.

    >>> first_two("04/03/2012"), first_two("2012-03-04"), first_two("²/3/2012")
    ((4, 3), None, None)
    """
    found = _DAY_FIRST.fullmatch(_TIME.sub("", " ".join(text.strip().lower().split())))
    return (int(found[1]), int(found[2])) if found else None


def _parts(plain: str, month_first: bool) -> tuple[str, int, int]:
    if found := _ISO.fullmatch(plain):
        return found[1], int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(plain):
        first, second = int(found[1]), int(found[2])
        return (found[3], first, second) if month_first else (found[3], second, first)
    if found := _COLLECT.fullmatch(plain):
        return found[1], _month(found[2]), int(found[3])
    if found := _WORDS.fullmatch(plain):
        return found[3], _month(found[2]), int(found[1])
    if found := _WORDS_MONTH_FIRST.fullmatch(plain):
        return found[3], _month(found[1]), int(found[2])
    if _RUN_TOGETHER.fullmatch(plain):
        return plain[:4], int(plain[4:6]), int(plain[6:])
    if plain.isascii() and plain.isdigit() and len(plain) == 5 and int(plain) in _SERIALS:
        day = _EXCEL + dt.timedelta(int(plain))
        return str(day.year), day.month, day.day
    raise NotADateError("It is not a date.")


def _month(word: str) -> int:
    if word[:3] not in _MONTHS:
        raise NotADateError("That month does not exist.")
    return _MONTHS.index(word[:3]) + 1


def _whole_year(text: str, latest: int) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (latest // 100) * 100 if year <= latest % 100 else year + (latest // 100 - 1) * 100


def plain(text: str) -> str:
    """Only small letters and digits: how headings and words for codes are compared.

    >>> plain("D.O.B. (dd/mm/yy)"), plain("SEN Support")
    ('dobddmmyy', 'sensupport')
    """
    return "".join(mark for mark in text.casefold() if mark.isalnum())


_PROVISION: Final = {
    "nosen": "N",
    "none": "N",
    "no": "N",
    "nospecialeducationalneed": "N",
    "nosenprovision": "N",
    "nosupport": "N",
    # Watched, and not on the register: what school systems call monitoring is not SEN support.
    "monitor": "N",
    "monitored": "N",
    "monitoring": "N",
    "senmonitoring": "N",
    "senmonitor": "N",
    "sensupport": "K",
    "specialeducationalneedssupport": "K",
    "support": "K",
    "sens": "K",
    "senk": "K",
    "ksensupport": "K",
    "sensupportk": "K",
    "ehcp": "E",
    "ehcplan": "E",
    "ehc": "E",
    "educationhealthandcareplan": "E",
    "educationhealthcareplan": "E",
    "ehcneedsplan": "E",
    "eehcplan": "E",
    "eehcp": "E",
    "ehcpe": "E",
    "schoolaction": "A",
    "sa": "A",
    "schoolactionplus": "P",
    "sap": "P",
    "sa+": "P",
    "statement": "S",
    "st": "S",
    "statementofsen": "S",
}
_NEED: Final = {
    "ebd": "BESD",
    "bes": "BESD",
    "aut": "ASD",
    "asc": "ASD",
    "autism": "ASD",
    "autistic": "ASD",
    "autisticspectrumcondition": "ASD",
    "autismspectrumdisorder": "ASD",
    "dys": "SPLD",
    "dyslexia": "SPLD",
    "sl": "SLCN",
    "spl": "SLCN",
    "speechandlanguage": "SLCN",
    "speechlanguageandcommunication": "SLCN",
    "sald": "SLCN",
    "visualimpairment": "VI",
    "downssyndrome": "DS",
    "other": "OTH",
    "otherdifficultydisability": "OTH",
    "otherdifficulty": "OTH",
    "otherneed": "OTH",
    "semhd": "SEMH",
    "socialemotionalandmentalhealthneeds": "SEMH",
    "noassessment": "NSA",
    "nospecialistassessment": "NSA",
    "sensupportbutnospecialistassessment": "NSA",
    "profoundmultiplelearningdifficulty": "PMLD",
    "profoundandmultiplelearningdifficulties": "PMLD",
    "moderatelearningdifficulties": "MLD",
    "severelearningdifficulties": "SLD",
    "specificlearningdifficulties": "SPLD",
    "autisticspectrumdisorders": "ASD",
    "speechlanguagecommunicationneeds": "SLCN",
    "speechlanguageandcommunicationneed": "SLCN",
    "speechlanguageorcommunicationneeds": "SLCN",
    "socialemotionalmentalhealth": "SEMH",
    "behaviouremotionalandsocialdifficulties": "BESD",
}
# A code, a dash or colon, a description.
_CODE_AND_WORDS: Final = re.compile(r"([A-Za-z0-9+]{1,5})\s*[-–—:]\s*(\S.*)")
_SEX: Final = {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"}
_YES_NO: Final = {"y": "Y", "yes": "Y", "true": "Y", "t": "Y", "1": "Y", "n": "N", "no": "N", "false": "N", "f": "N", "0": "N"}
YEARS: Final = {
    "E1": "Early years, first year",
    "E2": "Early years, second year",
    "N1": "Nursery, first year",
    "N2": "Nursery, second year",
    "R": "Reception",
    **{str(y): f"Year {y}" for y in range(1, 15)},
    "X": "Not followed",
    "M": "Mixed",
}
_RELATIONSHIP: Final = {
    "mum": "mother",
    "mom": "mother",
    "dad": "father",
    "stepmother": "step-parent",
    "stepfather": "step-parent",
    "grandmother": "grandparent",
    "grandfather": "grandparent",
    "foster": "foster-carer",
    "fostercarer": "foster-carer",
    "carer": "guardian",
    "moth": "mother",
    "fath": "father",
}


_WITHOUT_SCHOOL: Final = {
    **dict.fromkeys(("ehe", "electivehomeeducation", "electivelyhomeeducated", "homeeducated", "homeeducation"), "home"),
    **dict.fromkeys(("noschool", "notatschool", "notinschool", "notonroll", "eotas", "eotis"), "none"),
    **dict.fromkeys(("awaitingplacement", "awaitingschool", "awaitingschoolplace", "awaitingprovision"), "awaiting"),
    **dict.fromkeys(("waitingforaplace", "cme", "missingeducation"), "awaiting"),
}


def provisions() -> dict[str, str]:
    return {code.code: code.label for code in SEN_PROVISION}


def needs() -> dict[str, str]:
    return {code.code: code.label for code in SEN_NEED}


def ethnicities() -> dict[str, str]:
    return {code.code: code.label for code in ethnicity()}


def language_codes() -> dict[str, str]:
    return {code.code: code.label for code in languages()}


@cache
def words_for(field: str) -> dict[str, str]:
    """Plain word -> code, for a field that holds a code: the code itself, its label, and what schools write."""
    lists: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        "provision": (provisions(), _PROVISION),
        "need": (needs(), _NEED),
        "sex": (SEX, _SEX),
        "enrolment": (ENROLMENT, {"single": "C", "current": "C", "maindual": "M", "subsidiarydual": "S"}),
        "ethnicity": (ethnicities(), {}),
        "language": (language_codes(), {}),
        "yes-no": (YES_NO, _YES_NO),
        "post-looked-after": (POST_LOOKED_AFTER, {}),
        "service-child": (SERVICE_CHILD, _YES_NO),
        "young-carer": (YOUNG_CARER, {"yes": "S", "y": "S", "no": "N"}),
        "year": (YEARS, _years()),
        "relationship": (RELATIONSHIPS, _RELATIONSHIP),
        "without-school": (WITHOUT_SCHOOL, _WITHOUT_SCHOOL),
    }
    codes, others = lists[field]
    found = {plain(label): code for code, label in codes.items()}
    found |= others
    return found | {plain(code): code for code in codes}


def _years() -> dict[str, str]:
    found = {f"y{y}": str(y) for y in range(1, 15)} | {f"yr{y}": str(y) for y in range(1, 15)}
    found |= {f"{y:02}": str(y) for y in range(1, 10)}
    return found | {"0": "R", "rec": "R", "yr": "R", "yearr": "R", "nursery": "N2", "n": "N2"}


def code_of(field: str, text: str) -> str | None:
    """The code that a cell means, or None.

    School systems also print the code with its description, "K - SEN Support". If the two contradict each other, neither counts.

    >>> code_of("provision", "SEN Support"), code_of("need", "S&L"), code_of("sex", "Girl"), code_of("need", "?")
    ('K', 'SLCN', 'F', None)
    >>> code_of("provision", "K - SEN Support"), code_of("provision", "E: SEN Support"), code_of("need", "ASD – as printed")
    ('K', None, 'ASD')
    """
    if text.strip().casefold() == "sa+":
        return "P"
    known = words_for(field)
    found = known.get(plain(text))
    if found is None and (parts := _CODE_AND_WORDS.fullmatch(text.strip())):
        code, words = known.get(plain(parts[1])), known.get(plain(parts[2]))
        return code if words in (None, code) else None
    return found
