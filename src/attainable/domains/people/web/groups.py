"""Pages of classes and sets: make one, say who is in it, put a list in, and move up in September."""

import re
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.actions import groups as actions
from attainable.domains.people.models import School, TeachingGroup
from attainable.domains.people.queries import groups as queries
from attainable.domains.people.rules import next_name
from attainable.govuk.forms import Form
from attainable.values.school_year import school_year, year_group_name, year_words

_MOST_NAMED = 20


class GroupForm(Form):
    """Who is in a group and who teaches it."""

    name = forms.CharField(max_length=40, error_messages={"required": "Enter the name of the group."})
    staff: Any = forms.ModelMultipleChoiceField(None, label="Who teaches it", required=False, widget=forms.CheckboxSelectMultiple)
    children = forms.TypedMultipleChoiceField(label="Children", coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Any, children: list[tuple[int, str, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff  # type: ignore[attr-defined]
        self.fields["staff"].label_from_instance = lambda account: account.name  # type: ignore[attr-defined]
        self.fields["children"].choices = [  # type: ignore[attr-defined]
            (key, f"{name}, {year_group_name(year)}") for key, name, year in children
        ]


class ListForm(Form):
    """Children and groups as two columns, pasted from a spreadsheet."""

    rows = forms.CharField(
        label="UPN and group, one child a line",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Copy two columns from a spreadsheet: the UPN, then the name of the group. For example, A123456789012 3W.",
        error_messages={"required": "Paste at least one line."},
    )

    def ask_about_leaving(self, children: int) -> None:
        """The groups that are named get exactly the children of the list."""
        who = f"{children} children are" if children > 1 else "1 child is"
        self.fields["leave"] = forms.BooleanField(label="Take them out of the groups", required=False)
        self.word_all()
        words = f"{who} in these groups now and not in the list. Add them to the list, or tick the box to take them out."
        self.add_error(None, words)

    def lines(self) -> list[tuple[int, str, str]]:
        """Number of the line, UPN and group; a line without both has an empty group."""
        found = []
        for number, line in enumerate(self.cleaned_data["rows"].splitlines(), 1):
            upn, _, group = re.sub(r"[\t,;]", " ", line).strip().partition(" ")
            if upn and upn.upper() != "UPN":
                found.append((number, upn.upper(), " ".join(group.split())[:40]))
        return found


def _school(request: HttpRequest) -> School:
    """The school that the address names, or the actor's first."""
    schools = queries.schools(who(request))
    named = request.GET.get("school", "")
    if not schools:
        raise Http404
    return next((school for school in schools if school.organisation.ref == named), schools[0])


@page(queries.PERMISSION)
def index(request: HttpRequest) -> HttpResponse:
    actor, year = who(request), school_year(who(request).on)
    found = {of: queries.groups(actor, of) for of in (year, year + 1)}
    context = {
        "years": [(year_words(of), rows) for of, rows in found.items() if rows or of == year],
        "schools": queries.schools(actor),
    }
    return render(request, "people/groups.html", {**context, "next_year": year_words(year + 1), "this_year": found[year]})


@page(queries.PERMISSION)
def add(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    return _saved(request, school, None)


@page(queries.PERMISSION)
def group(request: HttpRequest, ref: str) -> HttpResponse:
    row = queries.group(who(request), ref)
    return _saved(request, row.school, row)


def _saved(request: HttpRequest, school: School, row: TeachingGroup | None) -> HttpResponse:
    actor = who(request)
    now = {"name": row.name, "staff": queries.teachers(actor, row), "children": queries.members(actor, row)} if row else {}
    staff, children = queries.staff_of(actor, school), queries.on_roll(actor, school)
    seen = _mark(now)
    children.sort(key=lambda child: child[0] not in now.get("children", ()))
    form = GroupForm(posted(request), staff=staff, children=children, initial={**now, "seen": seen})
    if form.is_valid() and row is not None and form.cleaned_data["seen"] != seen:
        form.add_error(None, "Somebody changed this group while you had the page open. Open it again to see who is in it now.")
    elif form.is_valid():
        given = form.cleaned_data
        wanted = {
            "name": given["name"],
            "children": set(given["children"]),
            "staff": {account.pk for account in given["staff"]},
            "year": row.year if row else school_year(actor.on),
            "ref": row.ref if row else "",
        }
        if done(form, lambda: actions.save_group(by=actor, school=school, **wanted)):
            messages.success(request, "The group has been saved.")
            return HttpResponseRedirect(reverse("groups"))
    context = {"form": form, "school": school, "title": row.name if row else "Add a group", "moving": False}
    return render(request, "people/group.html", context, status=422 if form.errors else 200)


def _mark(now: dict[str, Any]) -> str:
    """What a group held when its page was made."""
    held = sorted((name, str(sorted(value) if isinstance(value, set) else value)) for name, value in now.items())
    return sha256(repr(held).encode()).hexdigest()[:16]


@page(queries.PERMISSION)
def from_list(request: HttpRequest) -> HttpResponse:
    """Groups out of a list that was pasted: all of it or nothing, with everything that is wrong at once."""
    actor, school = who(request), _school(request)
    form = ListForm(posted(request))
    if form.is_valid():
        lines = form.lines()
        known = queries.by_upn(actor, school, [upn for _, upn, _ in lines])
        wrong = [f"Line {n}: no child on the roll has the UPN {upn}." for n, upn, _ in lines if upn not in known]
        wrong += [f"Line {n}: the name of the group is missing." for n, _, name in lines if not name]
        for words in wrong[:_MOST_NAMED]:
            form.add_error("rows", words)
        if not lines:
            form.add_error("rows", "There is no child below the heading. Paste at least one line.")
        if not wrong and lines:
            wanted: dict[str, set[int]] = {}
            for _, upn, name in lines:
                own = next((before for before in wanted if before.casefold() == name.casefold()), name)
                wanted.setdefault(own, set()).add(known[upn])
            year = school_year(actor.on)
            leave = queries.leaving(actor, school, year, wanted)
            if leave and not request.POST.get("leave"):
                form.ask_about_leaving(leave)
            elif done(form, lambda: actions.save_list(by=actor, school=school, year=year, groups=wanted)):
                messages.success(request, f"{len(wanted)} groups have been saved.")
                return HttpResponseRedirect(reverse("groups"))
    context = {"form": form, "school": school, "title": "Groups from a list", "moving": False}
    return render(request, "people/group.html", context, status=422 if form.errors else 200)


@page(queries.PERMISSION)
def next_year(request: HttpRequest) -> HttpResponse:
    """The groups of next year, with the children of this year's."""
    actor, school = who(request), _school(request)
    year = school_year(actor.on)
    rows = [one.row for one in queries.groups(actor, year) if one.row.school_id == school.pk]
    form = Form(posted(request))
    top = queries.top_year(school)
    years = {key: of for key, _, of in queries.on_roll(actor, school)}
    for row in rows:
        ages = {years[child] for child in queries.members(actor, row) if child in years}
        leaves = top is not None and bool(ages) and min(ages) >= top
        initial = "" if leaves else next_name(row.name)
        form.fields[row.ref] = forms.CharField(label=f"{row.name} becomes", max_length=40, required=False, initial=initial)
    form.word_all()
    if form.is_valid() and rows:
        names = {ref: " ".join(name.split()) for ref, name in form.cleaned_data.items()}
        if done(form, lambda: actions.move_up(by=actor, school=school, year=year, names=names)):
            messages.success(request, f"The groups of {year_words(year + 1)} have been made. Choose who teaches them.")
            return HttpResponseRedirect(reverse("groups"))
    context = {"form": form, "school": school, "title": f"Groups of {year_words(year + 1)}", "moving": True}
    return render(request, "people/group.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("groups/", index, name="groups"),
    path("groups/add/", add, name="add-group"),
    path("groups/list/", from_list, name="groups-from-list"),
    path("groups/next-year/", next_year, name="groups-next-year"),
    path("groups/<slug:ref>/", group, name="group"),
]
