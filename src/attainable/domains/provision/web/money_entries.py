"""What a school records of its money: amounts by source, what it bought, hours of staff; and how an entry is withdrawn."""

from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.models import School
from attainable.domains.people.web import presenters as people
from attainable.domains.provision import queries
from attainable.domains.provision.actions import money as actions
from attainable.domains.provision.models import BandTable, SchoolFunding, SchoolPurchase
from attainable.domains.provision.queries.kept import entry
from attainable.domains.provision.rules.money import pence_of
from attainable.domains.provision.rules.words import PURCHASES, SOURCES, STAFF
from attainable.domains.provision.rules.years import financial_year, year_words
from attainable.domains.provision.web.money import asked
from attainable.domains.provision.web.money_shown import money
from attainable.govuk.forms import DateField, Form
from attainable.govuk.look import Look

_POUNDS: Final = Look(width=10, prefix="£", inputmode="decimal")


def pounds_field(label: str, *, least: str = "0.01", help_text: str = "") -> forms.DecimalField:
    """An amount in pounds and pence."""
    words = f"{label} must be pounds and pence, like 14000 or 17.24"
    return forms.DecimalField(
        label=label,
        min_value=Decimal(least),
        max_value=5_000_000,
        decimal_places=2,
        help_text=help_text,
        error_messages={"invalid": words, "max_decimal_places": words},
    )


class FundingForm(Form):
    """What the school has from a source in a financial year."""

    looks: ClassVar = {"pounds": _POUNDS}
    year = forms.TypedChoiceField(label="Financial year", coerce=int)
    source = forms.ChoiceField(label="Where the money comes from", choices=list(SOURCES.items()), widget=forms.RadioSelect)
    pounds = pounds_field("Amount for the whole year", least="0")
    note = forms.CharField(
        label="Note", required=False, max_length=200, help_text="For example, the letter that says the amount."
    )


class PurchaseForm(Form):
    """Something bought for children together."""

    looks: ClassVar = {"pounds": _POUNDS, "years": Look(width=3, inputmode="numeric")}
    what = forms.CharField(label="What was bought", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose"), *PURCHASES.items()])
    pounds = pounds_field("Price")
    years = forms.IntegerField(
        label="Years it lasts", help_text="Each year bears an equal share of the price. Enter 1 for a licence of a year."
    )
    paid_by = forms.ChoiceField(label="Paid by", choices=list(SOURCES.items()), widget=forms.RadioSelect)
    intervention: Any = forms.ModelChoiceField(
        None, label="For the intervention", required=False, empty_label="No one intervention"
    )
    bought_on = DateField(label="Bought on", past=True)


class HoursForm(Form):
    """Hours a week that staff of a role have for interventions."""

    looks: ClassVar = {"hours": Look(width=5, inputmode="decimal")}
    staff_role = forms.ChoiceField(label="Role", choices=list(STAFF.items()))
    hours = forms.DecimalField(
        label="Hours a week for interventions",
        max_value=10_000,
        decimal_places=2,
        help_text="Of everybody in this role together, as their contracts say. For example, 32.5.",
        error_messages={"max_decimal_places": "Hours a week must have no more than 2 decimal places"},
    )
    from_date = DateField(label="From")


class WithdrawForm(Form):
    """Why an entry is withdrawn."""

    why = forms.CharField(label="Why", max_length=300, error_messages={"required": "Say why it is withdrawn."})


@page(queries.MANAGE)
def add_funding(request: HttpRequest) -> HttpResponse:
    school, year = asked(request)
    now = financial_year(who(request).on)
    form = FundingForm(posted(request), initial={"year": year, "source": request.GET.get("source", "")})
    form.fields["year"].choices = [(str(n), year_words(n)) for n in range(now + 1, now - 6, -1)]  # type: ignore[attr-defined]

    def save(given: dict[str, Any]) -> None:
        actions.save_funding(by=who(request), school=school, pence=pence_of(given.pop("pounds")), **given)

    return _saved(request, school, form, save, "Enter what the school has", "The amount has been saved.")


@page(queries.MANAGE)
def add_purchase(request: HttpRequest) -> HttpResponse:
    school, _ = asked(request)
    form = PurchaseForm(posted(request), initial={"years": 1, "bought_on": who(request).on})
    offered = queries.offered(who(request)).filter(organisation=school.pk)
    form.fields["intervention"].queryset = offered  # type: ignore[attr-defined]

    def save(given: dict[str, Any]) -> None:
        actions.save_purchase(by=who(request), school=school, pence=pence_of(given.pop("pounds")), **given)

    return _saved(request, school, form, save, "Add something the school bought", "It has been saved.")


@page(queries.MANAGE)
def add_hours(request: HttpRequest) -> HttpResponse:
    school, _ = asked(request)
    form = HoursForm(posted(request), initial={"from_date": who(request).on})

    def save(given: dict[str, Any]) -> None:
        actions.save_hours(by=who(request), school=school, minutes=int(given.pop("hours") * 60 + Decimal("0.5")), **given)

    return _saved(request, school, form, save, "Enter hours in contracts", "The hours have been saved.")


def _saved(request: HttpRequest, school: School, form: Form, save: Any, title: str, words: str) -> HttpResponse:
    back = f"{reverse('money')}?school={school.organisation.ref}"
    if form.is_valid() and done(form, lambda: save(dict(form.cleaned_data))):
        messages.success(request, words)
        return HttpResponseRedirect(back)
    context = {"form": form, "school": school, "title": title, "back": back}
    return render(request, "provision/money_form.html", context, status=422 if form.errors else 200)


@page(queries.MANAGE)
def withdraw(request: HttpRequest, kind: str, entry_key: int) -> HttpResponse:
    """An entry that was wrong is withdrawn, with the reason."""
    actor = who(request)
    row = entry(actor, kind, entry_key)
    form = WithdrawForm(posted(request))
    back = reverse("bands") if kind == "bands" else f"{reverse('money')}?school={row.organisation.ref}"
    if form.is_valid() and done(form, lambda: actions.withdraw(by=actor, row=row, why=form.cleaned_data["why"])):
        messages.success(request, "The entry has been withdrawn.")
        return HttpResponseRedirect(back)
    context = {"form": form, "school": row.organisation.school, "title": "Withdraw an entry", "back": back, "about": about(row)}
    return render(request, "provision/money_form.html", context, status=422 if form.errors else 200)


def about(row: Any) -> str:
    """An entry in a line."""
    if isinstance(row, SchoolFunding):
        return f"{row.get_source_display()}, {year_words(row.year)}: {money(row.pence)}"
    if isinstance(row, SchoolPurchase):
        return f"{row.what}, bought on {people.day(row.bought_on)} for {money(row.pence)}"
    if isinstance(row, BandTable):
        return f"{row.council}, {row.scheme}, from {people.day(row.from_date)}"
    return f"{row.get_staff_role_display()}, from {people.day(row.from_date)}"


urlpatterns = [
    path("provision/money/add/", add_funding, name="add-school-funding"),
    path("provision/money/bought/", add_purchase, name="add-school-purchase"),
    path("provision/money/hours/", add_hours, name="add-staff-hours"),
    path("provision/money/<slug:kind>/<int:entry_key>/withdraw/", withdraw, name="withdraw-money"),
]
