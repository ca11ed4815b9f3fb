"""Papers: which there are, and a page on which one is chosen as a file, about a school, a class or one child."""

from typing import Any, ClassVar, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.models import School
from attainable.domains.people.queries import choices
from attainable.domains.provision import queries
from attainable.domains.provision.queries.papers import Offered, children_of, groups_of
from attainable.govuk.forms import Form
from attainable.govuk.look import Look
from attainable.manifest import Paper
from attainable.records.papers import TYPES, Asked, Made, content, formats_of, make_paper, papers

_FORMATS: Final = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "html": "Web page"}


class PaperForm(Form):
    """Which school or child a paper is about, in which form, and why it leaves."""

    looks: ClassVar = {"why": Look(rows=3)}
    school = forms.ChoiceField()
    child = forms.ChoiceField(error_messages={"required": "Choose a child."})
    group = forms.ChoiceField(label="Class or group", error_messages={"required": "Choose a class or group."})
    names = forms.BooleanField(
        label="Keep the names of people",
        required=False,
        help_text="Names are replaced if you do not tick this. Free text is searched for the names in the record.",
    )
    why = forms.CharField(
        label="Why do you need this paper?",
        max_length=300,
        widget=forms.Textarea,
        help_text="We keep the reason in the audit.",
        error_messages={"required": "Enter why you need this paper."},
    )
    kind = forms.ChoiceField(label="As", widget=forms.RadioSelect, error_messages={"required": "Choose the form."})

    def __init__(self, *args: Any, paper: Paper, schools: list[School], offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [(one.organisation.ref, one.name) for one in schools]  # type: ignore[attr-defined]
        about = [(ref, words) for ref, (words, _) in offered.items()]
        self.fields["child"].choices = [("", "Choose a child"), *about]  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", "Choose a class or group"), *about]  # type: ignore[attr-defined]
        kinds = [pair for pair in _FORMATS.items() if pair[0] in formats_of(paper)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        # A child or group says which school it is at, and a paper that names nobody needs no reason.
        gone = ["school"] if paper.about_child or paper.about_group or len(schools) == 1 else []
        kept = {"child": paper.about_child, "group": paper.about_group, "why": paper.personal, "names": paper.replaces_names}
        gone += [name for name, is_kept in kept.items() if not is_kept]
        for name in gone:
            del self.fields[name]


@page(queries.MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """The papers that the person may ask for."""
    actor = who(request)
    found = [paper for paper in papers().values() if choices.schools_of(actor, paper.permission)]
    of_child, of_group = ([paper for paper in found if getattr(paper, name)] for name in ("about_child", "about_group"))
    of_school = [paper for paper in found if paper not in (*of_child, *of_group)]
    groups = [("About the school", of_school), ("About a class", of_group), ("About one child", of_child)]
    # A child who is named in the address is chosen on the page of the paper, if the person may.
    child = ref if (ref := request.GET.get("child", "")[:12]).isalnum() else ""
    context = {"groups": [(title, rows) for title, rows in groups if rows], "child": child}
    return render(request, "provision/papers.html", context)


@page(queries.MANAGE, again=True)
def make(request: HttpRequest, name: str) -> HttpResponse:
    """Asks what a paper is about, then sends it. That it was made is audited."""
    actor, paper = who(request), papers().get(name)
    schools = choices.schools_of(actor, paper.permission) if paper else []
    if paper is None or not schools:
        raise Http404
    offered = _offered(actor, paper, schools)
    start = {"kind": "docx", "child": request.GET.get("child", "")[:12]}
    form = PaperForm(posted(request), initial=start, paper=paper, schools=schools, offered=offered)
    if form.is_valid():
        given = form.cleaned_data
        child, group, kind = given.get("child", ""), given.get("group", ""), given["kind"]
        school = offered[child or group][1] if child or group else _named(schools, given.get("school", ""))
        made: list[Made] = []
        asked = Asked(school.organisation, child, group, given.get("names", False))
        if done(form, lambda: made.append(_made(actor, paper, asked, kind, given.get("why", "")))):
            return _file(made[0], kind)
    context = {"form": form, "paper": paper, "school": schools[0] if len(schools) == 1 else None}
    return render(request, "provision/paper.html", context, status=422 if form.errors else 200)


def _offered(actor: Actor, paper: Paper, schools: list[School]) -> Offered:
    """The children or groups that a paper can be about."""
    if paper.about_child:
        return children_of(actor, schools, paper.permission)
    return groups_of(actor, schools) if paper.about_group else {}


def _named(schools: list[School], ref: str) -> School:
    return next((school for school in schools if school.organisation.ref == ref), schools[0])


def _made(actor: Actor, paper: Paper, asked: Asked, kind: str, why: str) -> Made:
    return make_paper(paper, by=actor, asked=asked, formats=(kind,), why=why)


def _file(made: Made, kind: str) -> HttpResponse:
    answer = HttpResponse(content(made, kind), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{made.stem}.{kind}"'
    return answer


urlpatterns = [path("papers/", index, name="papers"), path("papers/<slug:name>/", make, name="make-paper")]
