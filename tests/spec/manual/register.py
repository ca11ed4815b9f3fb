"""The SEN register: provision, plans and needs."""

import datetime as dt
from typing import Any, Final

from tests.spec.manual.page import Chapter, Rule, day, yes

from attainable.domains.people.rules import ON_REGISTER, Change, faults_of_change, needs_on, plan_kinds_for, provisions_on
from attainable.values.codes import SEN_NEED, SEN_PROVISION

_CODES: Final = "School census code sets; SEN Code of Practice 2001 and SEND Code of Practice 2015"
_PRACTICE: Final = "SEND Code of Practice 2015, 6.44 to 6.56: schools keep a record of each decision"
_LABELS: Final = {code.label: code.code for code in SEN_PROVISION}
_NEEDS: Final = {code.label: code.code for code in SEN_NEED}
_NOW: Final = dt.date(2026, 11, 26)


def _faults(field: str, **asked: Any) -> list[str]:
    """What is wrong with this field of a change from SEN support to an EHC plan that is right in all but what is given."""
    plain = {
        "before": "K",
        "before_from": dt.date(2025, 9, 8),
        "after": "E",
        "from_date": _NOW,
        "today": _NOW,
        "born": dt.date(2018, 3, 15),
    }
    return [words for name, words in faults_of_change(Change(**{**plain, **asked})) if name == field]


def _other(before: str, after: str) -> str:
    return yes(not _faults("provision", before=_LABELS[before], after=_LABELS[after]))


def _future(today: str, start: str) -> str:
    return yes(not _faults("from_date", today=day(today), from_date=day(start)))


def _born(born: str, start: str) -> str:
    return yes(not _faults("from_date", born=day(born), from_date=day(start), before="N", before_from=None))


def _after_last(last: str, start: str) -> str:
    before_from = None if last == "There was none" else day(last)
    return yes(not _faults("from_date", before_from=before_from, from_date=day(start)))


def _oldest(born: str, start: str) -> str:
    return yes(not _faults("from_date", born=day(born), from_date=day(start)))


def _provisions(on: str) -> str:
    return ", ".join(code.label for code in provisions_on(day(on)))


def _plans(provision: str, on: str) -> str:
    return ", ".join(kind.label for kind in plan_kinds_for(_LABELS[provision], day(on))) or "None"


def _need(need: str, provision: str, on: str) -> str:
    return yes(_NEEDS[need] in {code.code for code in needs_on(day(on), _LABELS[provision])})


