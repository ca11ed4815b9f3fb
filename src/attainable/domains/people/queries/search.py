"""Finding a child, a school or a page by a few letters."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.domains.people.models import NameWord, School, Standing
from attainable.domains.people.rules import words_of
from attainable.domains.people.visibility import visible

MOST = 25


@dataclass(frozen=True, slots=True)
class Found:
    """Children (at most `MOST`) and schools for a text, and whether there are more."""

    children: list[Standing]
    schools: list[School]
    more: bool


def find(actor: Actor, text: str) -> Found:
    """Children whose names begin with every word asked for, or whose UPN or ULN is the text; schools by name or number."""
    text = text.strip()[:100]
    children = _children(actor, text) if text and actor.may("child.find") else []
    return Found(children[:MOST], _schools(text) if text else [], len(children) > MOST)


def _children(actor: Actor, text: str) -> list[Standing]:
    words = sorted(words_of(text), key=len, reverse=True)[:5]
    if not words:
        return []
    found = visible(actor, "child.find")
    number = text.replace(" ", "").upper()
    if len(number) in (10, 13) and number[1:-1].isdigit():
        return list(
            found.filter(Q(child__upn=number) | Q(child__uln=number) | Q(child__former_upn=number)).select_related(
                "child", "school__organisation"
            )[:MOST]
        )
    for word in words:
        found = found.filter(pk__in=_beginning(word).values("child"))
    rows = found.select_related("child", "school__organisation").order_by("sort_name", "pk")
    return list(rows[: MOST + 1])


def _beginning(word: str) -> QuerySet[NameWord]:
    """Words that begin so, as a range that an index serves on either database (plain letters and digits sort alike)."""
    after = _next(word)
    rows = NameWord.objects.filter(word__gte=word)
    return rows.filter(word__lt=after) if after else rows


def _next(word: str) -> str | None:
    """The least word after all that begin with this one.

    >>> _next("smi"), _next("az"), _next("zz"), _next("9")
    ('smj', 'b', None, 'a')
    """
    while word:
        last = word[-1]
        if last != "z":
            return word[:-1] + ("a" if last == "9" else chr(ord(last) + 1))
        word = word[:-1]
    return None


def _schools(text: str) -> list[School]:
    begins = Case(When(organisation__name__istartswith=text, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = School.objects.filter(
        Q(organisation__name__icontains=text) | Q(organisation__code=text) | Q(laestab=text.replace("/", ""))
    )
    open_now = found.filter(organisation__closed_on__isnull=True)
    return list(open_now.select_related("organisation", "authority").order_by(begins, "organisation__name")[:10])


def organisations_of_kind(kind: str) -> list[Organisation]:
    return list(Organisation.objects.filter(kind=kind, closed_on__isnull=True).order_by("name"))
