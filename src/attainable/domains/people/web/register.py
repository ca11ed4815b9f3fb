"""The SEN register as a list, as a file, and its movement."""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.models import Standing
from attainable.domains.people.queries import register as queries
from attainable.domains.people.queries.register import Question
from attainable.domains.people.web import presenters as words
from attainable.domains.people.web.access import actor_of, page_for
from attainable.domains.people.web.forms import ExportForm
from attainable.domains.people.web.spreadsheets import safe_row
from attainable.values.codes import SEN_NEED, SEN_PROVISION
from attainable.values.school_year import last_term_start, school_year, year_group_name


def question_of(asked: QueryDict) -> Question:
    """The question that the address asks. What it does not understand it passes by, so that an old link still opens."""
    text = {
        name: asked.get(name, "").strip()[:20]
        for name in ("provision", "need", "school", "group", "staff", "sort")
    }
    year, page = asked.get("year", ""), asked.get("page", "1")
    return Question(
        provision=text["provision"] if text["provision"] in {c.code for c in SEN_PROVISION} else "",
        need=text["need"] if text["need"] in {queries.NOT_RECORDED, *(c.code for c in SEN_NEED)} else "",
        any_rank=asked.get("any_rank") == "1",
        year_group=int(year) if year.lstrip("-").isdigit() and len(year) < 4 else None,
        school=text["school"],
        group=text["group"],
        staff=text["staff"],
        everyone=asked.get("everyone") == "1",
        sort=text["sort"] if text["sort"] in queries.SORTS else "name",
        page=int(page) if page.isdigit() and len(page) < 8 else 1,
    )


@page_for("register.view")
def register(request: HttpRequest) -> HttpResponse:
    actor, question = actor_of(request), question_of(request.GET)
    page = queries.register(actor, question)
    return render(request, "people/register.html", {
        "page": page, "question": question, "rows": [_row(actor, row) for row in page.rows],
        "choices": _choices(actor), "asked": _asked(request.GET), "words": words, "today": actor.on,
        "may_export": actor.may("register.export"), "filtered": _filtered(question),
    })  # fmt: skip


@page_for("child.view")
def children(request: HttpRequest) -> HttpResponse:
    """Every child whom the actor may see by name, on the register or not: a class teacher's groups, a school's roll."""
    actor, question = actor_of(request), replace(question_of(request.GET), everyone=True)
    page = queries.children(actor, question)
    return render(request, "people/register.html", {
        "page": page, "question": question, "rows": [_row(actor, row) for row in page.rows],
        "choices": _choices(actor), "asked": _asked(request.GET), "words": words, "today": actor.on,
        "may_export": False, "filtered": _filtered(replace(question, everyone=False)),
    })  # fmt: skip


@page_for("register.export")
def download(request: HttpRequest) -> HttpResponseBase:
    """Asks why, then sends the file: every list that leaves is audited with its reason."""
    actor, question = actor_of(request), question_of(request.GET)
    form = ExportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        total = queries.register(actor, question).total
        return render(request, "people/register_download.html", {"form": form, "total": total})
    rows = list(queries.for_export(actor, question))
    note_list(actor, "register", len(rows), why=form.cleaned_data["why"], taken_away=True)
    response = StreamingHttpResponse(_csv(actor, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sen-register-{actor.on:%Y-%m-%d}.csv"'
    return response


@page_for("register.view")
def movement(request: HttpRequest) -> HttpResponse:
    """Who joined the register, left it, or changed provision since the last term began, or since a day that is asked for."""
    actor = actor_of(request)
    since = _day(request.GET.get("since", "")) or last_term_start(actor.on)
    rows = queries.movement(actor, since)
    joined, left = queries.roll_movement(actor, since)
    kinds = {kind: [row for row in rows if row.kind == kind] for kind in ("joined", "left", "changed")}
    return render(request, "people/movement.html", {
        "since": since, "kinds": kinds, "total": len(rows), "words": words, "today": actor.on,
        "roll_joined": joined, "roll_left": left,
    })  # fmt: skip


def _row(actor: Actor, standing: Standing) -> dict[str, Any]:
    return {
        "ref": standing.child.ref,
        "name": standing.child.listed_name,
        "year": words.year_name(standing, actor.on),
        "school": standing.school.organisation.name if standing.school else "On no school's roll",
        "provision": words.provision_label(standing.provision),
        "colour": words.provision_colour(standing.provision),
        "need": words.need_label(standing.primary_need) if standing.on_register else "",
    }


def _choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    years = [(str(year), year_group_name(year)) for year in range(-1, 15)]
    provisions = [(c.code, c.label) for c in SEN_PROVISION.as_at(school_year(actor.on)) if c.code != "N"]
    needs = [(c.code, c.label) for c in SEN_NEED.as_at(school_year(actor.on))] + [
        (queries.NOT_RECORDED, "Not recorded")
    ]
    return {"provision": provisions, "need": needs, "year": years, **queries.choices(actor)}


def _asked(asked: QueryDict) -> str:
    """What is asked, without page and order, to be carried on in links."""
    kept = asked.copy()
    for name in ("page", "sort"):
        kept.pop(name, None)
    return kept.urlencode()


def _filtered(question: Question) -> bool:
    return question != Question(sort=question.sort, page=question.page)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _csv(actor: Actor, rows: list[Standing]) -> Iterator[str]:
    """Lines of the file, with a mark by which a spreadsheet knows the encoding, and no cell that it would run."""

    class Line:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Line())
    yield "\ufeff"
    heading = ["Surname", "Forename", "Known as", "Date of birth", "UPN", "Year group", "School", "Provision", "Primary need",
               "Authority of residence"]  # fmt: skip
    yield writer.writerow(heading)
    for row in rows:
        child = row.child
        yield writer.writerow(safe_row([
            child.surname, child.forename, child.known_as, child.date_of_birth.isoformat(), child.upn,
            words.year_name(row, actor.on), row.school.organisation.name if row.school else "",
            words.provision_label(row.provision), words.need_label(row.primary_need) if row.on_register else "",
            row.home_authority.name if row.home_authority else "",
        ]))  # fmt: skip


urlpatterns = [
    path("register/", register, name="register"),
    path("children/", children, name="children"),
    path("register/download/", download, name="register-download"),
    path("register/movement/", movement, name="movement"),
]
