"""Changes of a child's record as pages: one form a page, all handled alike.

A page carries the version of the record that it showed. If somebody changed the record while the page was open, it says who and
what, keeps what was typed, and can be sent again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import View, page, who
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web.children import frame
from attainable.records.draft import Draft
from attainable.records.forms import RecordForm
from attainable.records.write import EditedMeanwhileError, changing
from attainable.values.problem import ProblemsError

type Keys = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A kind of change: `form` makes the form from the actor, the record, what the address names and what was posted; `apply`
    does it to a draft of the record, given what the address names and what was entered. `back` is the part of the record to which
    the page returns. `about` names what else it is about, such as the carer in the address.
    With `again` the password or second factor is asked for first."""

    name: str
    address: str
    permission: str
    title: str
    button: str
    done: str
    back: str
    form: Callable[[Actor, Record, Keys, Any], RecordForm]
    apply: Callable[[Draft, Keys, dict[str, Any]], object]
    words: str = ""
    warning: bool = False
    again: bool = False
    about: Callable[[Actor, Record, Keys], str] | None = None
    template: str = "people/change.html"
    to: str = ""
    """The page without a child, such as a list of work, to which it goes when it is done, where that is not `back`."""


def change_page(request: HttpRequest, change: Change, ref: str, keys: Keys) -> HttpResponse:
    actor = who(request)
    seen = queries.record(actor, ref)
    if change.permission not in seen.may:
        raise PermissionDenied
    form = change.form(actor, seen, keys, request.POST or None)
    others_changes: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            _write(actor, change, ref, keys, form)
        except ProblemsError as error:
            add_problems(form, error)
        except EditedMeanwhileError:
            others_changes = queries.changes_since(seen, form.cleaned_data["version"])
            form = _again(form, seen)
        else:
            messages.success(request, change.done)
            return HttpResponseRedirect(reverse(change.to) if change.to else after(actor, ref, change.back))
    context = {
        **frame(actor, seen),
        "form": form,
        "change": change,
        "others_changes": others_changes,
        "own": all(entry.account == actor.account for entry in others_changes),
        "about": change.about(actor, seen, keys) if change.about else "",
        "back": reverse(change.back, args=[ref]),
    }
    return render(request, change.template, context, status=409 if others_changes else 422 if form.errors else 200)


def _write(actor: Actor, change: Change, ref: str, keys: Keys, form: RecordForm) -> None:
    values = dict(form.cleaned_data)
    version = values.pop("version")
    with changing(by=actor, child=ref, permission=change.permission, version=version) as draft:
        change.apply(draft, keys, values)


def add_problems(form: RecordForm, error: ProblemsError) -> None:
    """Put what an action refused beside the fields that it is about."""
    for problem in error.problems:
        column = problem.column if problem.column in form.fields else None
        form.add_error(column, f"{problem.what} {problem.mend}".strip())


def _again(form: RecordForm, seen: Record) -> RecordForm:
    """The same form with everything typed, now with the current version."""
    posted: Any = form.data.copy()  # type: ignore[attr-defined]
    posted["version"] = str(seen.child.version)
    form.data = posted
    return form


def after(actor: Actor, ref: str, back: str) -> str:
    """Where to go: the part, or home if the change took the record out of reach."""
    try:
        queries.record(actor, ref)
    except Http404:
        return reverse("home")
    return reverse(back, args=[ref])


def plain_form(kind: type[RecordForm], **initial: Any) -> Callable[[Actor, Record, Keys, Any], RecordForm]:
    """A form that needs nothing of the record but its version; an initial value `today` is the day on which it is asked."""

    def make(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
        values = {name: actor.on if value == "today" else value for name, value in initial.items()}
        return kind(posted, initial={"version": seen.child.version, **values})

    return make


def call(operation: Callable[..., object], **fixed: Any) -> Callable[[Draft, Keys, dict[str, Any]], object]:
    """An operation on a draft with what the address names and what was entered, field by field."""

    def apply(draft: Draft, keys: Keys, values: dict[str, Any]) -> object:
        return operation(draft, **fixed, **keys, **values)

    return apply


def pages(changes: Iterable[Change]) -> list[Any]:
    """An address for each kind of change."""
    return [path(f"children/<slug:ref>/{c.address}", _view(c), name=c.name) for c in changes]


def _view(change: Change) -> View:
    @page("child.view", again=change.again)
    def view(request: HttpRequest, ref: str, **keys: Any) -> HttpResponse:
        return change_page(request, change, ref, keys)

    view.__name__ = change.name.replace("-", "_")
    view.change_permission = change.permission  # type: ignore[attr-defined]
    return view
