"""This domain's parts of the home page, and the page of everything that is to be done."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import who
from attainable.domains.people.models import Standing
from attainable.domains.people.queries import register, work
from attainable.domains.people.web import presenters as words
from attainable.manifest import Task, declared, load
from attainable.values.school_year import term_start


def register_today(actor: Actor) -> dict[str, Any] | None:
    """How many children are on the register, by provision, and how many have joined, left or changed since this term began."""
    counts = register.counts(actor) if actor.may("register.view") else {}
    if not counts:
        return None
    shown = [
        {"code": code, "label": words.provision_label(code), "count": counts[code]}
        for code in ("K", "E", "S", "A", "P")
        if code in counts
    ]
    return {"counts": shown, "total": sum(counts.values()), "moved": _moved(actor), "words": words}


def _moved(actor: Actor) -> dict[str, Any] | None:
    """For people who keep a school's register."""
    if not actor.may("register.change"):
        return None
    since = term_start(actor.on)
    kinds = [row.kind for row in register.movement(actor, since)]
    return {"since": since, **{kind: kinds.count(kind) for kind in ("joined", "left", "changed")}}


def tasks(actor: Actor) -> dict[str, Any] | None:
    """What every domain has for this person to do: what has a tag first, then what is due first."""
    found = [(task, _find(task, actor, work.MOST)) for task in _tasks() if actor.may(task.permission)]
    due = [(task, what) for task, what in found if what.count]
    due.sort(key=lambda pair: (not pair[0].tag, pair[1].due is None, pair[1].due or actor.on))
    if not due and not actor.may("register.change"):
        return None
    return {"tasks": [_shown(task, what, actor) for task, what in due], "words": words}


def groups(actor: Actor) -> dict[str, Any] | None:
    found = work.groups_taught(actor) if actor.may("child.view") else []
    return {"groups": found} if found else None


def children(actor: Actor) -> dict[str, Any] | None:
    """A family's own children, and children that somebody is assigned to."""
    own = "Your record" if any(post.role == "young-person" for post in actor.posts) else "Your children"
    lists = [(own, work.own_children(actor)), ("Children you support", work.named_children(actor))]
    shown = [(title, rows) for title, rows in lists if rows]
    return {"lists": shown, "words": words} if shown else None


def finding(actor: Actor) -> dict[str, Any] | None:
    return {} if actor.may("child.find") else None


@login_required
def to_do(request: HttpRequest, kind: str) -> HttpResponse:
    """Every child with something to do."""
    task = next((task for task in _tasks() if task.kind == kind and not task.page), None)
    if task is None:
        raise Http404
    actor = who(request)
    if not actor.may(task.permission):
        raise PermissionDenied
    shown = _shown(task, _find(task, actor, work.ALL), actor)
    return render(request, "people/to_do.html", {"task": shown, "words": words, "today": actor.on})


def _tasks() -> list[Task]:
    return declared("tasks")


def _find(task: Task, actor: Actor, most: int) -> work.Task:
    """What there is to do; a task with a page of its own only counts."""
    find = load(task.find)
    if task.page:
        return work.Task(task.kind, find(actor), [])
    found: work.Task = find(actor, most=most)
    return found


def _shown(task: Task, what: work.Task, actor: Actor) -> dict[str, Any]:
    more = "" if what.count <= work.MOST else reverse("to-do", args=[task.kind])
    overdue = what.due is not None and what.due < actor.on
    return {
        "text": (task.one if what.count == 1 else task.many).format(f"{what.count:,}"),
        "tag": task.tag or ("Overdue" if overdue else ""),
        "more": what.count - len(what.children),
        "href": reverse(task.page) if task.page else more,
        "children": [(s, (what.dates or {}).get(s.pk), _opened(task, what, s)) for s in what.children],
    }


def _opened(task: Task, what: work.Task, standing: Standing) -> str:
    """The page of a child's record on which the task is done."""
    row = (what.rows or {}).get(standing.pk)
    return reverse(task.opens, args=[standing.child.ref, *([row] if row else [])])


urlpatterns = [path("to-do/<slug:kind>/", to_do, name="to-do")]
