"""Finding a child, a school or a page by a few letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.domains.people.models import NameWord, School, Standing
from attainable.domains.people.queries.places import with_place
from attainable.domains.people.rules import words_of
from attainable.domains.people.visibility import visible

MOST = 25
# Shorter words than these are too like each other to be compared; longer ones may differ twice.
_LEAST, _LONG = 4, 8


@dataclass(frozen=True, slots=True)
class Found:
    """Children (at most `MOST`) and schools for a text, and whether there are more. `alike`: nobody has the name, and these
    children have one that differs from it by a letter or two."""

    children: list[Standing]
    schools: list[School]
    more: bool
    alike: bool = False


def find(actor: Actor, text: str) -> Found:
    """Children whose names begin with every word asked for, or whose UPN or ULN is the text; schools by name or number.

    Where nobody is found, children whose names are nearly the same.
    """
    text = text.strip()[:100]
    may = bool(text) and actor.may("child.find")
    children = _children(actor, text) if may else []
    schools = _schools(text) if text else []
    alike = [] if children or schools or not may else _alike(actor, text)
    children = children or alike
    return Found(children[:MOST], schools, len(children) > MOST, bool(alike))


def _children(actor: Actor, text: str) -> list[Standing]:
    words = sorted(words_of(text), key=len, reverse=True)[:5]
    if not words:
        return []
    found = visible(actor, "child.find")
    number = text.replace(" ", "").upper()
    if len(number) in (10, 13) and number[1:-1].isdigit():
        return list(with_place(found.filter(Q(child__upn=number) | Q(child__uln=number) | Q(child__former_upn=number)))[:MOST])
    return _with_words(found, [_beginning(word) for word in words])


def _with_words(found: QuerySet[Standing], words: Iterable[QuerySet[NameWord]]) -> list[Standing]:
    """Children who have a word of each kind, in order of their names."""
    for one in words:
        found = found.filter(pk__in=one.values("child"))
    rows = with_place(found).order_by("sort_name", "pk")
    return list(rows[: MOST + 1])


def _alike(actor: Actor, text: str) -> list[Standing]:
    """Children with a word within one change (two in a long word) of each word asked for: a letter more or less, another letter,
    or two that changed places. Only the words of children that the person may find are compared."""
    words = sorted(words_of(text), key=len, reverse=True)[:3]
    if not words or len(words[0]) < _LEAST:
        return []
    from rapidfuzz.distance import OSA  # loaded only where somebody is not found at once
    from rapidfuzz.process import extract

    reached = visible(actor, "child.find")
    known = list(NameWord.objects.filter(child__in=reached.values("pk")).values_list("word", flat=True).distinct())
    near = []
    for word in words:
        most = 0 if len(word) < _LEAST else 1 if len(word) < _LONG else 2
        found = extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=50)
        near.append(NameWord.objects.filter(word__in=[match for match, _, _ in found]))
    return _with_words(reached, near)


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
