"""Papers: which there are, and a page on which one is chosen as a file, about a school or one of its children."""

from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from attainable.accounts.actor import Actor
from attainable.accounts.web.guards import done, page, posted, who
from attainable.domains.people.models import School
from attainable.domains.people.queries import choices
from attainable.domains.provision import queries
from attainable.domains.provision.queries.papers import children_of
from attainable.govuk.forms import Form
from attainable.govuk.look import Look
from attainable.manifest import Paper
from attainable.records.papers import TYPES, Asked, Made, content, formats_of, make_paper, papers

_FORMATS = {"docx": "Word", "pdf": "PDF", "html": "Web page", "xlsx": "Excel"}


class PaperForm(Form):
    """Which school or child a paper is about, in which form, and why it leaves."""

    looks: ClassVar = {"why": Look(rows=3)}
    school = forms.ChoiceField()
    child = forms.ChoiceField(error_messages={"required": "Choose a child."})
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

    def __init__(self, *args: Any, paper: Paper, schools: list[School], children: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [(one.organisation.ref, one.name) for one in schools]  # type: ignore[attr-defined]
        self.fields["child"].choices = [("", "Choose a child"), *children]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(name, _FORMATS[name]) for name in formats_of(paper)]  # type: ignore[attr-defined]
        # A child says which school it is, and a paper about a school names nobody: no reason is asked.
        gone = ["school"] if paper.about_child or len(schools) == 1 else []
        gone += [] if paper.about_child else ["child", "why"]
        gone += [] if paper.replaces_names else ["names"]
        for name in gone:
            del self.fields[name]


@page(queries.MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """The papers that the person may ask for."""
    actor = who(request)
    found = [paper for paper in papers().values() if choices.schools_of(actor, paper.permission)]
    of_school, of_child = ([paper for paper in found if paper.about_child == about] for about in (False, True))
    groups = [("About the school", of_school), ("About one child", of_child)]
    return render(request, "provision/papers.html", {"groups": [(title, rows) for title, rows in groups if rows]})


@page(queries.MANAGE, again=True)
def make(request: HttpRequest, name: str) -> HttpResponse:
    """Asks what a paper is about, then sends it. That it was made is audited."""
    actor, paper = who(request), papers().get(name)
    schools = choices.schools_of(actor, paper.permission) if paper else []
    if paper is None or not schools:
        raise Http404
    children = children_of(actor, schools, paper.permission) if paper.about_child else {}
    named = [(ref, words) for ref, (words, _) in children.items()]
    start = {"kind": "docx", "child": request.GET.get("child", "")[:12]}
    form = PaperForm(posted(request), initial=start, paper=paper, schools=schools, children=named)
    if form.is_valid():
        given = form.cleaned_data
        ref, kind = given.get("child", ""), given["kind"]
        school = children[ref][1] if ref else _named(schools, given.get("school", ""))
        made: list[Made] = []
        asked = Asked(school.organisation, ref, given.get("names", False))
        if done(form, lambda: made.append(_made(actor, paper, asked, kind, given.get("why", "")))):
            return _file(made[0], kind)
    context = {"form": form, "paper": paper, "school": schools[0] if len(schools) == 1 else None}
    return render(request, "provision/paper.html", context, status=422 if form.errors else 200)


def _named(schools: list[School], ref: str) -> School:
    return next((school for school in schools if school.organisation.ref == ref), schools[0])


def _made(actor: Actor, paper: Paper, asked: Asked, kind: str, why: str) -> Made:
    return make_paper(paper, by=actor, asked=asked, formats=(kind,), why=why)


def _file(made: Made, kind: str) -> HttpResponse:
    answer = HttpResponse(content(made, kind), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{made.stem}.{kind}"'
    return answer


urlpatterns = [path("papers/", index, name="papers"), path("papers/<slug:name>/", make, name="make-paper")]
