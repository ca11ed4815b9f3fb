"""Long lists: their order, pages and filters stand in the address, and nothing in an address breaks them."""

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines

from attainable.govuk.forms import Form
from attainable.govuk.tables import Asked, Column

COLUMNS = (
    Column("name", "Name"),
    Column("days", "Days", numeric=True, largest_first=True, minor=True),
    Column("note", "Note", sortable=False),
)


class Filters(Form):
    need = forms.ChoiceField(label="Need", required=False, choices=[("", "All"), ("Group", [("a", "Apples"), ("b", "Pears")])])
    many = forms.MultipleChoiceField(label="Many", required=False, choices=[("1", "One"), ("2", "Two")])
    late = forms.BooleanField(label="Late only", required=False)


def listing(query="", rows=range(95), everything=None, per_page=10):
    return Asked.of(QueryDict(query), COLUMNS, order="name", per_page=per_page).listing(rows, everything)


def table(query="", rows=range(95)):
    source = (
        '{% from "govuk/table.html" import data_table %}'
        '{% call(row) data_table(listing, "Rows") %}<td>{{ row }}</td>{% endcall %}'
    )
    return engines["jinja2"].from_string(source).render({"listing": listing(query, list(rows))})


def test_a_heading_orders_and_then_turns_round():
    def hrefs(query):
        return [heading["href"] for heading in listing(query).headings]

    assert hrefs("need=a") == ["?need=a&order=-name", "?need=a&order=-days", ""]
    assert hrefs("order=-name") == ["?order=name", "?order=-days", ""]
    assert hrefs("order=-days&page=4") == ["?order=name", "?order=days", ""]


def test_the_order_is_told_to_those_who_hear_the_page():
    html = table("order=-days")
    assert '<th scope="col" aria-sort="none">' in html
    assert '<th scope="col" class="n" aria-sort="descending">' in html
    assert html.count("aria-sort") == 2


@pytest.mark.parametrize(
    "query", ["order=password", "order=note", "order=--name", "page=x", "page=-1", "page=²", "page=99999999999"]
)
def test_what_a_list_does_not_know_is_passed_over(query):
    found = listing(query)
    assert (found.asked.order, found.asked.page, found.rows) == ("name", 1, list(range(10)))


def test_a_page_beyond_the_last_is_the_last():
    assert listing("page=50").rows == list(range(90, 95))
    assert listing("page=50", []).rows == []


@pytest.mark.parametrize(
    ("rows", "everything", "query", "words"),
    [
        (391, None, "page=2", "11 to 20 of 391 children"),
        (1, None, "", "1 child"),
        (9, 391, "", "9 of 391 children"),
        (0, 391, "", "0 of 391 children"),
        (0, None, "", "No children"),
        (1391, 2000, "page=140", "1,391 to 1,391 of 1,391 children"),
    ],
)
def test_a_sentence_says_how_many_there_are(rows, everything, query, words):
    assert listing(query, range(rows), everything).sentence("child", "children") == words


def test_pages_around_the_one_that_is_shown():
    given = listing("page=5&need=a").pagination
    assert given is not None
    assert [item.get("number", "…") for item in given["items"]] == [1, "…", 4, 5, 6, "…", 10]
    assert given["items"][0]["href"] == "?need=a"
    assert given["previous"] == {"href": "?need=a&page=4"}
    assert listing(rows=range(10)).pagination is None


def test_filters_that_are_set_are_in_words_and_each_can_be_taken_off():
    query = QueryDict("need=b&many=1&many=2&late=on&order=-days&page=3")
    found = Asked.of(query, COLUMNS, order="name").listing(range(3))
    form = Filters(query)
    chosen = found.chosen(form)
    assert [(one["label"], one["text"]) for one in chosen] == [
        ("Need", "Pears"),
        ("Many", "One"),
        ("Many", "Two"),
        ("Late only", ""),
    ]
    assert chosen[1]["href"] == "?need=b&many=2&late=on&order=-days"
    assert found.cleared(form) == "?order=-days"
    assert found.address_of("/download/") == "/download/?need=b&many=1&many=2&late=on&order=-days"


def test_minor_columns_are_left_out_on_a_telephone():
    assert listing().minor == "app-table--minor-2"


def test_a_filter_that_nobody_offered_is_shown_and_never_markup():
    query = QueryDict("need=%3Cscript%3E")
    found = Asked.of(query, COLUMNS, order="name").listing(range(3))
    source = '{% from "govuk/table.html" import list_bar %}{{ list_bar(listing, "row", "rows", form) }}'
    html = engines["jinja2"].from_string(source).render({"listing": found, "form": Filters(query)})
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_an_empty_list_says_so():
    assert "Nothing matches these filters." in table(rows=[])
