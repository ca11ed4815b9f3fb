"""The provision map: what children are given today, on the screen and as a workbook."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import page, posted, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.people.web import presenters as people
from attainable.domains.people.web.forms import ExportForm
from attainable.domains.provision import queries
from attainable.domains.provision.queries import Line
from attainable.domains.provision.rules.prices import pounds
from attainable.domains.provision.rules.words import AREAS, FUNDING, STAFF, TIERS
from attainable.domains.provision.web import presenters as shown
from attainable.formats.spreadsheets.write import write_table
from attainable.govuk.forms import Form
from attainable.govuk.tables import Asked, Column
from attainable.values.numbers import whole_number
from attainable.values.school_year import school_year, year_group_name

COLUMNS: Final = (
    Column("name", "Name", sortable=False),
    Column("year", "Year", sortable=False, minor=True),
    Column("intervention", "Intervention", sortable=False),
    Column("plan", "Planned", sortable=False, minor=True),
    Column("sessions", "Sessions given", sortable=False, numeric=True),
    Column("to_date", "Cost to date", sortable=False, numeric=True),
    Column("whole", "Cost of the whole run", sortable=False, numeric=True, minor=True),
)
_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET: Final = (
    "Name",
    "Year group",
    "Intervention",
    "Tier",
    "Area of need",
    "Given by",
    "Paid by",
    "From",
    "Minutes a session",
    "Sessions a week",
    "Weeks",
    "Children in the group",
    "Sessions planned",
    "Sessions given",
    "Catch-up sessions",
    "Sessions missed",
    "Cost to date (£)",
    "Cost of the whole run (£)",
    "Sessions due by last week",
)


class MapFilters(Form):
    """What the map is narrowed by."""

    intervention = forms.ChoiceField(required=False)
    group = forms.ChoiceField(label="Class", required=False)
    year = forms.ChoiceField(label="Year group", required=False)
    area = forms.ChoiceField(label="Area of need", required=False, choices=[("", "All"), *AREAS.items()])
    tier = forms.ChoiceField(required=False, choices=[("", "All"), *TIERS.items()])
    staff = forms.ChoiceField(label="Who gives it", required=False, choices=[("", "All"), *STAFF.items()])
    behind = forms.ChoiceField(
        label="Sessions", required=False, choices=[("", "All"), ("yes", "Fewer than three quarters of those due")]
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    on, given = who(request).on, request.GET
    year = whole_number(given.get("year"), least=-2, most=14)
    return {
        "intervention": given.get("intervention", "")[:12],
        "group": given.get("group", "")[:12],
        "year": school_year(on) - year if year is not None else None,
        "area": given.get("area", "")[:20],
        "tier": given.get("tier", "")[:20],
        "staff_role": given.get("staff", "")[:20],
    }


def _lines(request: HttpRequest) -> list[Line]:
    """The lines that the filters ask for."""
    found = queries.provision_map(who(request), **_asked(request))
    return [one for one in found if shown.behind(one)] if request.GET.get("behind") == "yes" else found


@page(queries.MANAGE)
def provision_map(request: HttpRequest) -> HttpResponse:
    actor = who(request)
    lines = _lines(request)
    form = MapFilters(request.GET)
    form.fields["intervention"].choices = [("", "All"), *((row.ref, row.name) for row in queries.offered(actor))]  # type: ignore[attr-defined]
    form.fields["group"].choices = [("", "All"), *queries.groups_to_review(actor)]  # type: ignore[attr-defined]
    form.fields["year"].choices = [("", "All"), *((str(n), year_group_name(n)) for n in range(-1, 15))]  # type: ignore[attr-defined]
    listing = Asked.of(request.GET, COLUMNS, order="", per_page=100).listing(lines)
    note_list(actor, "provision-map", len(listing.rows))
    kinds = Counter(one.row.intervention.tier for one in lines)
    context = {
        "listing": listing,
        "form": form,
        "rows": {one.row.pk: shown.line(one) for one in listing.rows},
        "people": people,
        "today": actor.on,
        "children": len({one.row.child_id for one in lines}),
        "to_date": shown.money(shown.total(lines, "to_date")),
        "whole": shown.money(shown.total(lines, "whole")),
        "unpriced": sum(one.to_date is None and not one.family for one in lines),
        "tiers": [(label, kinds[key]) for key, label in TIERS.items() if kinds[key]],
        "schools": queries.schools(actor),
    }
    return render(request, "provision/provision_map.html", context)


@page(queries.MANAGE, again=True)
def download(request: HttpRequest) -> HttpResponseBase:
    """The map as a workbook, once somebody says why it leaves."""
    actor = who(request)
    lines = _lines(request)
    form = ExportForm(posted(request))
    if not form.is_valid():
        context = {"form": form, "total": len(lines), "back": reverse("provision-map")}
        return render(request, "provision/download.html", context, status=422 if form.errors else 200)
    note_list(actor, "provision-map", len(lines), why=form.cleaned_data["why"], taken_away=True)
    with TemporaryDirectory(prefix="attainable-") as folder:
        file = Path(folder) / "map.xlsx"
        write_table(file, _SHEET, _rows(lines, actor.on), "Provision map")
        answer = HttpResponse(file.read_bytes(), content_type=_EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="provision-map-{actor.on:%Y-%m-%d}.xlsx"'
    return answer


def _rows(lines: list[Line], on: Any) -> Iterator[tuple[Any, ...]]:
    for one in lines:
        row, what = one.row, one.row.intervention
        yield (
            row.child.listed_name,
            people.year_name(row.child.standing, on),
            what.name,
            TIERS[what.tier],
            AREAS[what.area],
            STAFF[what.staff_role],
            FUNDING[row.paid_by],
            row.from_date,
            *map(Decimal, (row.minutes, row.sessions_per_week, row.weeks, row.group_size)),
            *map(Decimal, (one.planned, one.delivered, one.catch_up, one.missed)),
            pounds(one.to_date) if one.to_date is not None else "",
            pounds(one.whole) if one.whole is not None else "",
            Decimal(one.due),
        )


urlpatterns = [
    path("provision/", provision_map, name="provision-map"),
    path("provision/download/", download, name="provision-map-download"),
]
