"""The money of a school by financial year: what it has, what was spent on what, and the children; on the screen and as a
workbook."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import page, posted, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.models import School
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.forms import ExportForm
from attainable.domains.provision import queries
from attainable.domains.provision.queries.kept import entries, staff_minutes
from attainable.domains.provision.queries.money import ChildMoney, SchoolMoney, school_money
from attainable.domains.provision.rules.parameters import parameter
from attainable.domains.provision.rules.prices import pounds
from attainable.domains.provision.rules.words import STAFF
from attainable.domains.provision.rules.years import bounds, financial_year, year_words
from attainable.domains.provision.web import money_shown as shown
from attainable.formats.spreadsheets.write import write_table
from attainable.govuk.forms import Form
from attainable.values.numbers import whole_number

_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET: Final = (
    "Name",
    "Year group",
    "Financial year",
    "Cost to date (£)",
    "Cost of the year as planned (£)",
    "Top-up for the year (£)",
    "Top-up to date (£)",
    "Threshold (£)",
    "More or less than the threshold with the top-up (£)",
    "Why",
)
_YEARS_BACK: Final = 5


class MoneyFilters(Form):
    """The school and the financial year."""

    school = forms.ChoiceField(required=False)
    year = forms.ChoiceField(label="Financial year", required=False)


def asked(request: HttpRequest) -> tuple[School, int]:
    """The school and the financial year that the address names: otherwise the actor's first, and this year."""
    actor = who(request)
    found = queries.schools(actor)
    if not found:
        raise Http404
    named = request.GET.get("school", "")
    school = next((one for one in found if one.organisation.ref == named), found[0])
    now = financial_year(actor.on)
    return school, whole_number(request.GET.get("year"), least=now - _YEARS_BACK, most=now) or now


def _filters(request: HttpRequest, school: School, year: int) -> MoneyFilters:
    form = MoneyFilters({"school": school.organisation.ref, "year": str(year)})
    now = financial_year(who(request).on)
    schools = queries.schools(who(request))
    form.fields["school"].choices = [(one.organisation.ref, one.organisation.name) for one in schools]  # type: ignore[attr-defined]
    form.fields["year"].choices = [(str(n), year_words(n)) for n in range(now, now - _YEARS_BACK - 1, -1)]  # type: ignore[attr-defined]
    if len(schools) == 1:
        del form.fields["school"]
    return form


@page(queries.MANAGE)
def money(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    school, year = asked(request)
    found = school_money(actor, school, year)
    note_list(actor, "money", len(found.children))
    context = {
        "form": _filters(request, school, year),
        "school": school,
        "several": len(queries.schools(actor)) > 1,
        "year": year_words(year),
        "sources": shown.sources(found),
        "breakdowns": [one for one in shown.breakdowns(found) if one[2]],
        "interventions": shown.interventions(found.interventions),
        "rows": [shown.child(one, actor.on) for one in found.children],
        "to_date": shown.money(found.total.to_date),
        "expected": shown.money(found.total.expected),
        "missed": shown.money(found.missed),
        "found": found,
        "limit": shown.money(parameter("threshold", bounds(year)[0]).value),
        "limit_source": parameter("threshold", bounds(year)[0]).source,
        "entries": entries(actor, school, year),
        "staff": _staff(actor, school),
        "people": people,
        "query": f"school={school.organisation.ref}&year={year}",
    }
    return render(request, "provision/money.html", context)


def _staff(actor: Actor, school: School) -> list[dict[str, Any]]:
    """Hours a week that are planned for interventions beside those in contracts."""
    made = []
    for role, (planned, contract) in staff_minutes(actor, school).items():
        over = contract is not None and planned > contract
        made.append(
            {
                "label": STAFF[role],
                "planned": hours_words(planned),
                "contract": hours_words(Fraction(contract)) if contract is not None else "Not entered",
                "left": ("" if contract is None else f"{hours_words(abs(contract - planned))} {'too many' if over else 'free'}"),
                "over": over,
            }
        )
    return made


def hours_words(minutes: Fraction | int) -> str:
    """`7 hours 30 minutes`, to the minute."""
    whole = int((Fraction(minutes) * 2 + 1) // 2)
    hours, rest = divmod(whole, 60)
    parts = [f"{hours:,} {'hour' if hours == 1 else 'hours'}"] if hours or not rest else []
    return " ".join([*parts, f"{rest} minutes"] if rest else parts)


@page(queries.MANAGE, again=True)
def download(request: HttpRequest) -> HttpResponseBase:
    """The children's costs as a workbook, once somebody says why it leaves."""
    actor = who(request)
    school, year = asked(request)
    found = school_money(actor, school, year)
    form = ExportForm(posted(request))
    if not form.is_valid():
        back = f"{reverse('money')}?school={school.organisation.ref}&year={year}"
        context = {"form": form, "total": len(found.children), "back": back}
        return render(request, "provision/money_download.html", context, status=422 if form.errors else 200)
    note_list(actor, "money", len(found.children), why=form.cleaned_data["why"], taken_away=True)
    with TemporaryDirectory(prefix="attainable-") as folder:
        file = Path(folder) / "money.xlsx"
        write_table(file, _SHEET, _rows(found, actor.on), "Money")
        answer = HttpResponse(file.read_bytes(), content_type=_EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="money-{year}-{actor.on:%Y-%m-%d}.xlsx"'
    return answer


def _rows(found: SchoolMoney, on: dt.date) -> Iterator[tuple[Any, ...]]:
    for one in found.children:
        yield (
            one.child.listed_name,
            people.year_name(one.child.standing, on),
            year_words(found.year),
            pounds(one.cost.to_date),
            pounds(one.cost.expected),
            *_top_up(one),
            pounds(Fraction(one.limit)),
            _signed(one.over),
            one.note.reason if one.note else "",
        )


def _top_up(one: ChildMoney) -> tuple[Decimal | str, Decimal | str]:
    return ("", "") if one.top_up is None else (pounds(one.top_up), pounds(one.received))


def _signed(pence: Fraction | None) -> Decimal | str:
    """Pounds rounded half up in size, so that more and less are rounded alike."""
    if pence is None:
        return ""
    return -pounds(-pence) if pence < 0 else pounds(pence)


urlpatterns = [path("provision/money/", money, name="money"), path("provision/money/download/", download, name="money-download")]
