"""Published measures beside our own: the authority, its region and the country, out of the store."""

from dataclasses import dataclass

from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.insight.queries.evidence import above
from attainable.domains.insight.queries.places import options
from attainable.domains.insight.queries.snapshot import Tables, published
from attainable.evidence.catalogue import Catalogue
from attainable.evidence.disclosure.protected_results import protect_published
from attainable.evidence.measures.answering import answer
from attainable.evidence.measures.definition import Measure, all_measures, load_measure
from attainable.evidence.measures.question import ask
from attainable.evidence.papers.pages import TOPICS
from attainable.evidence.result import ProtectedResult
from attainable.values.problem import ProblemsError


@dataclass(frozen=True)
class PublishedAnswer:
    """A published measure by a breakdown, of the authority (or the first area above it that the store knows) and the areas above;
    `result` is None where the store has nothing of any."""

    measure: Measure
    by: str
    area: str
    result: ProtectedResult | None
    missing: tuple[str, ...] = ()


def by_topic(catalogue: Catalogue | None) -> dict[str, list[Measure]]:
    """The published measures that the store has a table for, by topic."""
    found: dict[str, list[Measure]] = {}
    for measure in all_measures() if catalogue is not None else ():
        if catalogue is not None and any(catalogue.of(source.table) for source in measure.sources):
            found.setdefault(TOPICS[measure.topic], []).append(measure)
    return found


def answered(actor: Actor, found: Tables, id: str, by: str) -> PublishedAnswer:
    """The answer for the first authority that the actor sees evidence of. Http404 for what does not exist."""
    catalogue = published()
    try:
        measure = load_measure(id)
    except ProblemsError:
        raise Http404 from None
    if catalogue is None or (by and by not in measure.dimensions):
        raise Http404
    by = by or measure.default_by
    place = next((option for option in options(actor, found) if option.level == "Authority"), None)
    if place is None:
        raise Http404

    def find() -> PublishedAnswer:
        parts = [
            (area, _of(catalogue, measure, by, area.code)) for area in (found.folder.areas[place.code], *above(found, place))
        ]
        known = [(area, part) for area, part in parts if part is not None and len(part)]
        missing = tuple(
            f"There are no published figures for {area.name}." for area, part in parts if part is None or not len(part)
        )
        if not known:
            return PublishedAnswer(measure, by, place.code, None, missing)
        result = known[0][1].joined(*(part for _, part in known[1:]))
        return PublishedAnswer(measure, by, known[0][0].code, result, missing)

    made: PublishedAnswer = found.answers.get(("published", id, by, place.code, id_of(catalogue)), find)
    return made


def _of(catalogue: Catalogue, measure: Measure, by: str, code: str) -> ProtectedResult | None:
    try:
        return protect_published(answer(catalogue, ask(catalogue, measure.id, [code], by=by)))
    except ProblemsError:
        return None


def id_of(catalogue: Catalogue) -> int:
    """Another store is another key."""
    return id(catalogue)
