"""What is due around a child's support: adjustments, moves and contacts."""

import datetime as dt

from attainable.accounts.actor import Actor
from attainable.domains.people.models import Standing
from attainable.domains.people.queries.work import MOST, Task
from attainable.domains.people.visibility import visible
from attainable.domains.provision.models import Adjustment, FamilyContact, TransitionMeeting
from attainable.domains.provision.queries import MANAGE


def to_look_at_again(actor: Actor, most: int = MOST) -> Task:
    """Children with an adjustment, a meeting about a move or a contact whose day to look again or to answer has come, the
    earliest first. Two queries."""
    may = visible(actor, MANAGE)
    found = [
        rows.filter(child__standing__in=may, **{f"{column}__lte": actor.on}).order_by().values_list("child", column)
        for rows, column in (
            (Adjustment.objects.filter(until_date__isnull=True), "review_on"),
            (TransitionMeeting.objects.filter(until_date__isnull=True), "look_again_on"),
            (FamilyContact.objects.filter(until_date__isnull=True, answered=""), "answer_on"),
        )
    ]
    dates: dict[int, dt.date] = {}
    for child, day in found[0].union(*found[1:], all=True).order_by():
        dates[child] = min(day, dates.get(child, day))
    first = sorted(dates, key=lambda child: (dates[child], child))[:most]
    named = Standing.objects.select_related("school__organisation", "child").in_bulk(first)
    return Task("adjustments-again", len(dates), [named[key] for key in first], min(dates.values(), default=None), dates)
