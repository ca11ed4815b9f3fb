"""A measure of pupil tables beside the same measure as it was published: our own pupils and the nation in one result."""

from collections.abc import Sequence

from attainable.evidence.catalogue import Catalogue
from attainable.evidence.disclosure.protected_results import protect_published
from attainable.evidence.measures.answering import answer
from attainable.evidence.measures.question import ask
from attainable.evidence.pupils.definition import all_pupil_measures, load_pupil_measure
from attainable.evidence.result import ProtectedResult
from attainable.values.periods import PeriodKind
from attainable.values.problem import Problem, ProblemsError


def with_published(own: ProtectedResult, catalogue: Catalogue, areas: Sequence[str]) -> ProtectedResult:
    """The rows of a pupil measure followed by the published rows of areas, for the same groups, rates first and then gaps.

    Raises ProblemsError for a measure that is published nowhere in the same terms, and for what the store doesn't have.
    """
    measure = load_pupil_measure(own.subject.measure)
    published = measure.published
    if published is None:
        have = ", ".join(m.id for m in all_pupil_measures() if m.published)
        raise ProblemsError(
            Problem(
                "not-published",
                f"No published measure is comparable with {measure.id}.",
                f"Leave out --area and --compare, or ask for one of: {have}.",
            )
        )
    asked = [ask(catalogue, published.measure, list(areas), by=published.by, groups=published.groups)]
    if published.gap:
        asked.append(ask(catalogue, published.measure, list(areas), by=published.by, between=published.gap))
    theirs = [
        # Terms and pairs of terms have no counterpart in a table of years.
        protect_published(answer(catalogue, question)).where(lambda row: row.period.kind is PeriodKind.ACADEMIC)
        for question in asked
    ]
    gap = published.gap.replace(",", " vs ")
    kept = own.where(lambda row: row.group in (*published.groups, gap))
    return kept.joined(*theirs, notes=(published.differs,))
