"""The audit, for administrators: what the people of an organisation did. Reading it is itself written to it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from attainable.accounts import queries
from attainable.accounts.web.forms import AuditForm
from attainable.accounts.web.guards import page, who
from attainable.audit.actions import Event, record
from attainable.audit.models import Entry
from attainable.audit.queries import Asked
from attainable.formats.sheets import sheet_lines
from attainable.values import clock
from attainable.values.numbers import whole_number

_VIEW = "audit.view"
COLUMNS = ("number", "when", "who", "role", "organisation", "what", "about", "reference", "why")


def in_words(action: str) -> str:
    """`register.changed` is “Register changed”."""
    return action.replace(".", " ").replace("-", " ").capitalize()


@page(_VIEW)
def audit(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    form = _form(request, request.GET)
    asked, noted = _asked(form)
    before = whole_number(request.GET.get("before"))
    found = queries.audit_page(actor, asked, before)
    record(actor, Event("audit.viewed", "audit", details=noted))
    kept = {n: str(value) for n, value in request.GET.items() if value and n.split("_")[0] in form.fields}
    older = urlencode({**kept, "before": found.before or ""})
    return render(
        request,
        "accounts/audit.html",
        {
            "form": form,
            "entries": found.entries,
            "in_words": in_words,
            "asked": noted,
            "older": f"?{older}" if found.before else "",
            "newest": before is None,
            "kept": kept.items(),
        },
    )


@page(_VIEW, again=True)
@require_POST
def download(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """All that was asked for, as a file for a spreadsheet."""
    actor = who(request)
    asked, noted = _asked(_form(request, request.POST))
    record(actor, Event("audit.exported", "audit", details=noted))
    lines: Iterator[str] = sheet_lines(COLUMNS, map(_row, queries.audit_entries(actor, asked)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{clock.today():%Y-%m-%d}.csv"'
    return response


def _row(entry: Entry) -> tuple[Any, ...]:
    at = timezone.localtime(entry.at)
    return (
        entry.number,
        f"{at:%Y-%m-%d %H:%M:%S}",
        entry.name,
        entry.roles,
        entry.organisation_name,
        in_words(entry.action),
        entry.subject_kind,
        entry.child or entry.subject,
        entry.why,
    )


def _form(request: HttpRequest, data: Any) -> AuditForm:
    actor = who(request)
    return AuditForm(list(queries.audit_people(actor)), [(a, in_words(a)) for a in queries.audit_actions(actor)], data or None)


def _asked(form: AuditForm) -> tuple[Asked, dict[str, str]]:
    """What was asked for, and how the audit notes it: a person by their reference. A field that is wrong asks for nothing."""
    if not form.is_bound:
        return Asked(), {}
    form.is_valid()
    given = form.cleaned_data
    noted = {name: str(value) for name, value in given.items() if value}
    person = given.get("person")
    account = form.account_of(person) if person else None
    return Asked(account, given.get("action") or "", given.get("since"), given.get("until")), noted
