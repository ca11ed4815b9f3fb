"""What the tiny world knows of EHC cases: one that gathers advice, and one that ended."""

from typing import Any

from tests.records.world.rows import Rows

from attainable.domains.casework.models import Case, CaseExcuse, CaseStep
from attainable.domains.casework.rules.rows import legal_due


def add_casework(rows: Rows) -> None:
    child, county = rows.children["oak_support"], rows.organisations["county"]
    received = rows.day(-60)
    case = rows.add(
        Case(
            child=child,
            council=county,
            received=received,
            source="2",
            asked_by="Sena Oakes",
            officer=rows.accounts["officer_county"],
            stage="assessing",
            due=legal_due(received, "assessing"),
        )
    )
    _step(rows, case, "panel", -30, words="The panel advised to assess.")
    _step(rows, case, "assess", -25, words="Reading is four years behind after two cycles.")
    _step(rows, case, "ask-advice", -24, adviser="psychologist", about="Edda Mind")
    _step(
        rows,
        case,
        "ask-advice",
        -24,
        adviser="education",
        about="Hanna Oakley",
        reply_on=rows.day(-10),
        reply="Report of 3 pages.",
    )
    rows.add(CaseExcuse(case=case, kind="c", evidence="Letter of the family.", recorded_by_name="Cass Officer"))
    ended = rows.add(
        Case(
            child=rows.children["oak_plan"],
            council=county,
            received=rows.day(-400),
            source="1",
            stage="final",
            ended_on=rows.day(-255),
        )
    )
    _step(rows, ended, "final", -255, setting="school", about="Oak Primary School", sent_to="Both parents, by post")


def _step(rows: Rows, case: Case, kind: str, day: int, **more: Any) -> None:
    rows.add(CaseStep(case=case, kind=kind, day=rows.day(day), recorded_by_name="Cass Officer", **more))
