"""The next cycle for a whole class in one step, after a look at what it would do: at the start of a year, or after a round."""

from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.actions.viewing import note_list
from attainable.domains.provision import queries
from attainable.domains.provision.actions.plans import begin_next_cycles
from attainable.govuk.forms import DateField, Form
from attainable.govuk.look import Look
from attainable.values.dates import day_words

_DONE: Final = "The next cycle has begun for {} {}."


class GroupForm(Form):
    """The class whose plans are copied."""

    group = forms.ChoiceField(label="Class or group", required=False)


class CyclesForm(Form):
    """For which children the next cycle begins today, and when it is reviewed."""

    looks: ClassVar = {"why": Look(rows=2)}
    children = forms.MultipleChoiceField(
        label="Children", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose at least one child."}
    )
    review_on = DateField(label="Date of the next review")
    why = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea,
        help_text="For example: the start of the school year. We keep this in the audit.",
    )


@page(queries.MANAGE)
def next_cycles(request: HttpRequest) -> HttpResponse:
    """Shows what would begin and end for each child of a class, and does it for those who are ticked."""
    actor, named = who(request), request.GET.get("group", "")[:12]
    groups = queries.groups_to_review(actor)
    rows = [one for one in queries.to_review(actor, group=named) if one.plan.from_date < actor.on]
    choose = GroupForm(request.GET)
    choose.fields["group"].choices = [("", "All"), *groups]  # type: ignore[attr-defined]
    form = CyclesForm(posted(request), initial={"children": [one.child.ref for one in rows]})
    form.fields["children"].choices = [(one.child.ref, _line(one)) for one in rows]  # type: ignore[attr-defined]
    if rows and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        if done(form, lambda: begin_next_cycles(by=actor, **given)):
            count = len(given["children"])
            messages.success(request, _DONE.format(count, "child" if count == 1 else "children"))
            return HttpResponseRedirect(reverse("reviews"))
    note_list(actor, "plans to copy", len(rows))
    context = {"choose": choose, "form": form, "rows": rows}
    return render(request, "provision/next_cycles.html", context, status=422 if form.errors else 200)


def _line(one: queries.ToReview) -> str:
    """A child, the plan that ends, and the targets that go on."""
    left = one.targets - one.done
    targets = f"{left} {'target goes' if left == 1 else 'targets go'} on" if left else "no target goes on"
    return f"{one.child.listed_name}: the plan of {day_words(one.plan.from_date)} ends, and {targets}"


urlpatterns = [path("provision/reviews/next-cycle/", next_cycles, name="next-cycles")]
