"""What each figure without names means, in words that stand beside it."""

from typing import Final

from attainable.evidence.result import Subject

_ROLL: Final = "Children on roll today whose main school this is (guests and second enrolments are counted at the main school)."


def _subject(measure: str, title: str, short: str, definition: str, unit: str = "%") -> Subject:
    return Subject(measure, title, short, unit, "neutral", 1, definition, 1)


SUBJECTS: Final = {
    "year": _subject(
        "register-by-year",
        "Children on the SEN register by year group",
        "On the register",
        "Numerator: children whose provision today is SEN support, or an EHC plan. Denominator: all children on roll in the "
        f"year group. {_ROLL}",
    ),
    "need": _subject(
        "register-by-need",
        "Primary need by provision",
        "Primary need",
        "Numerator: children on the register whose first-ranked need today is this one. Denominator: all children on the "
        f"register with the same provision. {_ROLL}",
    ),
    "sex": _subject(
        "register-by-sex",
        "Children on the SEN register by sex",
        "On the register",
        "Numerator: girls, or boys, on the register today. Denominator: all girls, or all boys, on roll. "
        f"Sex as the school census has it. {_ROLL}",
    ),
    "meals": _subject(
        "register-by-meals",
        "Children on the SEN register by free school meals",
        "On the register",
        "Numerator: children on the register today who are, or are not, known to be eligible for free school meals today. "
        f"Denominator: all such children on roll. {_ROLL}",
    ),
    "before": _subject(
        "register-movement",
        "Movement on the SEN register",
        "Movement",
        "Children on roll today whose provision today is not what it was on the earlier day, counted once however often it "
        f"changed. Children who have left are not counted. Denominator: all children on roll. {_ROLL}",
        "children",
    ),
    "phase": _subject(
        "register-by-phase",
        "Children on the SEN register by phase",
        "On the register",
        f"Numerator: children on the register today. Denominator: children on roll in schools of the phase. {_ROLL}",
    ),
    "district": _subject(
        "register-by-district",
        "Children on the SEN register by district of the school",
        "On the register",
        f"Numerator: children on the register today. Denominator: children on roll in schools of the district. {_ROLL}",
    ),
    "place": _subject(
        "register-by-school",
        "Children on the SEN register by school",
        "On the register",
        f"Numerator: children on the register today. Denominator: children on roll. {_ROLL}",
    ),
}
