"""Who has seen a child's record, and the report for a subject-access request."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.web.guards import page, who
from attainable.documents.html import html
from attainable.documents.pdf import pdf
from attainable.documents.word import word
from attainable.domains.people.actions.viewing import note_report, note_view
from attainable.domains.people.queries import children, held
from attainable.domains.people.web.access_document import Redaction, document, in_words
from attainable.domains.people.web.children import frame
from attainable.domains.people.web.presenters import relationship_label
from attainable.govuk.forms import Form, Look
from attainable.values.numbers import whole_number

_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


class ReportForm(Form):
    """Who asks, what is left out, and in which form."""

    looks = {"why": Look(rows=3)}  # noqa: RUF012
    why = forms.CharField(
        label="Who asked for the report, and when",
        max_length=500,
        widget=forms.Textarea,
        help_text="For example: the mother, by letter on 3 March. We checked her identity. We keep this in the audit.",
        error_messages={"required": "Enter who asked for the report, and when."},
    )
    carers = forms.MultipleChoiceField(
        label="Leave out the details of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick everybody except the person who asked. The report still shows their relationship to the child.",
    )
    staff = forms.BooleanField(label="Leave out the names of members of staff", required=False)
    restriction = forms.BooleanField(
        label="Leave out that the record is or was restricted",
        required=False,
        initial=True,
        help_text="The reason is always left out.",
    )
    kind = forms.ChoiceField(
        label="As", choices=[("pdf", "PDF"), ("docx", "Word"), ("html", "Web page")], initial="pdf", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, carers: list[tuple[str, str]], restricted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carers"].choices = carers  # type: ignore[attr-defined]
        if not carers:
            del self.fields["carers"]
        if not restricted:
            del self.fields["restriction"]

    @property
    def redaction(self) -> Redaction:
        given = self.cleaned_data
        return Redaction(frozenset(given.get("carers", ())), given["staff"], given.get("restriction", True))


@page("audit.child")
def child_access(request: HttpRequest, ref: str) -> HttpResponse:
    """Who has seen and changed the record, page by page."""
    actor = who(request)
    seen = children.record(actor, ref, "audit.child")
    only = request.GET.get("only", "")
    only = only if only in ("views", "changes") else ""
    number = whole_number(request.GET.get("before"))
    found = held.looks(actor, seen, number, only=only)
    context = {**frame(actor, seen, "child-access"), "found": found, "only": only, "in_words": in_words, "newest": number is None}
    note_view(actor, seen, "child-access")
    return render(request, "people/child_access.html", context)


@page("audit.child", again=True)
def report(request: HttpRequest, ref: str) -> HttpResponse:
    """Asks what is left out, then sends the document. That it was made is audited with why."""
    actor = who(request)
    seen = children.record(actor, ref, "audit.child")
    everything = held.everything(actor, seen)
    named = {
        row.carer.ref: f"{row.carer.name}, {relationship_label(row.relationship).lower()}" for row in everything.responsibilities
    }
    form = ReportForm(request.POST or None, carers=list(named.items()), restricted=bool(everything.restrictions))
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/child_report.html", {**frame(actor, seen, "child-access"), "form": form})
    redaction, kind = form.redaction, form.cleaned_data["kind"]
    made = document(everything, redaction, organisation=actor.organisation_name, on=actor.on)
    content = html(made).encode() if kind == "html" else pdf(made) if kind == "pdf" else word(made)
    note_report(actor, seen, why=form.cleaned_data["why"], carers=len(redaction.carers), staff=redaction.staff, kind=kind)
    response = HttpResponse(content, content_type=_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="access-report-{seen.child.ref}.{kind}"'
    return response


child_access.child_permission = report.child_permission = "audit.child"  # type: ignore[attr-defined]
urlpatterns = [
    path("children/<slug:ref>/access/", child_access, name="child-access"),
    path("children/<slug:ref>/access/report/", report, name="child-report"),
]
