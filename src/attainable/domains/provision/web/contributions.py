"""Codes for people without an account, the public form that takes one, and what was sent with it.

The code is typed into a form and posted: it is in no address, so in no log, history or referrer. The public pages read nothing of
a record: they show the school that asks and the questions.
"""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from attainable.accounts import attempts
from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.actions.viewing import note_list, note_view
from attainable.domains.people.queries.children import record
from attainable.domains.people.web import presenters as people
from attainable.domains.provision import queries
from attainable.domains.provision.actions import contributions as actions
from attainable.domains.provision.queries import contributions as asked
from attainable.domains.provision.rules.contributions import LONGEST_ANSWER, PURPOSES, USUAL_DAYS, in_one
from attainable.govuk.forms import Form
from attainable.govuk.look import Look
from attainable.values.problem import ProblemsError

_OPENED: Final = "contribution"
_LATER: Final = "There have been too many attempts. Try again in 5 minutes."
_WRONG: Final = "We do not know this code, or it has been used or has expired. Check it, or ask the school for a new one."


class AskForm(Form):
    """Who is asked, in which role, and for how long."""

    looks = {"days": Look(width=3, inputmode="numeric", suffix="days")}  # noqa: RUF012
    name = forms.CharField(label="Name of the person", max_length=150)
    purpose = forms.ChoiceField(
        label="Who is this?", choices=[(code, one.label) for code, one in PURPOSES.items()], widget=forms.RadioSelect
    )
    days = forms.IntegerField(label="How long the code works", initial=USUAL_DAYS)


class CodeForm(Form):
    """The code, as somebody was given it."""

    code = forms.CharField(
        label="Your code",
        help_text="Four groups of four letters and digits, for example abcd-efgh-jkmn-pqrs.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the code that the school gave you."},
    )


class AnswersForm(Form):
    """The questions of a purpose."""

    def __init__(self, *args: Any, purpose: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, question in PURPOSES[purpose].questions.items():
            widget = forms.Textarea(attrs={"rows": 5})
            self.fields[name] = forms.CharField(label=question, widget=widget, required=False, max_length=LONGEST_ANSWER)
        self.word_all()


class DeclineForm(Form):
    """Why something is not taken into the record."""

    why = forms.CharField(label="Why is it not taken into the record?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


@page(queries.MANAGE)
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Makes a code, and shows it once."""
    actor = who(request)
    seen = record(actor, ref, queries.MANAGE)
    form = AskForm(posted(request), initial={"days": USUAL_DAYS})
    made: list[Any] = []
    if form.is_valid() and done(form, lambda: made.extend(actions.ask(by=actor, seen=seen, **form.cleaned_data))):
        address = request.build_absolute_uri(reverse("contribute"))
        shown = {"row": made[0], "code": made[1], "address": address, "people": people}
        return render(request, "provision/contribution_code.html", shown)
    context = {"form": form, "child": seen.child}
    return render(request, "provision/contribution_ask.html", context, status=422 if form.errors else 200)


ask.child_permission = queries.MANAGE  # type: ignore[attr-defined]
ask.change_permission = queries.MANAGE  # type: ignore[attr-defined]


@page(queries.MANAGE)
def contributions(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    waiting, still_open = asked.waiting(actor), asked.asked(actor)
    note_list(actor, "contributions", len(waiting) + len(still_open))
    context = {"waiting": waiting, "open": still_open, "people": people}
    return render(request, "provision/contributions.html", context)


@page(queries.MANAGE)
def decide(request: HttpRequest, contribution: str) -> HttpResponse:
    """What was sent, and two ways: into the record, or not with a reason."""
    actor = who(request)
    row = asked.request_of(actor, contribution)
    note_view(actor, record(actor, row.child.ref, queries.MANAGE), "contribution")
    declining = request.method == "POST" and "decline" in request.POST
    form = DeclineForm(request.POST if declining else None)
    if request.method == "POST" and not declining:
        return _ended(request, lambda: actions.take_in(by=actor, row=row), "It has been taken into the record.")
    if form.is_valid() and done(form, lambda: actions.decline(by=actor, row=row, why=form.cleaned_data["why"])):
        messages.success(request, "It has not been taken into the record, and what it said is deleted.")
        return HttpResponseRedirect(reverse("contributions"))
    context = {"row": row, "said": in_one(row.purpose, row.answers), "form": form, "people": people}
    return render(request, "provision/contribution.html", context, status=422 if form.errors else 200)


@page(queries.MANAGE)
def withdraw(request: HttpRequest, contribution: str) -> HttpResponse:
    """Asks before a code is made useless."""
    actor = who(request)
    row = asked.request_of(actor, contribution)
    if request.method == "POST":
        return _ended(request, lambda: actions.withdraw(by=actor, row=row), "The code can’t be used any more.")
    return render(request, "provision/contribution_withdraw.html", {"row": row})


def _ended(request: HttpRequest, action: Any, words: str) -> HttpResponse:
    try:
        action()
    except ProblemsError as error:
        messages.warning(request, " ".join(problem.what for problem in error.problems))
    else:
        messages.success(request, words)
    return HttpResponseRedirect(reverse("contributions"))


@never_cache
def contribute(request: HttpRequest) -> HttpResponse:
    """The public page: a code opens its form."""
    form = CodeForm(posted(request))
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        use = attempts.use_code(request)
        row = asked.usable(form.cleaned_data["code"]) if use is not None else None
        if row is not None and use is not None:
            use.rollback()
            request.session[_OPENED] = row.ref
            return HttpResponseRedirect(reverse("contribution-form"))
        form.add_error("code", _WRONG if use is not None else _LATER)
        status = 422 if use is not None else 429
    return _outside(request, "provision/contribute.html", {"form": form}, status)


@never_cache
def contribution_form(request: HttpRequest) -> HttpResponse:
    """The form of somebody whose code works. Nothing of the record is on it."""
    row = asked.usable_ref(str(request.session.get(_OPENED, "")))
    if row is None:
        return HttpResponseRedirect(reverse("contribute"))
    form = AnswersForm(posted(request), purpose=row.purpose)
    if form.is_valid() and done(form, lambda: actions.send(ref=row.ref, answers=form.cleaned_data)):
        del request.session[_OPENED]
        return HttpResponseRedirect(reverse("contribution-sent"))
    context = {"form": form, "school": asked.school_of(row), "until": people.day(row.expires.date())}
    return _outside(request, "provision/contribution_form.html", context, 422 if form.errors else 200)


def contribution_sent(request: HttpRequest) -> HttpResponse:
    return _outside(request, "provision/contribution_sent.html", {}, 200)


def _outside(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    answer = render(request, template, context, status=status)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


urlpatterns = [
    path("contribute/", contribute, name="contribute"),
    path("contribute/form/", contribution_form, name="contribution-form"),
    path("contribute/sent/", contribution_sent, name="contribution-sent"),
    path("contributions/", contributions, name="contributions"),
    path("contributions/<slug:contribution>/", decide, name="contribution"),
    path("contributions/<slug:contribution>/withdraw/", withdraw, name="withdraw-contribution"),
    path("children/<slug:ref>/ask/", ask, name="ask-contribution"),
]
