"""What the page of components shows: the books and members of a library that does not exist."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from attainable.govuk.forms import DateField, Form, Look
from attainable.govuk.tables import Asked, Column


@dataclass(frozen=True, slots=True)
class Book:
    title: str
    author: str
    subject: str
    copies: int
    bought: dt.date
    out: bool


SUBJECTS: Final = {"history": "History", "rivers": "Rivers and coasts", "music": "Music", "gardens": "Gardens"}
_TITLES: Final = (
    "A field guide to hedges",
    "Bells of the north",
    "Canals and their keepers",
    "Dry stone walls",
    "Early music at home",
    "Ferries of the estuary",
    "Gardens without watering",
    "Harbour lights",
    "Inland waterways",
    "Jazz in small towns",
    "Keeping bees in winter",
    "Lighthouses",
    "Maps before satellites",
    "Nine bridges",
    "Orchards and their birds",
    "Pianos that travelled",
    "Quarries",
    "Railways of one county",
    "Salt marshes",
    "The trumpet player's year",
    "Under the viaduct",
    "Village halls",
    "Windmills, and how to mend them",
    "Yew trees",
)
_AUTHORS: Final = ("P. Alderson", "Ruth Mbeki", "J. T. Holloway", "Anwen Price", "Karim Siddiqui")
BOOKS: Final = tuple(
    Book(
        title,
        _AUTHORS[place % 5],
        tuple(SUBJECTS)[place * 7 % 4],
        place * 5 % 9 + 1,
        dt.date(2019 + place % 7, place % 12 + 1, place % 27 + 1),
        place % 3 == 0,
    )
    for place, title in enumerate(_TITLES)
)
COLUMNS: Final = (
    Column("title", "Title"),
    Column("author", "Author"),
    Column("subject", "Subject", minor=True),
    Column("copies", "Copies", numeric=True, largest_first=True),
    Column("bought", "Bought", minor=True, largest_first=True),
    Column("out", "Where it is", sortable=False),
)


class BookFilters(Form):
    """Filters of the table."""

    subject = forms.ChoiceField(label="Subject", required=False, choices=[("", "All subjects"), *SUBJECTS.items()])
    author = forms.ChoiceField(
        label="Author", required=False, choices=[("", "All authors"), *((name, name) for name in _AUTHORS)]
    )
    bought = forms.IntegerField(label="Bought since (year)", required=False, min_value=1900, max_value=2100)


def books(filters: BookFilters, asked: Asked) -> list[Book]:
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = [
        book
        for book in BOOKS
        if wanted.get("subject") in ("", None, book.subject)
        and wanted.get("author") in ("", None, book.author)
        and book.bought.year >= (wanted.get("bought") or 0)
    ]
    return sorted(found, key=lambda book: getattr(book, asked.key), reverse=asked.descending)


class MemberForm(Form):
    """Every kind of field."""

    looks = {  # noqa: RUF012
        "name": Look(autocomplete="name", width=20),
        "joined": Look(),
        "kind": Look(hints={"family": "Up to six people at one address"}, reveals={"other": "which"}, divider="other"),
        "deposit": Look(prefix="£", width=5),
        "notes": Look(characters=200),
        "branch": Look(width="one-half"),
        "loud": Look(inline=True, small=True),
    }
    name = forms.CharField(label="Full name", help_text="As it should appear on the card")
    email = forms.EmailField(label="Email address", required=False)
    joined = DateField(label="Date of joining", past=True, help_text="For example, 27 3 2024")
    kind = forms.ChoiceField(
        label="Kind of membership",
        choices=[("single", "Single"), ("family", "Family"), ("other", "Another kind")],
        widget=forms.RadioSelect,
    )
    which = forms.CharField(label="Which kind", required=False)
    loud = forms.ChoiceField(
        label="Audio books", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect, required=False
    )
    subjects = forms.MultipleChoiceField(
        label="Subjects of interest", choices=list(SUBJECTS.items()), widget=forms.CheckboxSelectMultiple
    )
    branch = forms.ChoiceField(label="Branch", choices=[("", "---------"), ("c", "Central"), ("n", "North Street")])
    deposit = forms.DecimalField(label="Deposit", required=False, min_value=0)
    notes = forms.CharField(label="Notes", widget=forms.Textarea, required=False)
    letter = forms.FileField(label="Letter of introduction", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    rules = forms.BooleanField(label="I have read the rules of the library")


WRONG: Final = {
    "wrong-name": "",
    "wrong-email": "sam at example",
    "wrong-joined_day": "31",
    "wrong-joined_month": "2",
    "wrong-joined_year": "2024",
    "wrong-deposit": "ten",
}
EVENTS: Final[list[dict[str, Any]]] = [
    {
        "title": "Returned with a torn cover",
        "when": dt.datetime(2026, 3, 9, 14, 5, tzinfo=dt.UTC),
        "by": "Anwen Price",
        "text": "Sent to the bindery; back in about three weeks.",
        "tag": "Damaged",
        "colour": "orange",
    },
    {"title": "Lent for four weeks", "when": dt.date(2026, 2, 9), "by": "Karim Siddiqui"},
    {"title": "Bought", "when": dt.date(2024, 11, 21), "text": "Paid for by the bequest for local history."},
]
TASKS: Final[list[dict[str, Any]]] = [
    {
        "title": "Stocktake of the reading room",
        "href": "#tasks",
        "due": dt.date(2026, 4, 30),
        "status": "Overdue",
        "colour": "red",
    },
    {
        "title": "Letters to long-standing members",
        "href": "#tasks",
        "hint": "14 of 40 written",
        "status": "In progress",
        "colour": "blue",
    },
    {"title": "Order of the summer's books", "href": "#tasks", "status": "Done"},
]
