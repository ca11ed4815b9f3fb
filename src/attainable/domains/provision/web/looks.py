"""What other hours would cost, with nothing saved; and children on the register without one-to-one support."""

from fractions import Fraction
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.web.guards import page, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.web import presenters as people
from attainable.domains.provision import queries
from attainable.domains.provision.queries import looks
from attainable.domains.provision.queries.looks import PlannedRun
from attainable.domains.provision.rules.records import MOST_MINUTES, MOST_SESSIONS, MOST_WEEKS
from attainable.domains.provision.rules.scenario import Run
from attainable.domains.provision.web.money import asked, hours_words
from attainable.domains.provision.web.money_shown import money
from attainable.govuk.forms import Form
from attainable.govuk.look import Look
from attainable.govuk.tables import Asked, Column

_FIELDS: Final = (
    ("minutes", "Minutes a session", MOST_MINUTES),
    ("per_week", "Sessions a week", MOST_SESSIONS),
    ("weeks", "Weeks", MOST_WEEKS),
    ("group", "Children in the group", 40),
)
COLUMNS: Final = (
    Column("name", "Name", sortable=False),
    Column("year", "Year", sortable=False, minor=True),
    Column("given", "Support in groups", sortable=False),
    Column("minutes", "Planned a week", sortable=False),
    Column("to_date", "Spent this financial year", sortable=False, numeric=True),
    Column("review_on", "Review by", sortable=False, minor=True),
)


class HoursForm(Form):
    """The four numbers of each run that is planned."""

    def __init__(self, *args: Any, rows: list[tuple[str, PlannedRun]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        looks_of = {}
        for key, one in rows:
            for name, label, most in _FIELDS:
                self.fields[f"{key}-{name}"] = forms.IntegerField(
                    label=label, min_value=1, max_value=most, initial=getattr(one.run, name)
                )
                looks_of[f"{key}-{name}"] = Look(width=3, inputmode="numeric")
        self.looks = looks_of  # type: ignore[misc]
        self.word_all()


@page(queries.MANAGE)
def moving_hours(request: HttpRequest) -> HttpResponse:
    """What the runs of today would cost with other minutes, weeks or groups. What is entered is in the address and kept
    nowhere."""
    actor = who(request)
    school, year = asked(request)
    rows = [(f"{one.intervention.ref}-{place}", one) for place, one in enumerate(looks.runs(actor, school))]
    sent = any(name.count("-") == 2 for name in request.GET)
    form = HoursForm(request.GET if sent else None, rows=rows)
    right = not sent or form.is_valid()
    then = {key: _run(form, key, one) if sent and right else one.run for key, one in rows}
    context = {
        "form": form,
        "school": school,
        "year": year,
        "rows": [_shown(form, key, one, then[key]) for key, one in rows],
        "sums": _sums(rows, then),
        "unpriced": sum(one.pence is None for _, one in rows),
        "sent": sent and right,
    }
    return render(request, "provision/moving_hours.html", context, status=200 if right else 422)


def _run(form: HoursForm, key: str, one: PlannedRun) -> Run:
    return Run(one.run.children, **{name: form.cleaned_data[f"{key}-{name}"] for name, _, _ in _FIELDS})


def _shown(form: HoursForm, key: str, one: PlannedRun, then: Run) -> dict[str, Any]:
    now_cost, then_cost = (run.cost(one.pence) if one.pence is not None else None for run in (one.run, then))
    return {
        "name": one.intervention.name,
        "children": one.run.children,
        "fields": [form[f"{key}-{name}"] for name, _, _ in _FIELDS],
        "hours": hours_words(one.run.hours_a_week * 60),
        "then_hours": hours_words(then.hours_a_week * 60),
        "cost": money(now_cost) or "No price",
        "then_cost": money(then_cost) or "No price",
        "changed": then != one.run,
    }


def _sums(rows: list[tuple[str, PlannedRun]], then: dict[str, Run]) -> dict[str, str]:
    now_hours = sum((one.run.hours_a_week for _, one in rows), Fraction(0))
    then_hours = sum((run.hours_a_week for run in then.values()), Fraction(0))
    priced = [(key, one, one.pence) for key, one in rows if one.pence is not None]
    now_cost = sum((one.run.cost(pence) for _, one, pence in priced), Fraction(0))
    then_cost = sum((then[key].cost(pence) for key, _, pence in priced), Fraction(0))
    return {
        "hours": hours_words(now_hours * 60),
        "then_hours": hours_words(then_hours * 60),
        "cost": money(now_cost),
        "then_cost": money(then_cost),
        "more_hours": _more(hours_words(abs(then_hours - now_hours) * 60), then_hours - now_hours),
        "more_cost": _more(money(abs(then_cost - now_cost)), then_cost - now_cost),
    }


def _more(words: str, difference: Fraction) -> str:
    return "No change" if difference == 0 else f"{words} {'more' if difference > 0 else 'less'}"


@page(queries.MANAGE)
def without_one_to_one(request: HttpRequest) -> HttpResponse:
    """Children on the register who have no one-to-one support today, those with the least support first."""
    actor = who(request)
    school, year = asked(request)
    found = looks.without_one_to_one(actor, school)
    listing = Asked.of(request.GET, COLUMNS, order="", per_page=100).listing(found)
    note_list(actor, "without-one-to-one", len(listing.rows))
    context = {
        "listing": listing,
        "school": school,
        "year": year,
        "people": people,
        "today": actor.on,
        "money": money,
        "hours": hours_words,
        "nothing": sum(not one.given for one in found),
    }
    return render(request, "provision/without_one_to_one.html", context)


urlpatterns = [
    path("provision/money/hours-moved/", moving_hours, name="moving-hours"),
    path("provision/money/without-one-to-one/", without_one_to_one, name="without-one-to-one"),
]
