"""Schools: the list, and a school's page with what may be said of its register."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.web.guards import page, who
from attainable.domains.people.models import School
from attainable.domains.people.queries import schools as queries
from attainable.domains.people.queries.comparison import Comparison, compare
from attainable.domains.people.queries.schools import SchoolQuestion
from attainable.domains.people.web import figures_words as words
from attainable.values.codes import PHASES

_PHASES = {code.code: code.label for code in PHASES}


@page()
def schools(request: HttpRequest) -> HttpResponse:
    actor, asked = who(request), request.GET
    page = asked.get("page", "1")
    question = SchoolQuestion(
        authority=asked.get("authority", "")[:12],
        phase=asked.get("phase", "") if asked.get("phase", "") in _PHASES else "",
        name=asked.get("name", "").strip()[:100],
        page=int(page) if page.isdigit() and len(page) < 8 else 1,
    )
    kept = asked.copy()
    kept.pop("page", None)
    return render(
        request,
        "people/schools.html",
        {
            "page": queries.schools(actor, question),
            "question": question,
            "phases": _PHASES,
            "authorities": queries.authorities(actor),
            "asked": kept.urlencode(),
        },
    )


@page()
def school(request: HttpRequest, ref: str) -> HttpResponse:
    actor = who(request)
    found = queries.school(actor, ref)
    comparison = compare(actor, found)
    totals = {row.group: row for row in comparison.result} if comparison else {}
    return render(
        request,
        "people/school.html",
        {
            "school": found,
            "facts": _facts(found),
            "comparison": comparison,
            "totals": totals,
            "words": words,
            "beside": _beside(comparison),
            "day": actor.on,
        },
    )


def _facts(school: School) -> list[tuple[str, str]]:
    ages = f"{school.low_age} to {school.high_age}" if school.low_age is not None and school.high_age else ""
    number = f"{school.laestab[:3]}/{school.laestab[3:]}" if school.laestab else ""
    rows = [
        ("URN", school.urn),
        ("DfE number", number),
        ("Phase", _PHASES.get(school.phase, "")),
        ("Type", school.type),
        ("Authority", school.authority.name if school.authority else ""),
        ("Postcode", school.postcode),
        ("Ages", ages),
        ("Capacity", f"{school.capacity:,}" if school.capacity else ""),
        ("SEN unit or resourced provision", school.resourced_provision),
        ("Source", school.source),
    ]
    return [(name, value) for name, value in rows if value]


def _beside(comparison: Comparison | None) -> list[dict[str, Any]]:
    """Each comparison as a title, sentences and the cells of a table."""
    titles = {"any-sen": "Children on the SEN register", "ehc-plan": "Children with an EHC plan"}
    return [
        {
            "title": titles[group],
            "verdict": one.verdict,
            "share": words.percent(one.own),
            "range": words.between(one.own),
            "numerator": words.count(one.own.numerator),
            "denominator": words.count(one.own.denominator),
            "drawn": f"{one.drawn:.0f}%",
            "middle_half": f"{one.lower_quarter:.0f} to {one.upper_quarter:.0f}%",
            "middle": f"{one.middle:.0f}%",
        }
        for group, one in (comparison.beside if comparison else {}).items()
    ]


urlpatterns = [path("schools/", schools, name="schools"), path("schools/<slug:ref>/", school, name="school")]
