"""How long records are kept."""

from typing import Final

from tests.spec.manual.page import Chapter, Rule, day, yes

from attainable.domains.people.retention import Facts, kept_until, rules, youngest_due


def _source(rule: str) -> str:
    return next(known.source for known in rules() if known.id == rule).rstrip(".")


def _due(born: str, *, sen: bool = False, cared_for: bool = False) -> str:
    return f"{kept_until(Facts(day(born), sen, cared_for)).due:%-d %B %Y}"


def _longest(born: str, ever_sen: str, ever_cared_for: str) -> str:
    found = kept_until(Facts(day(born), ever_sen == "Yes", ever_cared_for == "Yes"))
    return f"{found.due:%-d %B %Y}, because of the rule “{found.rule.label}”"


def _is_due(born: str, on: str) -> str:
    return yes(kept_until(Facts(day(born), False, False)).due <= day(on))


def _looked_at(born: str, on: str) -> str:
    return yes(day(born) <= youngest_due(day(on)))


CHAPTER: Final = Chapter(
    "How long records are kept",
    "A record is kept as long as the rules ask, and no longer. The system never erases anything on its own: it lists "
    "what is due, "
    "and somebody who answers for the records approves it. A legal hold keeps a record whatever the rules say.",
    (
        Rule(
            "An educational record is kept until the 25th birthday",
            "The last main school keeps it. If that school has closed, its authority does.",
            _source("pupil-record"),
            ("Date of birth",),
            "The record is due on",
            (("4 May 2001", "4 May 2026"), ("31 August 2001", "31 August 2026"), ("29 February 2000", "1 March 2025")),
            _due,
        ),
        Rule(
            "A record is due on that day, and not before",
            "The day before, it can't be chosen.",
            _source("pupil-record"),
            ("Date of birth", "Day"),
            "Is the record due?",
            (
                ("4 May 2001", "3 May 2026", "No"),
                ("4 May 2001", "4 May 2026", "Yes"),
                ("29 February 2000", "28 February 2025", "No"),
                ("29 February 2000", "1 March 2025", "Yes"),
            ),
            _is_due,
        ),
        Rule(
            "A child who was ever on the SEN register has a record that is kept for six more years",
            "One day on the register is enough, at any age. An entry that was withdrawn as wrong doesn't count.",
            _source("sen-file"),
            ("Date of birth",),
            "The record is due on",
            (("4 May 1995", "4 May 2026"), ("29 February 1996", "1 March 2027")),
            lambda born: _due(born, sen=True),
        ),
        Rule(
            "The record of a child who was ever looked after is kept for 75 years",
            "Check this rule with your data protection officer before you rely on it.",
            _source("looked-after"),
            ("Date of birth",),
            "The record is due on",
            (("4 May 1951", "4 May 2026"),),
            lambda born: _due(born, cared_for=True),
        ),
        Rule(
            "Where several rules apply, the longest decides",
            "The list of what is due names the rule that decided.",
            "The three rules above",
            ("Date of birth", "Ever on the SEN register?", "Ever looked after?"),
            "The record is due on",
            (
                ("4 May 2001", "No", "No", "4 May 2026, because of the rule “Educational record”"),
                ("4 May 2001", "Yes", "No", "4 May 2032, because of the rule “SEN file, EHC plan, reviews and advice”"),
                ("4 May 2001", "No", "Yes", "4 May 2076, because of the rule “Record of a looked-after child”"),
                ("4 May 2001", "Yes", "Yes", "4 May 2076, because of the rule “Record of a looked-after child”"),
            ),
            _longest,
        ),
        Rule(
            "The system looks only at records that can be due",
            "Nobody who is younger than 25 can have a record that is due.",
            _source("pupil-record"),
            ("Date of birth", "Day"),
            "Does the system look at the record?",
            (("5 May 2001", "4 May 2026", "No"), ("4 May 2001", "4 May 2026", "Yes")),
            _looked_at,
        ),
    ),
)
