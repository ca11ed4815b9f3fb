"""Runs of imports: the list, one with what its rows would do, writing, undoing, and the rows that were refused."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from attainable.accounts.web.guards import page, who
from attainable.exchange import actions, queries, storage
from attainable.exchange.models import ImportRow, ImportRun, Status
from attainable.exchange.refused import field_title, write_refused
from attainable.exchange.web import presenters as words
from attainable.exchange.web.forms import UndoForm
from attainable.records.imports import Outcome
from attainable.values.dates import day_words
from attainable.values.numbers import whole_number
from attainable.values.problem import ProblemsError

_SHOWS = ("problems", *Outcome.values)
_SECONDS = 3


@page("import.run")
def runs(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    number = whole_number(request.GET.get("page"), least=1) or 1
    found = queries.runs(actor)
    total = found.count()
    last = max(1, -(-total // queries.PAGE))
    number = min(max(1, number), last)
    shown = found[(number - 1) * queries.PAGE : number * queries.PAGE]
    return render(
        request,
        "exchange/runs.html",
        {
            "runs": [_line(run) for run in shown],
            "total": total,
            "number": number,
            "last": last,
            "several": len(queries.schools(actor)) > 1,
        },
    )


def _line(run: ImportRun) -> dict[str, Any]:
    text, colour = words.STATUSES[Status(run.status)]
    return {"run": run, "format": words.format_title(run), "status": text, "colour": colour}


@page("import.run")
def run(request: HttpRequest, run: str) -> HttpResponse:
    """One run: how far it is while it is worked on; then its rows, with every problem and how to fix it."""
    actor = who(request)
    found = queries.run(actor, run)
    if found.busy:
        return _busy(request, found)
    show = request.GET.get("show", "")
    show = show if show in _SHOWS else ""
    page = whole_number(request.GET.get("page"), least=1, most=10**7) or 1
    listed = queries.rows(actor, found, "" if show == "problems" else show, show == "problems", page)
    text, colour = words.STATUSES[Status(found.status)]
    return render(
        request,
        "exchange/run.html",
        {
            "run": found,
            "format": words.format_title(found),
            "status": text,
            "colour": colour,
            "listed": listed,
            "show": show,
            "rows": [_row(row) for row in listed.rows],
            "counts": queries.counts(found),
            "day": day_words,
            "with_problems": queries.problem_counts(found),
            "may_write": found.status == Status.PLANNED and found.created_count + found.changed > 0,
        },
    )


def _busy(request: HttpRequest, found: ImportRun) -> HttpResponse:
    """The page reloads, unless asked not to: no script is needed, and nobody is kept from reading it."""
    still = request.GET.get("still") == "1"
    progress = storage.progress_of(found.ref)
    text, _ = words.STATUSES[Status(found.status)]
    context = {"run": found, "format": words.format_title(found), "status": text, "progress": progress, "still": still}
    response = render(request, "exchange/busy.html", context)
    if not still:
        response["Refresh"] = str(_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _row(row: ImportRow) -> dict[str, Any]:
    text, colour = words.OUTCOMES[Outcome(row.outcome)]
    return {
        "row": row,
        "name": words.name_of(queries.person_of(row)),
        "outcome": text,
        "colour": colour,
        "changes": words.changes(row) if row.outcome in (Outcome.CREATED, Outcome.CHANGED) else [],
        "question": " ".join([row.plan.get("question", ""), *row.plan.get("contradicts", [])]).strip(),
        "problems": [{**problem, "field": field_title(problem.get("column"))} for problem in row.problems],
    }


@page("import.run")
@require_POST
def write(request: HttpRequest, run: str) -> HttpResponse:
    return _do(request, run, lambda: actions.write(by=who(request), run=run))


@page("import.run")
def leave(request: HttpRequest, run: str) -> HttpResponse:
    found = queries.run(who(request), run)
    if request.method != "POST":
        return render(request, "exchange/leave.html", {"run": found})
    return _do(request, run, lambda: actions.leave(by=who(request), run=run))


@page("import.run", again=True)
def undo(request: HttpRequest, run: str) -> HttpResponse:
    found = queries.run(who(request), run)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _do(request, run, lambda: actions.undo(by=who(request), run=run, why=form.cleaned_data["why"]))
    return render(request, "exchange/undo.html", {"run": found, "form": form}, status=422 if form.errors else 200)


def _do(request: HttpRequest, run: str, action: Any) -> HttpResponse:
    """Do it, and go back to the run, which shows any problem."""
    try:
        action()
    except ProblemsError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    return HttpResponseRedirect(reverse("import", args=[run]))


@page("import.run")
def refused(request: HttpRequest, run: str) -> HttpResponseBase:
    """Rows that were refused or are to be decided, as a workbook; the last column says how to mend each."""
    actor = who(request)
    found = queries.run(actor, run)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "refused.xlsx"
        count = write_refused(actor, found, path)
        opened = path.open("rb")
    actions.note_download(by=actor, run=found, rows=count)
    return FileResponse(opened, as_attachment=True, filename=f"not-imported-{found.ref}.xlsx")
