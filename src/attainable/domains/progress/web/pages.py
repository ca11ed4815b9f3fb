"""A child's results, attendance and suspensions, as a part of their record."""

from typing import Any

from attainable.accounts.actor import Actor
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.children import part
from attainable.domains.progress import queries
from attainable.domains.progress.web import presenters as shown


@part("child-progress", folder="progress")
def child_progress(actor: Actor, seen: Record) -> dict[str, Any]:
    found = queries.progress_of(seen)
    return {
        "results": shown.stages_of_results(found.results),
        "attendance": shown.years_of_attendance(found.attendance),
        "suspensions": shown.suspension_rows(found.suspensions),
        "facts": shown.summary(found, actor.on),
    }
