"""Home: what needs doing now, by when, and the figures that matter, for whoever signs in."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import who
from attainable.domains.people.queries import register, work
from attainable.domains.people.web import presenters as words
from attainable.values.school_year import last_term_start

# Each kind of task: one, many, whom it is for and who finds it.
_TASKS: Final[dict[str, tuple[str, str, str, Callable[..., work.Task]]]] = {
    "needs-missing": (
        "{} child on the register has no need recorded",
        "{} children on the register have no need recorded",
        "register.change",
        work.needs_missing,
    ),
    "patterns-due": (
        "{} child attends part of the week and a review is due",
        "{} children attend part of the week and a review is due",
        "enrolment.change",
        work.patterns_due,
    ),
    "consent-missing": (
        "{} child has a body involved and no consent recorded",
        "{} children have a body involved and no consent recorded",
        "consent.record",
        work.consent_missing,
    ),
    "turning-16": (
        "{} young person turns 16 in three weeks: past compulsory school age they decide about their support",
        "{} young people turn 16 in three weeks: past compulsory school age they decide about their support",
        "register.change",
        work.turning_16,
    ),
}


@login_required
def home(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    counts = register.counts(actor) if actor.may("register.view") else {}
    return render(
        request,
        "website/home.html",
        {
            "tasks": _tasks(actor),
            "counts": [_figure(code, counts[code]) for code in ("K", "E", "S", "A", "P") if code in counts],
            "total": sum(counts.values()),
            "groups": work.groups_taught(actor) if actor.may("child.view") else [],
            "own": work.own_children(actor),
            "named": work.named_children(actor),
            "words": words,
            "today": actor.on,
            "emergencies": work.emergencies_to_review(actor) if actor.may("audit.view") else 0,
            "moved": _moved(actor),
            "own_record": any(post.role == "young-person" for post in actor.posts),
            "roles": [(post.role_label, post.organisation_name) for post in actor.posts],
        },
    )


@login_required
def to_do(request: HttpRequest, kind: str) -> HttpResponse:
    """Everybody of whom something is to be done."""
    if kind not in _TASKS:
        raise Http404
    *_, permission, find = _TASKS[kind]
    actor = who(request)
    if not actor.may(permission):
        raise PermissionDenied
    task = find(actor, most=work.ALL)
    return render(request, "website/to_do.html", {"task": _told(task, actor), "words": words, "today": actor.on})


def _tasks(actor: Actor) -> list[dict[str, Any]]:
    found = [find(actor) for *_, permission, find in _TASKS.values() if actor.may(permission)]
    due = sorted((task for task in found if task.count), key=lambda t: (t.due is None, t.due or actor.on))
    return [_told(task, actor) for task in due]


def _told(task: work.Task, actor: Actor) -> dict[str, Any]:
    one, many, *_ = _TASKS[task.kind]
    return {
        "text": (one if task.count == 1 else many).format(f"{task.count:,}"),
        "due": task.due,
        "overdue": task.due is not None and task.due < actor.on,
        "more": task.count - len(task.children),
        "href": reverse("to-do", args=[task.kind]) if task.count > work.MOST else "",
        "children": [(s, (task.dates or {}).get(s.pk)) for s in task.children],
    }


def _figure(code: str, count: int) -> dict[str, Any]:
    return {"code": code, "label": words.provision_label(code), "count": count}


def _moved(actor: Actor) -> dict[str, Any] | None:
    """Joined, left and changed since last term began; for whoever keeps a school's register."""
    if not actor.may("register.change"):
        return None
    since = last_term_start(actor.on)
    kinds = [row.kind for row in register.movement(actor, since)]
    return {"since": since, **{kind: kinds.count(kind) for kind in ("joined", "left", "changed")}}
