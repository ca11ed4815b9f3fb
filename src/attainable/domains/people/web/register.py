"""The SEN register as a list, as a file, and its movement."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.models import Standing
from attainable.domains.people.queries import register as queries
from attainable.domains.people.queries.register import Question
from attainable.domains.people.web import presenters as words
from attainable.domains.people.web.forms import ExportForm, RegisterFilters, SinceForm
from attainable.formats.sheets import sheet_lines
from attainable.govuk.tables import Asked, Column
from attainable.values.codes import SEN_NEED, SEN_PROVISION
from attainable.values.numbers import whole_number
from attainable.values.school_year import school_year, term_start, year_group_name

COLUMNS = (
    Column("name", "Name"),
    Column("year", "Year", minor=True),
    Column("provision", "Provision"),
    Column("need", "Primary need"),
    Column("school", "School", sortable=False, minor=True),
)
MOVED = (
    Column("name", "Name", sortable=False),
    Column("year", "Year", sortable=False, minor=True),
    Column("before", "From", sortable=False),
    Column("after", "To", sortable=False),
    Column("on", "When", sortable=False),
    Column("why", "Why", sortable=False, minor=True),
)


def question_of(asked: QueryDict, order: str = "name") -> Question:
    """The question that the address asks. It ignores what it does not understand, so that an old link still opens."""
    text = {name: asked.get(name, "").strip()[:20] for name in ("provision", "need", "school", "group", "staff", "year")}
    return Question(
        provision=text["provision"] if text["provision"] in {c.code for c in SEN_PROVISION} else "",
        need=text["need"] if text["need"] in {queries.NOT_RECORDED, *(c.code for c in SEN_NEED)} else "",
        any_rank=bool(asked.get("any_rank")),
        year_group=whole_number(text["year"], least=-99, most=99),
        school=text["school"],
        group=text["group"],
        staff=text["staff"],
        order=order,
    )


@page("register.view")
def register(request: HttpRequest) -> HttpResponse:
    """The SEN register: ordered, filtered, to be taken away by those who may."""
    return _listed(request, everyone=False)


@page("child.view")
def children(request: HttpRequest) -> HttpResponse:
    """Every child the actor may see by name, on the register or not: a class teacher's groups, a school's roll."""
    return _listed(request, everyone=True)


def _listed(request: HttpRequest, *, everyone: bool) -> HttpResponse:
    actor = who(request)
    asked = Asked.of(request.GET, _columns(actor), order="name", per_page=50)
    question = question_of(request.GET, asked.order)
    found = queries.children(actor, question) if everyone else queries.register(actor, question)
    listing = asked.listing(found)
    form = RegisterFilters(request.GET, choices=_choices(actor), everyone=everyone)
    return render(
        request,
        "people/register.html",
        {
            "listing": replace(listing, rows=[_row(actor, row) for row in listing.rows]),
            "form": form,
            "everyone": everyone,
            "one_school": _one_school(actor),
            "may_export": not everyone and actor.may("register.export"),
            "may_add": _adding(actor),
        },
    )


@page("register.export", again=True)
def download(request: HttpRequest) -> HttpResponseBase:
    """Asks why, then sends the file: every list that leaves is audited with its reason."""
    actor, question = who(request), question_of(request.GET)
    form = ExportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        total = queries.register(actor, question).count()
        return render(request, "people/register_download.html", {"form": form, "total": total})
    rows = list(queries.for_export(actor, question))
    note_list(actor, "register", len(rows), why=form.cleaned_data["why"], taken_away=True)
    response = StreamingHttpResponse(_csv(actor, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sen-register-{actor.on:%Y-%m-%d}.csv"'
    return response


@page("register.view")
def movement(request: HttpRequest) -> HttpResponse:
    """Who joined the register, left it, or changed provision since this term began, or since a day that is asked for."""
    actor = who(request)
    asked = any(name.startswith("since_") for name in request.GET)
    form = SinceForm(request.GET if asked else None, initial={"since": term_start(actor.on)})
    since = (form.cleaned_data["since"] if form.is_valid() else None) or term_start(actor.on)
    rows = queries.movement(actor, since)
    joined, left = queries.roll_movement(actor, since)
    kind = form.cleaned_data.get("kind", "") if form.is_valid() else ""
    shown = [row for row in rows if row.kind == kind] if kind else rows
    return render(
        request,
        "people/movement.html",
        {
            "form": form,
            "since": since,
            "counts": Counter(row.kind for row in rows),
            "listing": Asked.of(request.GET, MOVED, order="", per_page=50).listing(shown, len(rows)),
            "words": words,
            "today": actor.on,
            "roll_joined": joined,
            "roll_left": left,
        },
    )


def _row(actor: Actor, standing: Standing) -> dict[str, Any]:
    return {
        "ref": standing.child.ref,
        "name": standing.child.listed_name,
        "year": words.year_name(standing, actor.on),
        "school": words.place(standing),
        "provision": words.provision_label(standing.provision),
        "need": words.need_label(standing.primary_need) if standing.on_register else "",
        "level": words.provision_level(standing.provision),
    }


def _adding(actor: Actor) -> list[dict[str, str]]:
    """The pages on which the person can add a child."""
    pages = (
        ("enrolment.change", "Add a child", "add-child"),
        ("without-school.record", "Add a child without a school", "add-resident"),
    )
    return [{"text": text, "href": reverse(name)} for permission, text, name in pages if actor.may(permission)]


def _choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    years = [(str(year), year_group_name(year)) for year in queries.year_groups(actor)]
    provisions = [(c.code, c.label) for c in SEN_PROVISION.as_at(school_year(actor.on)) if c.code != "N"]
    needs = [(c.code, c.label) for c in SEN_NEED.as_at(school_year(actor.on))] + [(queries.NOT_RECORDED, "Not recorded")]
    return {"provision": provisions, "need": needs, "year": years, **queries.choices(actor)}


def _columns(actor: Actor) -> tuple[Column, ...]:
    """Without the column of schools for people who see only one school."""
    return tuple(c for c in COLUMNS if c.key != "school" or not _one_school(actor))


def _one_school(actor: Actor) -> bool:
    schools = [post.schools for post in actor.posts]
    return bool(schools) and all(len(keys) == 1 for keys in schools) and len(frozenset().union(*schools)) == 1


_HEADING = (
    "Surname",
    "Forename",
    "Known as",
    "Date of birth",
    "UPN",
    "Year group",
    "School",
    "Provision",
    "Primary need",
    "Authority of residence",
)


def _csv(actor: Actor, rows: list[Standing]) -> Iterator[str]:
    """Lines of the file, with a mark by which a spreadsheet knows the encoding, and no cell that it would run."""
    return sheet_lines(_HEADING, (_cells(actor, row) for row in rows))


def _cells(actor: Actor, row: Standing) -> list[str]:
    child = row.child
    return [
        child.surname,
        child.forename,
        child.known_as,
        child.date_of_birth.isoformat(),
        child.upn,
        words.year_name(row, actor.on),
        row.school.organisation.name if row.school else "",
        words.provision_label(row.provision),
        words.need_label(row.primary_need) if row.on_register else "",
        row.home_authority.name if row.home_authority else "",
    ]


urlpatterns = [
    path("register/", register, name="register"),
    path("children/", children, name="children"),
    path("register/download/", download, name="register-download"),
    path("register/movement/", movement, name="movement"),
]
