"""Schools: the public facts of the official register, for everybody who is signed in."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.domains.people.models import School

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class SchoolQuestion:
    """What is asked of the list. Empty means all."""

    authority: str = ""
    phase: str = ""
    name: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class SchoolPage:
    """One page of schools that are open, by name, with how many there are in all."""

    rows: list[School]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def schools(actor: Actor, question: SchoolQuestion) -> SchoolPage:
    """Two queries. A page beyond the last is the last."""
    found = School.objects.filter(organisation__closed_on__isnull=True)
    if question.authority:
        found = found.filter(authority__ref=question.authority)
    if question.phase:
        found = found.filter(phase=question.phase)
    for word in question.name.split()[:6]:
        number = word.replace("/", "")
        found = found.filter(Q(organisation__name__icontains=word) | Q(organisation__code=word) | Q(laestab=number))
    total = found.count()
    page = min(max(1, question.page), max(1, -(-total // PAGE)))
    rows = found.select_related("organisation", "authority").order_by("organisation__name", "pk")
    return SchoolPage(list(rows[(page - 1) * PAGE : page * PAGE]), total, page)


def school(actor: Actor, ref: str) -> School:
    """A school by its ref, closed ones too, or Http404."""
    found = School.objects.filter(organisation__ref=ref).select_related("organisation", "authority").first()
    if found is None:
        raise Http404
    return found


def authorities(actor: Actor) -> list[Organisation]:
    """Authorities that can be filtered by."""
    rows = Organisation.objects.filter(kind=Kind.AUTHORITY, closed_on__isnull=True, schools_within__isnull=False)
    return list(rows.distinct().order_by("name"))


def find_school(actor: Actor, ref: str) -> School | None:
    """The school of a ref, for a change that the person who asks makes there; which schools there are is public."""
    return School.objects.filter(organisation__ref=ref).select_related("organisation").first()
