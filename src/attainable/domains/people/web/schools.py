"""The list of schools, and the public facts of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.web.guards import page, who
from attainable.domains.people.models import School
from attainable.domains.people.queries import schools as queries
from attainable.domains.people.queries.schools import SchoolQuestion
from attainable.values.codes import PHASES
from attainable.values.numbers import whole_number

_PHASES = {code.code: code.label for code in PHASES}


@page()
def schools(request: HttpRequest) -> HttpResponse:
    actor, asked = who(request), request.GET
    question = SchoolQuestion(
        authority=asked.get("authority", "")[:12],
        phase=asked.get("phase", "") if asked.get("phase", "") in _PHASES else "",
        name=asked.get("name", "").strip()[:100],
        page=whole_number(asked.get("page"), least=1, most=10**7) or 1,
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


def facts(school: School) -> list[tuple[str, str]]:
    """What the official register of schools says of one, line by line."""
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


urlpatterns = [path("schools/", schools, name="schools")]
