"""Every component on one page, with the books and members of a library that does not exist."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attainable.govuk.tables import Asked
from attainable.govuk.web import examples


@login_required
def components(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.GET, examples.COLUMNS, order="title", per_page=10)
    filters = examples.BookFilters(request.GET)
    books = examples.books(filters, asked)
    given = {
        "listing": asked.listing(books, everything=len(examples.BOOKS)),
        "filters_form": filters,
        "fields": examples.MemberForm(auto_id="member_%s"),
        "wrong": examples.MemberForm(examples.WRONG, auto_id="wrong_%s", prefix="wrong"),
        "events": examples.EVENTS,
        "tasks_to_do": examples.TASKS,
    }
    return render(request, "govuk/components.html", given)
