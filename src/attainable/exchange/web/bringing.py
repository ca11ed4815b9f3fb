"""Bringing a file in, and saying what its columns are."""

from contextlib import suppress
from itertools import islice
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from attainable.accounts.web.guards import page, who
from attainable.exchange import actions, queries, storage
from attainable.exchange.files import open_file
from attainable.exchange.models import Status
from attainable.exchange.web.forms import BringInForm, ColumnsForm
from attainable.exchange.web.uploads import LimitedUpload, announced_too_large
from attainable.formats.spreadsheets.mapping import ColumnMap
from attainable.formats.spreadsheets.opening import Sheet
from attainable.values.problem import ProblemsError


@csrf_exempt
@page("import.run")
def bring_in(request: HttpRequest) -> HttpResponseBase:
    """The form and what it sends. A file that is too large is refused before it is read; then comes the check of the form."""
    if request.method == "POST" and announced_too_large(request):
        form = _form(request)
        form.add_error("file", storage.too_large().what + " " + storage.too_large().mend)
        return _page(request, form, 413)
    request.upload_handlers = [LimitedUpload(request)]
    response: HttpResponseBase = _bring_in(request)
    return response


@csrf_protect
def _bring_in(request: HttpRequest) -> HttpResponseBase:
    form = _form(request, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, 422 if form.errors else 200)
    actor, values = who(request), form.cleaned_data
    schools = queries.schools(actor)
    chosen = values.get("school") or schools[0].ref
    school = next(s for s in schools if s.ref == chosen)
    upload = values["file"]
    try:
        run = actions.bring_in(
            by=actor,
            organisation=school,
            name=upload.name,
            blocks=upload.chunks(1 << 20),
            wanted=values["format"],
            as_at=values["as_at"],
        )
    except ProblemsError as error:
        for problem in error.problems[:10]:
            form.add_error("file", str(problem))
        return _page(request, form, 422)
    page = "import-columns" if run.status == Status.MAPPING else "import"
    return HttpResponseRedirect(reverse(page, args=[run.ref]))


def _form(request: HttpRequest, data: Any = None) -> BringInForm:
    schools = [(school.ref, school.name) for school in queries.schools(who(request))]
    files = request.FILES if data is not None else None
    form = BringInForm(data, files, schools=schools)
    if data is None and request.method == "POST":  # refused before it was read
        form = BringInForm({}, {}, schools=schools)
        form.full_clean()
        form.errors.clear()
    return form


def _page(request: HttpRequest, form: BringInForm, status: int) -> HttpResponse:
    return render(request, "exchange/bring_in.html", {"form": form}, status=status)


@page("import.run")
def columns(request: HttpRequest, run: str) -> HttpResponseBase:
    """Each column of the sheet, with examples, and which field it is."""
    actor = who(request)
    found = queries.run(actor, run)
    if found.status not in (Status.MAPPING, Status.PLANNED, Status.FAILED) or found.format != "spreadsheet":
        return HttpResponseRedirect(reverse("import", args=[found.ref]))
    if request.method == "POST" and request.POST.get("other_sheet"):
        with suppress(ProblemsError):
            actions.choose_sheet(by=actor, run=found.ref, sheet=request.POST.get("sheet", ""))
        return HttpResponseRedirect(reverse("import-columns", args=[found.ref]))
    mapping = msgspec.convert(found.mapping, ColumnMap, strict=False)
    try:
        opened = open_file(storage.path_of(found.ref), "spreadsheet", mapping)
    except ProblemsError:
        return HttpResponseRedirect(reverse("import", args=[found.ref]))
    sheet = opened.sheet
    initial: dict[str, Any] = {f"c{place}": field for place, field in mapping.columns.items()}
    form = ColumnsForm(request.POST or None, sheet=sheet, initial=initial | _orders(mapping))
    if request.method == "POST" and form.is_valid():
        try:
            orders = {name: form.cleaned_data[name] for name in ("dates", "names")}
            actions.map_columns(by=actor, run=found.ref, chosen=form.chosen, sheet=sheet.name, **orders)
            return HttpResponseRedirect(reverse("import", args=[found.ref]))
        except ProblemsError as error:
            for problem in error.problems:
                form.add_error(None, problem.what)
    context = {
        "run": found,
        "form": form,
        "sheet": sheet,
        "rows": _examples(sheet),
        "problems": opened.problems(),
        "sheets": [s.name for s in opened.sheets] if len(opened.sheets) > 1 else [],
    }
    return render(request, "exchange/columns.html", context, status=422 if form.errors else 200)


def _orders(mapping: ColumnMap) -> dict[str, str]:
    dates = "month" if mapping.month_first else "day" if mapping.day_first else ""
    return {"dates": dates, "names": mapping.names}


def _examples(sheet: Sheet) -> list[list[str]]:
    """For each column the first cells that hold anything."""
    found: list[list[str]] = [[] for _ in sheet.header]
    for _, cells in islice(sheet.rows(), 50):
        for place, examples in enumerate(found):
            text = cells[place].strip()[:40]
            if text and len(examples) < 3 and text not in examples:
                examples.append(text)
    return found
