"""Bands of councils: the tables that a school keeps, loaded from a file or entered band by band."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.web import presenters as people
from attainable.domains.provision import queries
from attainable.domains.provision.actions import money as actions
from attainable.domains.provision.bands_file import HEADINGS, read_bands
from attainable.domains.provision.queries import bands as reads
from attainable.domains.provision.rules.money import pence_of
from attainable.domains.provision.web.money import asked
from attainable.domains.provision.web.money_entries import pounds_field
from attainable.domains.provision.web.money_shown import money, span
from attainable.govuk.forms import DateField, Form
from attainable.govuk.look import Look
from attainable.values.problem import ProblemsError

_MOST_BYTES: Final = 2_000_000


class TableForm(Form):
    """A council's table: whose it is, from when, and a file of its bands."""

    council = forms.CharField(label="Council", max_length=100)
    scheme = forms.CharField(label="Name of the table", max_length=100, help_text="For example, Top-up bands 2026 to 2027.")
    from_date = DateField(label="From")
    found = forms.CharField(
        label="Where it is published", max_length=300, help_text="The web address or letter, and the date on which you read it."
    )
    file = forms.FileField(
        label="File with the bands",
        required=False,
        help_text=f"A .csv or .xlsx file with the columns {', '.join(HEADINGS)}. Leave it out to enter the bands one by one.",
        error_messages={"empty": "The file is empty."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > _MOST_BYTES:
            raise forms.ValidationError("The file is larger than 2 MB. A table of bands is much smaller.")
        return file


class BandForm(Form):
    """One band."""

    _HOURS: ClassVar = Look(width=5, inputmode="decimal")
    _POUNDS: ClassVar = Look(width=10, prefix="£", inputmode="decimal")
    looks: ClassVar = {"hours_from": _HOURS, "hours_to": _HOURS, "least": _POUNDS, "most": _POUNDS}
    name = forms.CharField(label="Band", max_length=60)
    hours_from = forms.DecimalField(label="Hours a week from", max_digits=5, decimal_places=2)
    hours_to = forms.DecimalField(label="Hours a week to", max_digits=5, decimal_places=2, required=False)
    least = pounds_field("Top-up for a year from", least="0")
    most = pounds_field("Top-up for a year to", least="0", help_text="Leave empty if the council gives no end.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["most"].required = False


@page(queries.MANAGE)
def bands(request: HttpRequest) -> HttpResponse:
    """Every table with its bands."""
    actor = who(request)
    tables = [(table, [_band(row) for row in table.bands.all()]) for table in reads.tables(actor)]
    context = {"tables": tables, "schools": queries.schools(actor), "people": people, "money": money}
    return render(request, "provision/bands.html", context)


def _band(row: Any) -> dict[str, str]:
    hours = f"{row.hours_from.normalize():f}"
    hours += f" to {row.hours_to.normalize():f}" if row.hours_to is not None else " or more"
    return {"name": row.name, "hours": hours, "paid": span(row.least, row.most)}


@page(queries.MANAGE)
def add_table(request: HttpRequest) -> HttpResponse:
    school, _ = asked(request)
    form = TableForm(posted(request), request.FILES or None, initial={"from_date": who(request).on})

    def save() -> None:
        given = dict(form.cleaned_data)
        file = given.pop("file")
        actions.save_bands(by=who(request), school=school, bands=_read(file) if file else [], **given)

    if form.is_valid() and done(form, save):
        messages.success(request, "The table has been saved.")
        return HttpResponseRedirect(reverse("bands"))
    context = {"form": form, "school": school, "title": "Add a council’s table of bands", "back": reverse("bands")}
    return render(request, "provision/money_form.html", context, status=422 if form.errors else 200)


def _read(file: Any) -> list[dict[str, Any]]:
    """The bands of an uploaded file, which is kept no longer than it is read."""
    with TemporaryDirectory(prefix="attainable-") as folder:
        copy = Path(folder) / f"bands{'.xlsx' if str(file.name).lower().endswith('.xlsx') else '.csv'}"
        copy.write_bytes(file.read())
        try:
            return read_bands(copy)
        except ProblemsError as error:
            raise ProblemsError([replace(problem, column="file") for problem in error.problems]) from None


@page(queries.MANAGE)
def add_band(request: HttpRequest, table: int) -> HttpResponse:
    actor = who(request)
    row = reads.table(actor, table)
    form = BandForm(posted(request))

    def save() -> None:
        given = dict(form.cleaned_data)
        for name in ("least", "most"):
            given[name] = pence_of(given[name]) if given[name] is not None else None
        actions.add_band(by=actor, table=row, band=given)

    if form.is_valid() and done(form, save):
        messages.success(request, "The band has been added.")
        return HttpResponseRedirect(reverse("bands"))
    about = f"{row.council}, {row.scheme}"
    context = {"form": form, "school": row.organisation.school, "title": "Add a band", "back": reverse("bands"), "about": about}
    return render(request, "provision/money_form.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("provision/money/bands/", bands, name="bands"),
    path("provision/money/bands/add/", add_table, name="add-bands"),
    path("provision/money/bands/<int:table>/add/", add_band, name="add-band"),
]
