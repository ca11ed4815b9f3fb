"""A school's page: its public facts, and its register beside those of schools like it."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attainable.accounts.web.guards import page, who
from attainable.domains.insight.queries.similar_schools import SchoolComparison, compare
from attainable.domains.insight.web.figures_words import CONTROL
from attainable.domains.people.queries import schools as queries
from attainable.domains.people.web.schools import facts
from attainable.evidence.register.counts import GROUPS
from attainable.evidence.words import between, count, percent

_TITLES: Final = {"any-sen": "Children on the SEN register", "ehc-plan": "Children with an EHC plan"}
_NAMES: Final = {"any-sen": "On the SEN register", "sen-support": "SEN support", "ehc-plan": "EHC plan"}


@page()
def school(request: HttpRequest, ref: str) -> HttpResponse:
    actor = who(request)
    found = queries.school(actor, ref)
    comparison = compare(actor, found)
    return render(
        request,
        "insight/school.html",
        {
            "school": found,
            "facts": facts(found),
            "comparison": comparison,
            "totals": _totals(comparison),
            "rules": CONTROL[comparison.result.profile] if comparison else "",
            "compared": _compared(comparison),
            "day": actor.on,
        },
    )


def _totals(comparison: SchoolComparison | None) -> list[tuple[str, str]]:
    if comparison is None:
        return []
    rows = {row.group: row for row in comparison.result}
    return [("On roll", count(rows["any-sen"].denominator)), *((_NAMES[g], count(rows[g].numerator)) for g in GROUPS)]


def _compared(comparison: SchoolComparison | None) -> list[dict[str, Any]]:
    """Each comparison as a title, sentences and the cells of a table."""
    return [
        {
            "title": _TITLES[group],
            "verdict": one.verdict,
            "share": percent(one.own),
            "range": between(one.own),
            "numerator": count(one.own.numerator),
            "denominator": count(one.own.denominator),
            "drawn": f"{one.drawn:.0f}%",
            "middle_half": f"{one.lower_quarter:.0f} to {one.upper_quarter:.0f}%",
            "middle": f"{one.middle:.0f}%",
        }
        for group, one in (comparison.beside if comparison else {}).items()
    ]
