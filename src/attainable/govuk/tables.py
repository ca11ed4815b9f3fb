"""Long lists: what a list's address asks for (order, page, filters), and what its table is drawn from.

    COLUMNS = (Column("title", "Title"), Column("copies", "Copies", numeric=True, largest_first=True))

    asked = Asked.of(request.GET, COLUMNS, order="title")
    listing = asked.listing(books(actor, filters.cleaned_data).order_by(*ORDERS[asked.order]))

Addresses contain only codes and orders, never a name. `govuk/table.html` draws the listing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from django import forms
from django.http import QueryDict

from attainable.govuk.words import counted, number
from attainable.values.numbers import whole_number

PER_PAGE: Final = 100
# So many rows are put on one page for somebody who wants to print a list.
MOST: Final = 1000
ALL: Final = "all"
_OWN: Final = ("order", "page")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `minor` ones are left out on a telephone; `largest_first` is how it is ordered at the first click."""

    key: str
    heading: str
    sortable: bool = True
    numeric: bool = False
    minor: bool = False
    largest_first: bool = False
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a list. `order` is a column's key, with "-" before it for the other way round."""

    query: QueryDict
    columns: tuple[Column, ...]
    order: str
    page: int = 1
    per_page: int = PER_PAGE

    @classmethod
    def of(cls, query: QueryDict, columns: Sequence[Column], *, order: str, per_page: int = PER_PAGE) -> Self:
        """Unknown columns and pages are ignored, so that an old link still opens the list."""
        known = {sign + column.key for column in columns if column.sortable for sign in ("", "-")}
        wanted = query.get("order", order)
        page = whole_number(query.get("page"), least=1, most=10**7) or 1
        per_page = MOST if query.get("rows") == ALL else per_page
        return cls(query, tuple(columns), wanted if wanted in known else order, page, per_page)

    @property
    def key(self) -> str:
        return self.order.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.order.startswith("-")

    def listing(self, rows: Any, everything: int | None = None) -> "Listing":
        """The page of a queryset or a sequence that is in order already. `everything`: how many there are without filters."""
        total = len(rows) if isinstance(rows, Sequence) else rows.count()
        last = max(1, -(-total // self.per_page))
        asked = replace(self, page=min(self.page, last))
        start = (asked.page - 1) * self.per_page
        return Listing(asked, list(rows[start : start + self.per_page]), total, everything)

    def address(self, **changes: str | int | None) -> str:
        """The query of this list with something changed; None takes it out. The first page needs no number."""
        query = self.query.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None and not (name == "page" and value == 1):
                query[name] = str(value)
        return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows, and everything around it."""

    asked: Asked
    rows: list[Any]
    total: int
    everything: int | None = None

    @property
    def headings(self) -> list[dict[str, Any]]:
        return [self._heading(column) for column in self.asked.columns]

    def _heading(self, column: Column) -> dict[str, Any]:
        made: dict[str, Any] = {"text": column.heading, "numeric": column.numeric, "unseen": column.unseen}
        if not column.sortable:
            return made | {"href": "", "sort": ""}
        first, other = ("-", "") if column.largest_first else ("", "-")
        here = self.asked.key == column.key
        next_order = (other if self.asked.order == first + column.key else first) + column.key
        sort = ("descending" if self.asked.descending else "ascending") if here else "none"
        return made | {"href": self.asked.address(order=next_order), "sort": sort}

    @property
    def minor(self) -> str:
        """Classes that leave minor columns out on a telephone."""
        places = [place for place, column in enumerate(self.asked.columns, 1) if column.minor]
        return " ".join(f"app-table--minor-{place}" for place in places)

    def sentence(self, one: str, many: str = "") -> str:
        """`391 books`, `12 of 391 books`, `101 to 200 of 391 books`."""
        if self.everything is not None and self.everything != self.total:
            told = f"{number(self.total)} of {counted(self.everything, one, many)}"
        else:
            told = counted(self.total, one, many) if self.total else f"No {many or one + 's'}"
        if self.total <= self.asked.per_page:
            return told
        start = (self.asked.page - 1) * self.asked.per_page + 1
        shown = f"{number(start)} to {number(start + len(self.rows) - 1)}"
        return f"{shown} of {counted(self.total, one, many)}"

    @property
    def place(self) -> str:
        """`page 2 of 4`, for titles; nothing on the first page."""
        last = -(-self.total // self.asked.per_page)
        return f"page {number(self.asked.page)} of {number(last)}" if self.asked.page > 1 else ""

    @property
    def whole(self) -> str:
        """The address of the list on one page, to print it; nothing where it is on one page, or is too long for that."""
        return self.asked.address(rows=ALL) if self.asked.per_page < self.total <= MOST else ""

    @property
    def pagination(self) -> dict[str, Any] | None:
        """What GOV.UK's pagination is given; None where there is one page."""
        last, here = -(-self.total // self.asked.per_page), self.asked.page
        if last < 2:
            return None
        shown = sorted({1, last, *(page for page in range(here - 1, here + 2) if 1 <= page <= last)})
        items: list[dict[str, Any]] = []
        for before, page in zip([0, *shown], shown, strict=False):
            if page - before > 1:
                items.append({"ellipsis": True})
            items.append({"number": page, "href": self.asked.address(page=page), "current": page == here})
        made: dict[str, Any] = {"items": items}
        if here > 1:
            made["previous"] = {"href": self.asked.address(page=here - 1)}
        if here < last:
            made["next"] = {"href": self.asked.address(page=here + 1)}
        return made

    def chosen(self, form: forms.BaseForm) -> list[dict[str, str]]:
        """Each filter that is set, in words, with the address of the list without it."""
        found = []
        for name in form.fields if form.is_bound else ():
            bound = form[name]
            values = self.asked.query.getlist(bound.html_name)
            labels = _labels(bound.field)
            for value in filter(None, values):
                query = self.asked.query.copy()
                query.pop("page", None)
                query.setlist(bound.html_name, [other for other in values if other != value])
                text = labels.get(value, value) if labels is not None else value
                if bound.field.widget.__class__ is forms.CheckboxInput:
                    text = ""
                found.append({"label": str(bound.label), "text": text, "href": f"?{query.urlencode()}"})
        return found

    def cleared(self, form: forms.BaseForm) -> str:
        """The address of the list without filters, in the same order."""
        query = self.asked.query.copy()
        for name in (*form.fields, "page"):
            query.pop(form.add_prefix(name), None)
        return f"?{query.urlencode()}"

    def address_of(self, path: str) -> str:
        """Another page that takes the same filters and order: a download."""
        return f"{path}{self.asked.address()}"


def _labels(field: forms.Field) -> Mapping[str, str] | None:
    """The choices of a field in words, also those in groups; None where it has none."""
    if not hasattr(field, "choices"):
        return None
    found: dict[str, str] = {}
    for key, label in field.choices:
        pairs = label if isinstance(label, list | tuple) else [(key, label)]
        found.update({str(value): str(text) for value, text in pairs})
    return found
