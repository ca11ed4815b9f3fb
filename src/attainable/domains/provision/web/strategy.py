"""The inclusion strategy of a school: its cover, activities, principles, what is missing, and the versions that were
published."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.models import School
from attainable.domains.people.web import presenters as people
from attainable.domains.provision import queries
from attainable.domains.provision.actions import strategy as actions
from attainable.domains.provision.papers.inclusion_strategy import published_paper
from attainable.domains.provision.queries import strategy as reads
from attainable.domains.provision.queries.money import school_money
from attainable.domains.provision.rules.money import pence_of
from attainable.domains.provision.rules.parameters import parameter
from attainable.domains.provision.rules.strategy import IMF, in_pounds, missing, publish_by
from attainable.domains.provision.rules.suggestions import activities_of
from attainable.domains.provision.rules.words import STRATEGY_SOURCES
from attainable.domains.provision.rules.years import financial_year, year_words
from attainable.domains.provision.web.money import asked
from attainable.domains.provision.web.strategy_forms import ActivityForm, CoverForm, PrincipleForm
from attainable.records.papers import DOCUMENTS, TYPES, content

_FORMS: Final = {"docx": "Word", "pdf": "PDF", "html": "Web page"}


def _home(school: School) -> str:
    return f"{reverse('inclusion-strategy')}?school={school.organisation.ref}"


@page(queries.MANAGE)
def strategy(request: HttpRequest) -> HttpResponse:
    """What the strategy says now, and what is missing."""
    actor = who(request)
    school, _ = asked(request)
    row = reads.strategy_of(actor, school.organisation)
    says = reads.says_now(actor, school, row)
    published = reads.versions(actor, row)
    lacks = list(missing(says, actor.on)) if row else []
    context = {
        "school": school,
        "schools": queries.schools(actor),
        "row": row,
        "says": says,
        "years": [_year(says, row, year) for year in says.years] if row else [],
        "missing": lacks,
        "versions": published,
        "changed": not published or published[0].says != says.plain(),
        "publish_by": publish_by(actor.on),
        "source": parameter("strategy_publish_by", actor.on).source,
        "forms": _FORMS,
        "people": people,
        "today": actor.on,
    }
    return render(request, "provision/strategy.html", context)


def _year(says: Any, row: Any, year: int) -> dict[str, Any]:
    fund = says.has.get(f"{year}/{IMF}")
    return {
        "words": year_words(year),
        "activities": [
            {
                "pk": one.pk,
                "barrier": one.barrier,
                "activity": one.activity,
                "intervention": one.intervention.name if one.intervention else "",
                "source": STRATEGY_SOURCES[one.source],
                "cost": in_pounds(one.pence),
            }
            for one in row.activities.select_related("intervention")
            if one.year == year
        ],
        "total": in_pounds(says.total(year=year)),
        "fund": in_pounds(fund) if fund is not None else "not entered",
        "fund_lines": in_pounds(says.total(year=year, source=IMF)),
    }


@page(queries.MANAGE)
def cover(request: HttpRequest) -> HttpResponse:
    """Begins a strategy, or changes what it says on its cover."""
    actor = who(request)
    school, _ = asked(request)
    if not school.mainstream:
        raise Http404
    row = reads.strategy_of(actor, school.organisation)
    now = financial_year(actor.on)
    start = (
        {"first_year": row.first_year, "last_year": row.last_year, "review_on": row.review_on, "summary": row.summary}
        if row
        else {}
    )
    form = CoverForm(posted(request), initial=start or {"first_year": now, "last_year": now}, now=now, begins=row is None)

    def save() -> None:
        given = dict(form.cleaned_data)
        suggested = given.pop("suggest", False)
        year = given["first_year"]
        found = activities_of(school_money(actor, school, min(year, now)).interventions, year) if suggested else []
        actions.save_strategy(by=actor, school=school, row=row, activities=found, **given)

    if form.is_valid() and done(form, save):
        messages.success(request, "The strategy has been saved.")
        return HttpResponseRedirect(_home(school))
    return _form(request, form, school, "Change the cover" if row else "Begin an inclusion strategy")


@page(queries.MANAGE)
def add_activity(request: HttpRequest, ref: str) -> HttpResponse:
    return _activity(request, ref, None)


@page(queries.MANAGE)
def change_activity(request: HttpRequest, ref: str, activity: int) -> HttpResponse:
    return _activity(request, ref, reads.activity(who(request), ref, activity))


def _activity(request: HttpRequest, ref: str, row: Any) -> HttpResponse:
    actor = who(request)
    strategy = reads.strategy(actor, ref)
    school = strategy.organisation.school
    names = ("barrier", "activity", "year", "source", "intervention")
    start = {**{name: getattr(row, name) for name in names}, "pounds": f"{row.pence / 100:.2f}"} if row else {}
    form = ActivityForm(posted(request), initial=start)
    form.fields["year"].choices = [(str(n), year_words(n)) for n in range(strategy.first_year, strategy.last_year + 1)]  # type: ignore[attr-defined]
    form.fields["intervention"].queryset = queries.offered(actor).filter(organisation=school.pk)  # type: ignore[attr-defined]

    def save() -> None:
        given = dict(form.cleaned_data)
        actions.save_activity(by=actor, strategy=strategy, row=row, pence=pence_of(given.pop("pounds")), **given)

    if form.is_valid() and done(form, save):
        messages.success(request, "The activity has been saved.")
        return HttpResponseRedirect(_home(school))
    found = school_money(actor, school, financial_year(actor.on)).interventions
    costs = [(one["activity"], in_pounds(one["pence"])) for one in activities_of(found, financial_year(actor.on))]
    return _form(request, form, school, "Change an activity" if row else "Add an activity", costs=costs)


@page(queries.MANAGE)
def remove_activity(request: HttpRequest, ref: str, activity: int) -> HttpResponse:
    """Asks before an activity is taken out."""
    row = reads.activity(who(request), ref, activity)
    school = row.strategy.organisation.school
    if request.method == "POST":
        actions.remove_activity(by=who(request), row=row)
        messages.success(request, "The activity has been taken out.")
        return HttpResponseRedirect(_home(school))
    return render(request, "provision/strategy_remove.html", {"row": row, "back": _home(school)})


@page(queries.MANAGE)
def principle(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The wording of a principle with its source, and how the strategy follows it."""
    actor = who(request)
    row = reads.strategy(actor, ref)
    school = row.organisation.school
    found = next((one for one in reads.says_now(actor, school, row).principles if one.number == number), None)
    if found is None:
        raise Http404
    form = PrincipleForm(posted(request), initial={"wording": found.wording, "found": found.found, "how": found.how})
    if form.is_valid() and done(form, lambda: actions.save_principle(by=actor, strategy=row, number=number, **form.cleaned_data)):
        messages.success(request, "The principle has been saved.")
        return HttpResponseRedirect(_home(school))
    return _form(request, form, school, f"Principle {number}")


