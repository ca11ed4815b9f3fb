"""A plan leaves as a transfer file, and one that another school sent is taken in after a look at what would change."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.queries import children
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.children import frame
from attainable.domains.people.web.presenters import year_name
from attainable.domains.provision import queries
from attainable.domains.provision.actions import transfer as actions
from attainable.domains.provision.facts import PLAN
from attainable.domains.provision.papers.plans import About, printed
from attainable.domains.provision.queries.plans import child_of_file, open_plans, version
from attainable.domains.provision.rules import transfer as rules
from attainable.domains.provision.rules.plan_kinds import SECTIONS
from attainable.domains.provision.rules.transfer import PlanFile
from attainable.domains.provision.web.files import sent
from attainable.govuk.forms import DateField, Form
from attainable.govuk.look import Look
from attainable.records.write import EditedMeanwhileError, changing
from attainable.values.problem import ProblemsError


class SendForm(Form):
    """Why a plan leaves, and as what."""

    looks: ClassVar = {"why": Look(rows=3)}
    why = forms.CharField(
        label="Who is it for, and why?",
        max_length=300,
        widget=forms.Textarea,
        help_text="For example: Elm Secondary School, the child’s school from September. We keep this in the audit.",
        error_messages={"required": "Enter who it is for, and why."},
    )
    kind = forms.ChoiceField(
        label="As",
        choices=[("json", "Transfer file, which another school can read in"), ("pdf", "PDF, for people")],
        initial="json",
        widget=forms.RadioSelect,
    )


class UploadForm(Form):
    """The file that another school sent."""

    file = forms.FileField(label="Transfer file", error_messages={"required": "Choose the transfer file that the school sent."})


class TakeInForm(Form):
    """The file again, with what only this school can say."""

    looks: ClassVar = {"why": Look(rows=2)}
    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    review_on = DateField(label="Date of the review here")
    why = forms.CharField(
        label="Where the file is from", max_length=300, widget=forms.Textarea, help_text="For example: by email from the nursery."
    )


@page("child.view")
def send_plan(request: HttpRequest, ref: str, row: int) -> HttpResponse:
    """Asks why, then sends the file."""
    actor = who(request)
    seen = children.record(actor, ref)
    if queries.MANAGE not in seen.may:
        raise PermissionDenied
    found = version(actor, seen, row)
    form = SendForm(posted(request))
    if form.is_valid():
        kind, why = form.cleaned_data["kind"], form.cleaned_data["why"]
        file = actions.send_plan(by=actor, seen=seen, version=found, kind=kind, why=why)
        if kind == "pdf":
            about = About(seen.child.name, file.school.name, year_name(seen.standing, actor.on), actor.on)
            return sent(printed("plan", about, found, {name: PLAN.label(name) for name in SECTIONS}), f"plan-{ref}", "pdf")
        answer = HttpResponse(rules.written(file), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="plan-{ref}.json"'
        return answer
    context = {**frame(actor, seen, "child-support-plan"), "form": form, "plan": found.plan}
    return render(request, "provision/send_plan.html", context, status=422 if form.errors else 200)


send_plan.change_permission = queries.MANAGE  # type: ignore[attr-defined]


@page(queries.MANAGE)
def take_in(request: HttpRequest) -> HttpResponse:
    """Takes a file, shows what would change, and writes it once somebody has said yes."""
    actor = who(request)
    if request.method == "POST" and "text" in request.POST:
        return _written(request, actor)
    form = UploadForm(posted(request), request.FILES or None)
    if form.is_valid():
        content = form.cleaned_data["file"].read(rules.MOST_BYTES + 1)
        read: list[tuple[PlanFile, Record]] = []
        if done(form, lambda: read.append(_read(actor, content))):
            file, seen = read[0]
            late = file.plan.review_on <= actor.on
            start = {"text": content.decode(), "version": seen.child.version, "review_on": None if late else file.plan.review_on}
            return _preview(request, actor, file, seen, TakeInForm(initial=start))
    return render(request, "provision/take_in.html", {"form": form}, status=422 if form.errors else 200)


def _read(actor: Actor, content: bytes) -> tuple[PlanFile, Record]:
    """The plan and the child that it is about."""
    file = rules.read(content)
    seen = child_of_file(actor, file.child)
    if seen is None:
        what = "No child whose plans you keep has this UPN, or these names with this date of birth."
        raise ProblemsError(rules.problem(what, "Check that the child is on roll here, and that the UPN in the record is right."))
    return file, seen


def _written(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The plan is read and matched again: what was shown may have changed."""
    try:
        file, seen = _read(actor, request.POST["text"].encode())
    except ProblemsError as error:
        words = [f"{one.what} {one.mend}" for one in error.problems]
        messages.error(request, " ".join(words))
        return HttpResponseRedirect(reverse("take-in-plan"))
    form = TakeInForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data

        def write() -> None:
            with changing(by=actor, child=seen.child.ref, permission=queries.MANAGE, version=given["version"]) as draft:
                actions.take_in(draft, file=file, review_on=given["review_on"], why=given["why"])

        try:
            if done(form, write):
                messages.success(request, "The plan has been taken in.")
                return HttpResponseRedirect(reverse("child-support-plan", args=[seen.child.ref]))
        except EditedMeanwhileError:
            form.add_error(None, "Somebody changed this record while you were looking. Choose the file again.")
    return _preview(request, actor, file, seen, form)


def _preview(request: HttpRequest, actor: Actor, file: PlanFile, seen: Record, form: Form) -> HttpResponse:
    """What the file says, what would change, and what stays out."""
    labels = {name: PLAN.label(name) for name in SECTIONS}
    context: dict[str, Any] = {
        **frame(actor, seen, "child-support-plan"),
        "form": form,
        "file": file,
        "sections": [(labels[name], file.plan.sections[name]) for name in SECTIONS if file.plan.sections.get(name)],
        "targets": [row for row in file.targets if not row.outcome],
        "area": rules.area_words,
        "left_out": rules.left_out(file),
        "ends": [plan.in_a_line for plan in open_plans(seen) if plan.kind == file.plan.kind],
    }
    return render(request, "provision/take_in_preview.html", context, status=422 if form.errors else 200)


@page()
def plan_schema(request: HttpRequest) -> HttpResponse:
    """The published schema of the file."""
    return HttpResponse(rules.schema(), content_type="application/schema+json")


urlpatterns = [
    path("children/<slug:ref>/support-plan/<int:row>/send/", send_plan, name="send-plan"),
    path("provision/plans/take-in/", take_in, name="take-in-plan"),
    path("provision/plans/schema.json", plan_schema, name="plan-schema"),
]
