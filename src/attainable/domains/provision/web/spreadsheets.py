"""Provision in spreadsheets: a file is written whole or not at all, with every problem by sheet, row and column; and undone."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.forms import ExportForm
from attainable.domains.provision import queries
from attainable.domains.provision.importing.out import write_out, write_template
from attainable.domains.provision.importing.undoing import run_of, runs, undo
from attainable.domains.provision.importing.writing import CHANGED, NEW, SAME, Outcome, take_in
from attainable.govuk.forms import Form
from attainable.values.problem import Problem, ProblemsError

_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The most problems that are shown: where there are more, these show the pattern.
_SHOWN: Final = 300


class FileForm(Form):
    """A file, and whether to write it."""

    file = forms.FileField(
        label="File",
        help_text="A workbook (.xlsx) with the sheets of the template, or a CSV of one of them.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    only_check = forms.BooleanField(label="Only check the file. Do not write anything", required=False)

    def clean_file(self) -> Any:
        most = int(settings.IMPORT_MAX_MB)
        if self.cleaned_data["file"].size > most * 1024 * 1024:
            raise forms.ValidationError(f"The file is larger than {most} MB. Split it, and import the parts.")
        return self.cleaned_data["file"]


class UndoForm(Form):
    """Why an import is undone."""

    why = forms.CharField(label="Why are you undoing the import?", max_length=300)


@page(queries.MANAGE)
def spreadsheets(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None)
    problems: tuple[Problem, ...] = ()
    outcome = None
    if form.is_valid():
        try:
            outcome = _taken_in(request, form)
        except ProblemsError as error:
            problems = error.problems
            _say(form, problems)
        if outcome is not None and outcome.run is not None:
            messages.success(request, _words(outcome))
            return HttpResponseRedirect(reverse("provision-spreadsheets"))
    context = {
        "form": form,
        "problems": [problem for problem in problems if problem.row is not None][:_SHOWN],
        "more": max(sum(problem.row is not None for problem in problems) - _SHOWN, 0),
        "outcome": outcome,
        "words": _words(outcome) if outcome else "",
        "runs": [(run, _counts(run.counts)) for run in runs(actor)],
        "people": people,
    }
    return render(request, "provision/spreadsheets.html", context, status=422 if form.errors else 200)


def _taken_in(request: HttpRequest, form: FileForm) -> Outcome:
    upload = form.cleaned_data["file"]
    with TemporaryDirectory(prefix="attainable-") as folder:
        file = Path(folder) / f"file{'.xlsx' if upload.name.lower().endswith('.xlsx') else '.csv'}"
        with file.open("wb") as kept:
            for block in upload.chunks():
                kept.write(block)
        return take_in(by=who(request), path=file, only_check=form.cleaned_data["only_check"])


def _say(form: FileForm, problems: tuple[Problem, ...]) -> None:
    """What is wrong with the file as a whole beside its field; of rows how many there are."""
    rows = [problem for problem in problems if problem.row is not None]
    for problem in problems:
        if problem.row is None:
            form.add_error("file", f"{problem.what} {problem.mend}".strip())
    if rows:
        many = f"There are {len(rows):,} problems" if len(rows) > 1 else "There is 1 problem"
        form.add_error("file", f"{many} in the file, so nothing has been imported. Each is listed below.")


def _words(outcome: Outcome) -> str:
    counts = _counts(outcome.counts)
    if outcome.run is not None:
        return f"The file has been imported: {counts}."
    return f"No problem was found. Nothing has been imported: {counts}."


def _counts(counts: Any) -> str:
    words = ((NEW, "new"), (CHANGED, "changed"), (SAME, "already in the records"))
    return ", ".join(f"{counts.get(name, 0):,} {text}" for name, text in words)


@page(queries.MANAGE)
def template(request: HttpRequest) -> HttpResponse:
    with TemporaryDirectory(prefix="attainable-") as folder:
        file = Path(folder) / "template.xlsx"
        write_template(file)
        return _workbook(file, "support-and-provision-template.xlsx")


@page(queries.MANAGE, again=True)
def download(request: HttpRequest) -> HttpResponseBase:
    """Everything as a workbook, once somebody says why it leaves."""
    actor, form = who(request), ExportForm(posted(request))
    if not form.is_valid():
        return render(request, "provision/spreadsheets_download.html", {"form": form}, status=422 if form.errors else 200)
    with TemporaryDirectory(prefix="attainable-") as folder:
        file = Path(folder) / "provision.xlsx"
        rows = write_out(actor, file)
        note_list(actor, "provision-spreadsheet", rows, why=form.cleaned_data["why"], taken_away=True)
        return _workbook(file, f"support-and-provision-{actor.on:%Y-%m-%d}.xlsx")


def _workbook(file: Path, name: str) -> HttpResponse:
    answer = HttpResponse(file.read_bytes(), content_type=_EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page(queries.MANAGE)
def undo_import(request: HttpRequest, sheetrun: str) -> HttpResponse:
    actor = who(request)
    run, form = run_of(actor, sheetrun), UndoForm(posted(request))
    if form.is_valid() and done(form, lambda: undo(by=actor, run=sheetrun, why=form.cleaned_data["why"])):
        left = run_of(actor, sheetrun).left
        kept = f" {left:,} {'record was' if left == 1 else 'records were'} left as they are, because they have changed since."
        messages.success(request, "The import has been undone." + (kept if left else ""))
        return HttpResponseRedirect(reverse("provision-spreadsheets"))
    context = {"form": form, "run": run, "counts": _counts(run.counts), "people": people}
    return render(request, "provision/spreadsheets_undo.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("provision/spreadsheets/", spreadsheets, name="provision-spreadsheets"),
    path("provision/spreadsheets/template/", template, name="provision-template"),
    path("provision/spreadsheets/download/", download, name="provision-spreadsheets-download"),
    path("provision/spreadsheets/<slug:sheetrun>/undo/", undo_import, name="undo-provision-import"),
]