@page(queries.MANAGE)
def publish(request: HttpRequest, ref: str) -> HttpResponse:
    """Asks before what the strategy says is kept as a published version."""
    actor = who(request)
    row = reads.strategy(actor, ref)
    school = row.organisation.school
    form = forms.Form(posted(request))
    if request.method == "POST" and form.is_valid() and done(form, lambda: actions.publish(by=actor, strategy=row)):
        messages.success(request, "The version has been kept. Put it on the school’s website today.")
        return HttpResponseRedirect(_home(school))
    context = {"form": form, "school": school, "back": _home(school)}
    return render(request, "provision/strategy_publish.html", context, status=422 if form.errors else 200)


@page(queries.MANAGE)
def version(request: HttpRequest, ref: str, number: int, form: str) -> HttpResponse:
    """A published version as a file."""
    row = reads.version(who(request), ref, number)
    if form not in DOCUMENTS:
        raise Http404
    made = published_paper(row.says, row.published_on, row.version)
    answer = HttpResponse(content(made, form), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{made.stem}-{row.version}.{form}"'
    return answer


def _form(request: HttpRequest, form: Any, school: School, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "school": school, "title": title, "back": _home(school), **more}
    return render(request, "provision/strategy_form.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("provision/money/strategy/", strategy, name="inclusion-strategy"),
    path("provision/money/strategy/cover/", cover, name="strategy-cover"),
    path("provision/money/strategy/<slug:ref>/activities/add/", add_activity, name="add-strategy-activity"),
    path("provision/money/strategy/<slug:ref>/activities/<int:activity>/", change_activity, name="change-strategy-activity"),
    path(
        "provision/money/strategy/<slug:ref>/activities/<int:activity>/remove/", remove_activity, name="remove-strategy-activity"
    ),
    path("provision/money/strategy/<slug:ref>/principles/<int:number>/", principle, name="strategy-principle"),
    path("provision/money/strategy/<slug:ref>/publish/", publish, name="publish-strategy"),
    path("provision/money/strategy/<slug:ref>/versions/<int:number>/<slug:form>/", version, name="strategy-version"),
]
