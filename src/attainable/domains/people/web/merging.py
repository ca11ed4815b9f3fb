"""Two records of one child: find the other one, compare, merge, and undo."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import View, page, who
from attainable.audit.models import Entry
from attainable.domains.people.actions.clashing import all_barred, all_clashes
from attainable.domains.people.actions.merging import NEEDED, differing, merge
from attainable.domains.people.actions.unmerging import unmerge
from attainable.domains.people.actions.viewing import note_list, note_view
from attainable.domains.people.models import Child
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries import merging
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web import presenters as words
from attainable.domains.people.web.changes import add_problems
from attainable.domains.people.web.children import frame, parts
from attainable.govuk.forms import Form, Look
from attainable.records.fact import Fact, NotReported, facts
from attainable.records.words import cells, headings, in_a_line
from attainable.records.write import EditedMeanwhileError
from attainable.values.problem import ProblemsError

_LABELS: Final = {
    "forename": "Forename",
    "middle_names": "Middle names",
    "surname": "Surname",
    "known_as": "Known as",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "upn": "UPN",
    "uln": "ULN",
}


class FindForm(Form):
    """The other record."""

    q = forms.CharField(
        label="Name, UPN or reference of the other record",
        max_length=100,
        error_messages={"required": "Enter a name, a UPN or a reference."},
    )


class WhyForm(Form):
    """Why, with the versions of both records that somebody looked at."""

    looks = {"why": Look(rows=3)}  # noqa: RUF012
    why = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    other_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _page(make: Callable[..., HttpResponse]) -> View:
    @page("child.view")
    def view(request: HttpRequest, ref: str, **keys: Any) -> HttpResponse:
        actor = who(request)
        return make(request, actor, _seen(actor, ref), **keys)

    view.__name__ = make.__name__
    view.change_permission = NEEDED[0]  # type: ignore[attr-defined]
    return view


def _seen(actor: Actor, ref: str) -> Record:
    seen = queries.record(actor, ref)
    if not seen.may.issuperset(NEEDED):
        raise PermissionDenied
    return seen


def _to_find(request: HttpRequest, seen: Record, said: str) -> HttpResponse:
    messages.warning(request, said)
    return HttpResponseRedirect(reverse("merge-find", args=[seen.child.ref]))


@_page
def merge_find(request: HttpRequest, actor: Actor, seen: Record) -> HttpResponse:
    form = FindForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = merging.found(actor, seen, form.cleaned_data["q"], NEEDED)
        note_list(actor, "same child", len(found))
    context = {**frame(actor, seen), "form": form, "found": found, "merges": merging.merges(seen)}
    return render(request, "people/merge_find.html", context, status=422 if form.errors else 200)


@_page
def merge_records(request: HttpRequest, actor: Actor, seen: Record, other: str) -> HttpResponse:
    try:
        second = _seen(actor, other)
    except (Http404, PermissionDenied):  # alike, so that nothing is revealed
        return _to_find(request, seen, "There is no such record that you can see and change.")
    if second.child.pk == seen.child.pk:
        return _to_find(request, seen, "These are the same record.")
    form, stale = _form(request.POST or None, seen.child, second.child), None
    if request.method == "POST" and form.is_valid():
        try:
            merged = _merged(actor, seen.child, second.child, form)
        except EditedMeanwhileError:
            merged, stale = (
                False,
                _others_changes((seen, form.cleaned_data["version"]), (second, form.cleaned_data["other_version"])),
            )
            form = _again(request, seen.child, second.child)
        if merged:
            messages.success(request, "The two records are one record now.")
            return HttpResponseRedirect(reverse("child", args=[seen.child.ref]))
    note_view(actor, second, "same-child")
    context = {**frame(actor, seen), "form": form, "other": second, "stale": stale, **_compared(actor, seen, second)}
    return render(request, "people/merge.html", context, status=422 if form.errors else 200 if stale is None else 409)


def _others_changes(*compared: tuple[Record, int | None]) -> list[Entry]:
    """What others changed in either record since the page was opened."""
    behind = [(seen, version) for seen, version in compared if seen.child.version != version]
    return [entry for seen, version in behind for entry in queries.changes_since(seen, version)]


def _again(request: HttpRequest, one: Child, two: Child) -> WhyForm:
    """What was typed, now with the versions of both records as the page shows them."""
    posted = request.POST.copy()
    posted["version"], posted["other_version"] = str(one.version), str(two.version)
    return _form(posted, one, two)


def _form(posted: Any, one: Child, two: Child) -> WhyForm:
    """With a choice for each detail that the two records give differently."""
    form = WhyForm(posted, initial={"version": one.version, "other_version": two.version})
    form.fields["why"].label = "How do you know that both records are of the same child?"
    for name in differing(one, two):
        choices = [("", _detail(one, name)), ("other", _detail(two, name))]
        form.fields[name] = forms.ChoiceField(
            label=f"Which is right: {_LABELS[name]}", choices=choices, widget=forms.RadioSelect, required=False
        )
    form.order_fields([*differing(one, two), "why"])
    form.word_all()
    return form


def _merged(actor: Actor, one: Child, two: Child, form: WhyForm) -> bool:
    """Whether they were merged; what was refused is put on the form. Raises EditedMeanwhileError."""
    given = form.cleaned_data
    versions = (given["version"] or 0, given["other_version"] or 0)
    chosen = [name for name in _LABELS if given.get(name) == "other"]
    try:
        merge(by=actor, kept=one.ref, other=two.ref, why=given["why"], versions=versions, other_has=chosen)
    except ProblemsError as error:
        add_problems(form, error)  # type: ignore[arg-type]
    else:
        return True
    return False


def _detail(child: Child, name: str) -> str:
    value = getattr(child, name)
    if name == "date_of_birth":
        return words.day(value)
    return child.get_sex_display() if name == "sex" else value or "Not recorded"


def _compared(actor: Actor, seen: Record, second: Record) -> dict[str, Any]:
    declared = list(facts().values())
    rows = {fact.name: (merging.rows_of(seen, fact), merging.rows_of(second, fact)) for fact in declared}
    now = {name: tuple([row for row in part if _counts(row)] for part in pair) for name, pair in rows.items()}
    clashed: Any = all_clashes(now, declared)  # type: ignore[arg-type]
    may = {fact.name for fact in declared if _may_see(fact, seen) and _may_see(fact, second)}
    return {
        "details": [(label, _detail(seen.child, name), _detail(second.child, name)) for name, label in _LABELS.items()],
        "tables": [_table(fact, *rows[fact.name]) for fact in declared if fact.name in may and any(rows[fact.name])],
        "hidden": any(any(rows[fact.name]) for fact in declared if fact.name not in may),
        "clashes": [
            (c.fact.title, in_a_line(c.fact, c.goes) if c.fact.name in may else "", c.rule) for c in clashed if c.fact.name in may
        ],
        "barred": [bar.carer.name for bar, _ in all_barred(now)],  # type: ignore[arg-type]
        "restricted": seen.standing.restricted or second.standing.restricted,
    }


def _counts(row: Any) -> bool:
    return getattr(row, "until_date", None) is None and getattr(row, "withdrawn_at", None) is None


def _may_see(fact: Fact, seen: Record) -> bool:
    """As on the record's own pages: the part's permission; of restrictions that of managing them."""
    part = next((known.permission for known in parts() if known.name == fact.part), fact.permission)
    needed = {part, fact.permission} if isinstance(fact.report, NotReported) or fact.name == "restriction" else {part}
    return needed <= seen.may


def _table(fact: Fact, mine: list[Any], theirs: list[Any]) -> dict[str, Any]:
    if isinstance(fact.report, NotReported):
        return {"title": fact.title, "headings": [], "sides": [[[f"{len(part)} recorded"]] for part in (mine, theirs)]}
    return {
        "title": fact.title,
        "headings": headings(fact),
        "sides": [[list(cells(fact, row)) for row in part] for part in (mine, theirs)],
    }


@_page
def merge_undo(request: HttpRequest, actor: Actor, seen: Record, merge: int) -> HttpResponse:
    row = next((known for known in merging.merges(seen) if known.pk == merge), None)
    if row is None:
        return _to_find(request, seen, "This record is not merged any more.")
    form = WhyForm(request.POST or None)
    form.fields["why"].label = "Why are the records separated again?"
    refused = 422
    if request.method == "POST" and form.is_valid():
        try:
            unmerge(by=actor, child=seen.child.ref, merge=merge, why=form.cleaned_data["why"])
        except ProblemsError as error:
            add_problems(form, error)  # type: ignore[arg-type]
            refused = 409 if seen.child.version != row.version else 422
        else:
            messages.success(request, "Both records are as they were before.")
            return HttpResponseRedirect(reverse("child", args=[seen.child.ref]))
    context = {**frame(actor, seen), "form": form, "row": row}
    return render(request, "people/merge_undo.html", context, status=refused if form.errors else 200)


urlpatterns = [
    path("children/<slug:ref>/same-child/", merge_find, name="merge-find"),
    path("children/<slug:ref>/same-child/<slug:other>/", merge_records, name="merge-records"),
    path("children/<slug:ref>/same-child/<int:merge>/undo/", merge_undo, name="merge-undo"),
]
