"""What the access report shows of EHC cases: requests, steps with who recorded them, and exceptions."""

from collections.abc import Iterator
from typing import Any, Final

from attainable.domains.casework.models import Case, CaseExcuse, CaseStep
from attainable.records.report import Part
from attainable.values.dates import day_words


def _cases(child: Any) -> Iterator[tuple[object, ...]]:
    for case in Case.objects.filter(child=child).select_related("council", "officer").order_by("received", "pk"):
        officer = case.officer.name if case.officer else ""
        yield (
            day_words(case.received),
            case.council.name,
            f"{case.get_source_display()}{': ' + case.asked_by if case.asked_by else ''}",
            officer,
            case.get_stage_display(),
        )


def _steps(child: Any) -> Iterator[tuple[object, ...]]:
    for step in CaseStep.objects.filter(case__child=child).order_by("day", "pk"):
        parts = (
            step.get_adviser_display() if step.adviser else "",
            step.about,
            step.get_setting_display() if step.setting else "",
            step.words,
            f"sent to {step.sent_to}" if step.sent_to else "",
        )
        reply = f"{day_words(step.reply_on)} {step.reply}".strip() if step.reply_on else ""
        withdrawn = f"Withdrawn by {step.withdrawn_by_name}: {step.withdrawn_why}" if step.withdrawn_at else ""
        said = ". ".join(part for part in parts if part)
        yield (day_words(step.day), step.get_kind_display(), said, reply, step.recorded_by_name, withdrawn)


def _excuses(child: Any) -> Iterator[tuple[object, ...]]:
    for row in CaseExcuse.objects.filter(case__child=child):
        days = " to ".join(day_words(day) for day in (row.first, row.last) if day)
        yield (row.get_kind_display(), days, row.evidence, row.recorded_by_name)


PARTS: Final = (
    Part(
        "Requests for an EHC needs assessment",
        ("casework.Case",),
        ("Received", "Council", "Who asked", "Case officer", "Stage"),
        _cases,
    ),
    Part("Steps of EHC cases", ("casework.CaseStep",), ("Date", "Step", "About", "Reply", "Recorded by", "Withdrawn"), _steps),
    Part("Exceptions to the limits", ("casework.CaseExcuse",), ("Exception", "Days", "Evidence", "Recorded by"), _excuses),
)
