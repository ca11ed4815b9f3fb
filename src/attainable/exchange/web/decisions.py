"""Doubtful rows, one at a time: the row beside each record that it may be about."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from attainable.accounts.web.guards import page, who
from attainable.exchange import actions, queries
from attainable.exchange.models import ImportRow
from attainable.exchange.web import presenters as words
from attainable.exchange.web.forms import DecisionForm
from attainable.formats.people.rows import Person
from attainable.records.imports import Beside, children
from attainable.values.characteristic_codes import SEX
from attainable.values.dates import day_words
from attainable.values.problem import ProblemsError


@page("import.run")
def decisions(request: HttpRequest, run: str) -> HttpResponse:
    """To the first doubtful row; back to the run when there is none."""
    found = queries.run(who(request), run)
    row, _ = queries.doubtful(who(request), found)
    if row is None:
        return HttpResponseRedirect(reverse("import", args=[found.ref]))
    return HttpResponseRedirect(reverse("import-decide", args=[found.ref, row.place]))


@page("import.run")
def decide(request: HttpRequest, run: str, place: int) -> HttpResponse:
    actor = who(request)
    found = queries.run(actor, run)
    row, left = queries.doubtful(actor, found, place)
    person = queries.person_of(row) if row is not None else None
    if row is None or person is None:
        raise Http404
    records = children().beside(actor, person, row.offered)
    form = DecisionForm(request.POST if request.method == "POST" else None, choices=_choices(row, records))
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(by=actor, run=found.ref, place=row.place, decision=form.cleaned_data["decision"])
            following = queries.next_doubtful(found, row.place)
            if following is None:
                return HttpResponseRedirect(reverse("import", args=[found.ref]))
            return HttpResponseRedirect(reverse("import-decide", args=[found.ref, following]))
        except ProblemsError as error:
            for problem in error.problems:
                form.add_error("decision", str(problem))
    actions.note_seen(by=actor, run=found, children=[record.ref for record in records])
    context = {
        "run": found,
        "row": row,
        "form": form,
        "records": records,
        "left": left,
        "name": words.name_of(person),
        "told": _told(person),
        "question": row.plan.get("question", ""),
        "contradicts": row.plan.get("contradicts", []),
        "next": queries.next_doubtful(found, row.place),
    }
    return render(request, "exchange/decide.html", context, status=422 if form.errors else 200)


def _choices(row: ImportRow, records: list[Beside]) -> list[tuple[str, str]]:
    contradicts = bool(row.plan.get("contradicts"))
    several = len(records) > 1
    choices = []
    for place, record in enumerate(records, 1):
        who = f"record {place}, {record.name}" if several else "the child of the record"
        if contradicts or any(r["differs"] for r in record.lines if r["field"] in ("Date of birth", "Sex", "UPN", "ULN")):
            choices.append((f"record:{record.ref}", f"It is {who}: keep the record where they differ"))
            choices.append((f"file:{record.ref}", f"It is {who}: use the file where they differ"))
        else:
            choices.append((f"file:{record.ref}", f"It is {who}"))
    if not contradicts:
        choices.append(("new", "It is a different child, who does not have a record here"))
    choices.append(("leave", "Leave the row out"))
    return choices


def _told(person: Person) -> list[tuple[str, str]]:
    pairs = [
        ("Surname", person.surname),
        ("Forename", person.forename),
        ("Date of birth", day_words(person.date_of_birth)),
        ("Sex", SEX.get(person.sex, "")),
        ("UPN", person.upn),
        ("ULN", person.uln),
        ("Postcode", person.postcode),
    ]
    return [pair for pair in pairs if pair[1]]
