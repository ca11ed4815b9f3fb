"""Home: what needs doing now, by when, and the figures that matter, for whoever signs in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import who
from attainable.domains.people.queries import register, work
from attainable.domains.people.web import presenters as words
from attainable.values.school_year import last_term_start

# Each kind of task: one, many, and where to see all of them.
_TASKS = {
    "needs-missing": ("{} child on the register has no need recorded", "{} children on the register have no need recorded",
                      "register", "?need=none"),
    "patterns-due": ("{} child attends part of the week and a review is due",
                     "{} children attend part of the week and a review is due", "", ""),
    "consent-missing": ("{} child has a body involved and no consent recorded",
                        "{} children have a body involved and no consent recorded", "", ""),
    "turning-16": ("{} young person turns 16 in three weeks: past compulsory school age they decide about their support",
                   "{} young people turn 16 in three weeks: past compulsory school age they decide about their support", "", ""),
}  # fmt: skip


@login_required
def home(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    counts = register.counts(actor) if actor.may("register.view") else {}
    return render(request, "website/home.html", {
        "tasks": _tasks(actor), "counts": [_figure(code, counts[code]) for code in ("K", "E", "S", "A", "P") if code in counts],
        "total": sum(counts.values()), "groups": work.groups_taught(actor) if actor.may("child.view") else [],
        "own": work.own_children(actor), "named": work.named_children(actor), "words": words, "today": actor.on,
        "emergencies": work.emergencies_to_review(actor) if actor.may("audit.view") else 0,
        "moved": _moved(actor), "own_record": any(post.role == "young-person" for post in actor.posts),
        "roles": [(post.role_label, post.organisation_name) for post in actor.posts],
    })  # fmt: skip


def _tasks(actor: Actor) -> list[dict[str, Any]]:
    found = []
    if actor.may("register.change"):
        found += [work.needs_missing(actor), work.turning_16(actor)]
    if actor.may("enrolment.change"):
        found.append(work.patterns_due(actor))
    if actor.may("consent.record"):
        found.append(work.consent_missing(actor))
    tasks = []
    for task in sorted((t for t in found if t.count), key=lambda t: (t.due is None, t.due or actor.on)):
        one, many, page, query = _TASKS[task.kind]
        tasks.append({
            "text": (one if task.count == 1 else many).format(f"{task.count:,}"), "due": task.due,
            "overdue": task.due is not None and task.due < actor.on, "more": task.count - len(task.children),
            "href": reverse(page) + query if page else "",
            "children": [(s.child.ref, s.child.name, (task.dates or {}).get(s.pk)) for s in task.children],
        })  # fmt: skip
    return tasks


def _figure(code: str, count: int) -> dict[str, Any]:
    return {"code": code, "label": words.provision_label(code), "count": count}


def _moved(actor: Actor) -> dict[str, Any] | None:
    """Joined, left and changed since last term began; for whoever keeps a school's register."""
    if not actor.may("register.change"):
        return None
    since = last_term_start(actor.on)
    kinds = [row.kind for row in register.movement(actor, since)]
    return {"since": since, **{kind: kinds.count(kind) for kind in ("joined", "left", "changed")}}
