"""How results of assessments and attendance are read."""

import re
from typing import Final

from tests.spec.manual.page import Chapter, Rule, day

from attainable.domains.progress.rules import headline, missed, part_of_attendance, read_result, year_of_result

_CTF: Final = "Common Transfer File; our own knowledge of its codes as at 26 November 2026, until the official table is here"
_SUBJECTS: Final = {"Reading": "REA", "Writing": "WRI", "Mathematics": "MAT", "English": "ENG", "Early learning goals": "GLD"}
_STAGES: Final = {"Early years": "EYFS", "Key stage 1": "KS1", "Key stage 2": "KS2", "Key stage 3": "KS3", "Key stage 4": "KS4"}
_SCALES: Final = {
    "profile": "early years profile",
    "levels": "national curriculum levels",
    "standards": "teacher assessment",
    "scaled": "scaled scores",
    "gcse-letters": "GCSE letters",
    "gcse-numbers": "GCSE numbers",
}
_MET: Final = {"Met": True, "Not met": False, "Not known": None}


def _read(stage: str, subject: str, year: str, result: str) -> str:
    found = read_result(_STAGES[stage], _SUBJECTS[subject], int(year[:4]), result)
    if found is None:
        return "The record shows the result, and no figure uses it"
    return f"{'Met' if found.met else 'Not met'} ({_SCALES[found.framework]})"


def _said(met: bool | None) -> str:
    return next(words for words, value in _MET.items() if value is met)


def _headline(*results: str) -> str:
    known = dict(zip(("reading", "writing", "maths"), (_MET[words] for words in results), strict=True))
    return _said(headline("KS2", {name: met for name, met in known.items() if met is not None}).expected)


def _gcse(english: str, maths: str, grades: str) -> str:
    return _said(headline("KS4", {"english": bool(_MET[english]), "maths": bool(_MET[maths])}, letters=int(grades)).expected)


def _year(given: str) -> str:
    year = year_of_result(given)
    return f"{year}/{(year + 1) % 100:02}" if year is not None else "Not known"


def _term(given: str, on: str) -> str:
    found = part_of_attendance("" if given == "None" else given, day(on))
    if found is None:
        return "Not known"
    year, term = found
    return f"{term or 'the whole year'}, {year}/{(year + 1) % 100:02}".capitalize()


def _missed(sessions: str) -> str:
    found = missed({code: int(number) for number, code in re.findall(r"(\d+)[^(,]*\((\S+)\)", sessions)})
    return f"{found.authorised} authorised ({found.illness} for illness), {found.unauthorised} unauthorised"


