"""School years, year groups and ages."""

from typing import Final

from tests.spec.manual.page import Chapter, Rule, day

from attainable.values.school_year import age, leaving_date, school_year, term_start, year_group, year_group_name

_ACT: Final = "Education Act 1996, section 8"


def _school_year(on: str) -> str:
    year = school_year(day(on))
    return f"{year}/{(year + 1) % 100:02}"


def _year_group(born: str, on: str) -> str:
    return year_group_name(year_group(day(born), day(on)))


def _moved(born: str, on: str, taught: str) -> str:
    offset = {"With their own year": 0, "One year behind": -1, "One year ahead": 1}[taught]
    return year_group_name(year_group(day(born), day(on), offset))


def _age(born: str, on: str) -> str:
    return str(age(day(born), day(on)))


def _decides(born: str, on: str) -> str:
    return "The young person" if day(on) > leaving_date(day(born)) else "The parents"


CHAPTER: Final = Chapter(
    "School years, year groups and ages",
    "Much of what a school records depends on a child's age and on the school year. These are the rules for both.",
    (
        Rule(
            "A school year starts on 1 September",
            "A school year is named after the two calendar years it covers.",
            "Department for Education, academic years in statistics",
            ("Day",),
            "School year",
            (("31 August 2026", "2025/26"), ("1 September 2026", "2026/27"), ("1 January 2027", "2026/27")),
            _school_year,
        ),
        Rule(
            "A child's year group follows from the date of birth",
            "Year 1 starts in the September after a child's fifth birthday. A child born on 31 August is the youngest "
            "in the year "
            "group; a child born one day later is the oldest in the year group below.",
            f"{_ACT} (compulsory school age)",
            ("Date of birth", "Day"),
            "Year group",
            (
                ("31 August 2020", "26 November 2026", "Year 2"),
                ("1 September 2020", "26 November 2026", "Year 1"),
                ("1 September 2020", "31 August 2026", "Reception"),
                ("1 September 2020", "1 September 2026", "Year 1"),
                ("15 March 2022", "26 November 2026", "Reception"),
                ("15 March 2023", "26 November 2026", "Nursery"),
                ("15 March 2024", "26 November 2026", "Before nursery"),
                ("15 March 2008", "26 November 2026", "Year 14"),
                ("15 March 2007", "26 November 2026", "After year 14"),
            ),
            _year_group,
        ),
        Rule(
            "A school can teach a child outside their own year group",
            "The record then shows the year group in which the child is taught.",
            "School census, year group in which the pupil is taught",
            ("Date of birth", "Day", "The school teaches the child"),
            "Year group",
            (
                ("15 March 2018", "26 November 2026", "With their own year", "Year 4"),
                ("15 March 2018", "26 November 2026", "One year behind", "Year 3"),
                ("15 March 2018", "26 November 2026", "One year ahead", "Year 5"),
            ),
            _moved,
        ),
        Rule(
            "A child is a year older on the birthday",
            "Somebody born on 29 February is a year older on 1 March in years without a 29 February.",
            "How the law counts years of age",
            ("Date of birth", "Day"),
            "Age",
            (
                ("4 May 2010", "3 May 2026", "15"),
                ("4 May 2010", "4 May 2026", "16"),
                ("29 February 2008", "28 February 2026", "17"),
                ("29 February 2008", "1 March 2026", "18"),
                ("29 February 2008", "29 February 2028", "20"),
            ),
            _age,
        ),
        Rule(
            "After compulsory school age the young person decides about their support",
            "Compulsory school age ends on the last Friday in June of the school year in which somebody turns 16. From "
            "the next day "
            "the young person, not the parents, makes the decisions, as far as they are able to.",
            "Children and Families Act 2014, section 83; Education Act 1996, section 8; Education (School Leaving "
            "Date) Order 1997",
            ("Date of birth", "Day"),
            "Who decides",
            (
                ("31 August 2010", "26 June 2026", "The parents"),
                ("31 August 2010", "27 June 2026", "The young person"),
                ("1 September 2010", "27 June 2026", "The parents"),
                ("1 September 2010", "25 June 2027", "The parents"),
                ("1 September 2010", "26 June 2027", "The young person"),
            ),
            _decides,
        ),
        Rule(
            "Lists that start with a term use these first days",
            "Schools set their own term dates. Where the system doesn't know them, it uses these.",
            "A setting of this system, because term dates differ from school to school",
            ("Day",),
            "The term started on",
            (
                ("31 August 2026", "15 April 2026"),
                ("1 September 2026", "1 September 2026"),
                ("31 December 2026", "1 September 2026"),
                ("1 January 2027", "1 January 2027"),
                ("14 April 2027", "1 January 2027"),
                ("15 April 2027", "15 April 2027"),
            ),
            lambda on: f"{term_start(day(on)):%-d %B %Y}",
        ),
    ),
)