CHAPTER: Final = Chapter(
    "The SEN register",
    "The register holds every child with special educational needs. Nobody overwrites an entry: each change is a new "
    "entry with a "
    "first day, a reason and the name of the person who decided. A wrong entry can be withdrawn, and stays visible "
    "with the reason.",
    (
        Rule(
            "A child is on the register with any provision except No SEN",
            "Provisions of earlier codes of practice count too, so that older records stay right.",
            _CODES,
            ("Provision",),
            "On the register?",
            (
                ("No SEN", "No"),
                ("SEN support", "Yes"),
                ("EHC plan", "Yes"),
                ("Statement of SEN", "Yes"),
                ("School Action", "Yes"),
                ("School Action Plus", "Yes"),
            ),
            lambda provision: yes(_LABELS[provision] in ON_REGISTER),
        ),
        Rule(
            "Each provision can be recorded for the years in which it was in use",
            "SEN support and EHC plans came in on 1 September 2014. School Action and School Action Plus could still "
            "be recorded for "
            "that school year, and statements until the last of them had become EHC plans.",
            _CODES,
            ("From",),
            "Provisions that can be recorded",
            (
                ("31 August 2014", "No SEN, Statement of SEN, School Action, School Action Plus"),
                ("1 September 2014", "No SEN, SEN support, EHC plan, Statement of SEN, School Action, School Action Plus"),
                ("31 August 2015", "No SEN, SEN support, EHC plan, Statement of SEN, School Action, School Action Plus"),
                ("1 September 2015", "No SEN, SEN support, EHC plan, Statement of SEN"),
                ("31 August 2018", "No SEN, SEN support, EHC plan, Statement of SEN"),
                ("1 September 2018", "No SEN, SEN support, EHC plan"),
            ),
            _provisions,
        ),
        Rule(
            "A change is to a different provision",
            "A child who already has SEN support can't be given SEN support again.",
            _PRACTICE,
            ("Provision now", "New provision"),
            "Can it be recorded?",
            (
                ("No SEN", "SEN support", "Yes"),
                ("SEN support", "SEN support", "No"),
                ("SEN support", "EHC plan", "Yes"),
                ("EHC plan", "EHC plan", "No"),
                ("EHC plan", "No SEN", "Yes"),
            ),
            _other,
        ),
        Rule(
            "A change starts today or earlier",
            "The register says what is so, not what is planned.",
            _PRACTICE,
            ("Today", "The change starts"),
            "Can it be recorded?",
            (
                ("26 November 2026", "25 November 2026", "Yes"),
                ("26 November 2026", "26 November 2026", "Yes"),
                ("26 November 2026", "27 November 2026", "No"),
            ),
            _future,
        ),
        Rule(
            "A change starts after the last change",
            "There is at most one change a day, and each follows the last. To correct an earlier entry, withdraw it first.",
            _PRACTICE,
            ("Last change", "The change starts"),
            "Can it be recorded?",
            (
                ("8 September 2025", "7 September 2025", "No"),
                ("8 September 2025", "8 September 2025", "No"),
                ("8 September 2025", "9 September 2025", "Yes"),
                ("There was none", "8 September 2025", "Yes"),
            ),
            _after_last,
        ),
        Rule(
            "A change starts on the day of birth at the earliest",
            "A baby can need support from the first day.",
            "Children and Families Act 2014: support is for children and young people from birth to 25",
            ("Date of birth", "The change starts"),
            "Can it be recorded?",
            (("4 May 2024", "3 May 2024", "No"), ("4 May 2024", "4 May 2024", "Yes")),
            _born,
        ),
        Rule(
            "A change starts before the 26th birthday",
            "An authority can keep an EHC plan until the end of the school year in which the young person turns 25.",
            "Children and Families Act 2014, section 46",
            ("Date of birth", "The change starts"),
            "Can it be recorded?",
            (("26 November 2000", "25 November 2026", "Yes"), ("26 November 2000", "26 November 2026", "No")),
            _oldest,
        ),
        Rule(
            "Each kind of plan goes with one provision, in the years in which it is in force",
            "A plan of another kind can't be recorded. Individual support plans have been announced and are not yet "
            "law, so nobody "
            "can choose one.",
            "Children and Families Act 2014, section 37; Education Act 1996, section 324; SEN Code of Practice 2001, "
            "5:50 and 5:57; "
            "SEND Code of Practice 2015, 6.44 to 6.56",
            ("Provision", "From"),
            "Plans to choose from",
            (
                ("EHC plan", "31 August 2014", "None"),
                ("EHC plan", "1 September 2014", "EHC plan"),
                ("SEN support", "1 September 2014", "School support plan"),
                ("Statement of SEN", "31 March 2018", "Statement of SEN"),
                ("Statement of SEN", "1 April 2018", "None"),
                ("School Action", "31 August 2015", "Individual education plan"),
                ("School Action", "1 September 2015", "None"),
                ("SEN support", "31 August 2029", "School support plan"),
                ("No SEN", "26 November 2026", "None"),
            ),
            _plans,
        ),
        Rule(
            "Each need can be recorded for the years in which it was in use",
            "Social, emotional and mental health took the place of behaviour, emotional and social difficulties in "
            "September 2014. "
            "They are different needs, so figures for one are never joined to figures for the other.",
            "School census code set; areas of need of the SEND Code of Practice 2015",
            ("Need", "Provision", "From"),
            "Can it be recorded?",
            (
                ("Behaviour, emotional and social difficulties", "School Action", "31 August 2014", "Yes"),
                ("Behaviour, emotional and social difficulties", "SEN support", "1 September 2014", "No"),
                ("Social, emotional and mental health", "School Action", "31 August 2014", "No"),
                ("Social, emotional and mental health", "SEN support", "1 September 2014", "Yes"),
                ("Down syndrome", "EHC plan", "31 August 2024", "No"),
                ("Down syndrome", "EHC plan", "1 September 2024", "Yes"),
            ),
            _need,
        ),
        Rule(
            "Only a child with SEN support can have a need that nobody has assessed yet",
            "An EHC plan always follows an assessment.",
            "School census guidance, code NSA",
            ("Need", "Provision", "From"),
            "Can it be recorded?",
            (
                ("SEN support but no specialist assessment of type of need", "SEN support", "26 November 2026", "Yes"),
                ("SEN support but no specialist assessment of type of need", "EHC plan", "26 November 2026", "No"),
            ),
            _need,
        ),
    ),
)
