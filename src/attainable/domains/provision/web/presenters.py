"""Lines of the provision map in words and pounds."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from attainable.domains.provision.queries import Line
from attainable.domains.provision.queries.plans import Version
from attainable.domains.provision.rules.plan_kinds import SIGNERS, plan_kind
from attainable.domains.provision.rules.prices import pounds
from attainable.values.dates import day_words


def money(pence: Fraction | None) -> str:
    """`£545.93`; words where there is no price."""
    return "No price" if pence is None else f"£{pounds(pence):,}"


def cost(line: Line, pence: Fraction | None) -> str:
    return "Paid by the family" if line.family else money(pence)


def line(one: Line) -> dict[str, Any]:
    """A line as the pages show it."""
    row = one.row
    share = f" ({100 * one.delivered // one.planned}%)" if one.planned else ""
    return {
        "pk": row.pk,
        "name": row.intervention.name,
        "plan": f"{row.sessions_per_week} × {row.minutes} minutes a week for {row.weeks} weeks, "
        + ("one to one" if row.group_size == 1 else f"in a group of {row.group_size}"),
        "from": day_words(row.from_date),
        "until": day_words(row.until_date) if row.until_date else "",
        "sessions": f"{one.delivered} of {one.planned}{share}",
        "due": f"{one.due} due by last week" if one.due else "",
        "behind": behind(one),
        "catch_up": one.catch_up,
        "missed": one.missed,
        "last": day_words(one.last) if one.last else "",
        "to_date": cost(one, one.to_date),
        "whole": cost(one, one.whole),
        "measure": _measure(one),
        "why_ended": row.why_ended,
        "interrupted": f"Interrupted since {day_words(row.interrupted_on)}. {row.interrupted_why}" if row.interrupted_on else "",
        "links": [],
    }


def behind(one: Line) -> bool:
    """Whether fewer than three quarters of the sessions that were due were given (our own line); never for what a family pays
    for, and not while it is interrupted, which the home page says."""
    given = one.delivered + one.catch_up
    return 4 * given < 3 * one.due and not one.family and one.row.interrupted_on is None


def _measure(one: Line) -> str:
    row = one.row
    if row.before is None:
        return ""
    after = f"{row.after.normalize():f}" if row.after is not None else "not yet measured"
    return f"{row.measure}: {row.before.normalize():f} before, {after}{' after' if row.after is not None else ''}"


def total(lines: Sequence[Line], name: str) -> Fraction:
    """The sum of what has a price, in pence."""
    return sum((value for one in lines if (value := getattr(one, name)) is not None), Fraction(0))


def plans(versions: Sequence[Version]) -> list[dict[str, Any]]:
    """Each open plan: who signed it and who has not yet, who was given it, and whether there was a cycle before it."""
    found = []
    for one in versions:
        if one.plan.until_date is not None:
            continue
        signed = {row.as_whom: f"{row.name}, {day_words(row.from_date)}" for row in one.agreed("signed")}
        asked = dict.fromkeys((*plan_kind(one.plan.kind).signs, *signed))
        if one.plan.agreed_on and "parent" in asked:
            signed.setdefault("parent", f"Agreed on {day_words(one.plan.agreed_on)}")
        rows = [{"key": f"Signed: {SIGNERS[code]}", "value": signed.get(code, "Not yet")} for code in asked]
        shared = [f"{row.name}, {day_words(row.from_date)}" for row in one.agreed("shared")]
        rows.append({"key": "Given to", "value": "; ".join(shared) or "Nobody yet"})
        before = any(other.plan.kind == one.plan.kind and other is not one for other in versions)
        found.append({"plan": one.plan, "rows": rows, "before": before})
    return found
