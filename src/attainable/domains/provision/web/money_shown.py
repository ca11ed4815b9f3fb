"""A school's money in words and pounds."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from attainable.domains.people.web import presenters as people
from attainable.domains.provision.queries.money import NOTHING, ChildMoney, InterventionMoney, SchoolMoney, Sum
from attainable.domains.provision.rules.prices import pounds
from attainable.domains.provision.rules.words import AREAS, OUTCOMES, SOURCES, TIERS
from attainable.values.school_year import school_year, year_group_name


def money(pence: Fraction | int | None) -> str:
    """`£545.93`, or `−£20.00`; nothing for what is not there."""
    if pence is None:
        return ""
    whole = Fraction(pence)
    return f"−£{pounds(-whole):,}" if whole < 0 else f"£{pounds(whole):,}"


def span(least: int, most: int | None) -> str:
    """`£0.00 to £3,000.00`."""
    if most == least:
        return money(least)
    return f"{money(least)} to {money(most)}" if most is not None else f"{money(least)} or more"


def sources(found: SchoolMoney) -> list[dict[str, str]]:
    """Each source with what the school has, what was spent, what is planned for the year and what is left then."""
    budgets: dict[str, Fraction] = {key: Fraction(pence) for key, pence in found.budget.items()}
    if found.top_ups or "top-up" in found.by_source:
        budgets["top-up"] = found.top_ups
    labels = {**SOURCES, "top-up": "Top-up from councils"}
    rows = []
    for key, label in labels.items():
        cost = found.by_source.get(key, Sum())
        if key in budgets or cost.expected or cost.to_date:
            rows.append(_source(label, budgets.get(key), cost))
    known = sum(budgets.values(), NOTHING)
    return [*rows, _source("All", known, found.total)] if rows else []


def _source(label: str, budget: Fraction | None, cost: Sum) -> dict[str, str]:
    return {
        "label": label,
        "budget": money(budget) if budget is not None else "Not entered",
        "to_date": money(cost.to_date),
        "expected": money(cost.expected),
        "left": money(budget - cost.expected) if budget is not None else "",
    }


def breakdowns(found: SchoolMoney) -> list[tuple[str, str, list[dict[str, str]]]]:
    """The cost of interventions by tier and area of need; with what was bought for a child, by year group."""
    now = school_year(found.today)
    others = _row("Children who have left, or whose records you can’t open", found.others)
    return [
        ("By tier", "Tier", _rows(found.by_tier, TIERS)),
        ("By area of need", "Area of need", _rows(found.by_area, AREAS)),
        (
            "By year group",
            "Year group",
            [
                *_rows(found.by_cohort, {key: year_group_name(now - key) for key in found.by_cohort}),
                *([others] if found.others.children else []),
            ],
        ),
    ]


def _rows(sums: Mapping[Any, Sum], labels: Mapping[Any, str]) -> list[dict[str, str]]:
    return [_row(label, sums[key]) for key, label in labels.items() if key in sums and sums[key].children]


def _row(label: str, one: Sum) -> dict[str, str]:
    return {"label": label, "children": str(len(one.children)), "to_date": money(one.to_date), "expected": money(one.expected)}


def interventions(rows: Iterable[InterventionMoney]) -> list[dict[str, str]]:
    """Cost beside the results of targets."""
    return [
        {
            "name": row.intervention.name,
            "children": str(len(row.cost.children)),
            "sessions": f"{row.sessions:,}",
            "to_date": money(row.cost.to_date),
            "expected": money(row.cost.expected),
            "results": ", ".join(f"{row.results[key]} {label.lower()}" for key, label in OUTCOMES.items() if row.results.get(key))
            or "No result yet",
        }
        for row in rows
    ]


def child(one: ChildMoney, today: Any) -> dict[str, Any]:
    """A child's line: what it costs, what the school has for the child, and the difference."""
    return {
        "child": one.child,
        "year": people.year_name(one.child.standing, today),
        "to_date": money(one.cost.to_date),
        "expected": money(one.cost.expected),
        "top_up": money(one.top_up) if one.top_up is not None else "No top-up",
        "over": difference(one),
        "note": one.note.reason if one.note else "",
        "asks": bool(one.over) and one.note is None,
    }


def difference(one: ChildMoney) -> str:
    """How much more or less is planned to be spent than the threshold with the top-up."""
    if one.over is None:
        return ""
    if one.over == 0:
        return "As much as planned"
    return f"{money(abs(one.over))} {'more' if one.over > 0 else 'less'}"