CHAPTER: Final = Chapter(
    "Results and attendance",
    "Files from other schools bring results and attendance. The system keeps every result as it came. Figures use "
    "those that it can "
    "place on a scale.",
    (
        Rule(
            "A result is read on the scale of its stage and year",
            "Scales changed over the years, and a result on one scale is never turned into a result on another.",
            _CTF,
            ("Stage", "Subject", "School year", "Result"),
            "The standard is",
            (
                ("Key stage 2", "Mathematics", "2024/25", "99", "Not met (scaled scores)"),
                ("Key stage 2", "Mathematics", "2024/25", "100", "Met (scaled scores)"),
                ("Key stage 2", "Mathematics", "2024/25", "80", "Not met (scaled scores)"),
                ("Key stage 2", "Mathematics", "2024/25", "120", "Met (scaled scores)"),
                ("Key stage 2", "Mathematics", "2024/25", "121", "The record shows the result, and no figure uses it"),
                ("Key stage 2", "Writing", "2024/25", "WTS", "Not met (teacher assessment)"),
                ("Key stage 2", "Writing", "2024/25", "EXS", "Met (teacher assessment)"),
                ("Key stage 2", "English", "2014/15", "3A", "Not met (national curriculum levels)"),
                ("Key stage 2", "English", "2014/15", "4C", "Met (national curriculum levels)"),
                ("Key stage 2", "English", "2015/16", "4C", "The record shows the result, and no figure uses it"),
                ("Key stage 1", "Reading", "2014/15", "1A", "Not met (national curriculum levels)"),
                ("Key stage 1", "Reading", "2014/15", "2C", "Met (national curriculum levels)"),
                ("Key stage 3", "Mathematics", "2013/14", "4A", "Not met (national curriculum levels)"),
                ("Key stage 3", "Mathematics", "2013/14", "5C", "Met (national curriculum levels)"),
                ("Key stage 4", "Mathematics", "2015/16", "D", "Not met (GCSE letters)"),
                ("Key stage 4", "Mathematics", "2015/16", "C", "Met (GCSE letters)"),
                ("Key stage 4", "Mathematics", "2016/17", "3", "Not met (GCSE numbers)"),
                ("Key stage 4", "Mathematics", "2016/17", "4", "Met (GCSE numbers)"),
                ("Early years", "Early learning goals", "2023/24", "1", "Not met (early years profile)"),
                ("Early years", "Early learning goals", "2023/24", "2", "Met (early years profile)"),
            ),
            _read,
        ),
        Rule(
            "At the end of key stage 2 a child meets the standard in all three subjects",
            "One subject not met is enough to say that the standard is not met. If a result is missing and no other is "
            "“not met”, "
            "the answer is not known.",
            "Department for Education, key stage 2 attainment: expected standard in reading, writing and maths combined",
            ("Reading", "Writing", "Mathematics"),
            "The standard is",
            (
                ("Met", "Met", "Met", "Met"),
                ("Met", "Not met", "Met", "Not met"),
                ("Met", "Not known", "Met", "Not known"),
                ("Not met", "Not known", "Met", "Not met"),
                ("Not known", "Not known", "Not known", "Not known"),
            ),
            _headline,
        ),
        Rule(
            "In the years of letters, the GCSE standard was five good grades with English and mathematics",
            "A good grade is A*, A, B or C.",
            "National Indicator 105 (the SEN gap at key stage 4)",
            ("English", "Mathematics", "Good grades"),
            "The standard is",
            (
                ("Met", "Met", "4", "Not met"),
                ("Met", "Met", "5", "Met"),
                ("Not met", "Met", "9", "Not met"),
                ("Met", "Not met", "9", "Not met"),
            ),
            _gcse,
        ),
        Rule(
            "The year of a result is the calendar year in which it was given",
            "A result of summer 2024 belongs to the school year 2023/24.",
            _CTF,
            ("Year in the file",),
            "School year",
            (("2024", "2023/24"), ("1990", "Not known"), ("1991", "1990/91"), ("spring", "Not known"), ("", "Not known")),
            _year,
        ),
        Rule(
            "A census brings the attendance of the term before",
            "The autumn census brings the summer term of the school year before. A file that names a year brings the "
            "whole of it.",
            "School census guide; our own knowledge as at 26 November 2026",
            ("Year in the file", "Day of the file"),
            "The sessions belong to",
            (
                ("None", "1 October 2026", "Summer, 2025/26"),
                ("None", "31 December 2026", "Summer, 2025/26"),
                ("None", "15 January 2027", "Autumn, 2026/27"),
                ("None", "30 April 2027", "Autumn, 2026/27"),
                ("None", "1 May 2027", "Spring, 2026/27"),
                ("None", "31 August 2027", "Spring, 2026/27"),
                ("2024/25", "15 January 2027", "The whole year, 2024/25"),
            ),
            _term,
        ),
        Rule(
            "A session counts as missed by its attendance code",
            "Illness (I) and medical appointments (M) are authorised. Holidays that were not agreed (G) and absence "
            "without a known "
            "reason (O) are unauthorised. A session that nobody could attend, such as when the whole school closed "
            "(Y4), is not an "
            "absence.",
            "Working together to improve school attendance (Department for Education, August 2024)",
            ("Sessions",),
            "Sessions missed",
            (
                ("180 present (/), 6 ill (I)", "6 authorised (6 for illness), 0 unauthorised"),
                ("170 present (/), 6 ill (I), 4 at the doctor (M)", "10 authorised (6 for illness), 0 unauthorised"),
                (
                    "170 present (/), 3 without a known reason (O), 10 on holiday (G)",
                    "0 authorised (0 for illness), 13 unauthorised",
                ),
                ("170 present (/), 8 with the school closed (Y4)", "0 authorised (0 for illness), 0 unauthorised"),
            ),
            _missed,
        ),
    ),
)
