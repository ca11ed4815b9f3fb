"""The pack: every chart entered in one book, protected together, then worked out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from attainable.evidence.disclosure.door import let_out
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.protection import Earlier, Protected, protect
from attainable.evidence.pupils.ahead import begun
from attainable.evidence.pupils.asking import Asking
from attainable.evidence.pupils.book import Book, Finish, Numbers
from attainable.evidence.pupils.charts import (
    absence,
    areas,
    attainment,
    costs,
    gaps,
    histories,
    interventions,
    overlap,
    progress,
    schools,
)
from attainable.evidence.pupils.cubes import Cubes, Progress
from attainable.evidence.pupils.funnel import FunnelFigures, funnel
from attainable.evidence.result import ProtectedResult

type Planner = Callable[[Book], Finish]

# A chart's parts in the order that they are shown. The key is what `--charts` takes.
CHARTS: Final[Mapping[str, tuple[Planner, ...]]] = {
    "1": (partial(gaps.gap_over_time, dim="sen"), partial(gaps.gap_over_time, dim="sen_start")),
    "2": (overlap.overlap,),
    "3": (histories.earlier_status,),
    "4": (histories.ever_identified,),
    "5": (progress.expected_progress, progress.mean_progress),
    "6": (gaps.gaps_by_stage,),
    "7": (areas.identified_by_area,),
    "8": (attainment.by_need,),
    "9": (attainment.by_prior,),
    "10": (schools.histogram,),
    "11": (interventions.progress_by_intervention,),
    "12": (absence.persistent_absence,),
    "13": (absence.exclusion_ratios, partial(absence.exclusion_ratios, what="suspended")),
    "14": (areas.need_by_area,),
    "15": (costs.cost_of_provision,),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """The protected results of each chart, and what protected them."""

    results: Mapping[str, tuple[ProtectedResult, ...]]
    protected: Protected
    profile: Profile
    funnel: FunnelFigures | None = None

    def of(self, measure: str) -> ProtectedResult | None:
        """The first result of a measure."""
        return next((r for rs in self.results.values() for r in rs if r.subject.measure == measure), None)


def work_out(
    cubes: Cubes,
    asking: Asking,
    profile: Profile,
    *,
    charts: tuple[str, ...] = tuple(CHARTS),
    progress: Progress | None = None,
    earlier: Earlier | None = None,
) -> Answers:
    """All the charts asked for, under one profile, protected together."""
    say = progress or (lambda what, done, of: None)
    book = Book(cubes, asking)
    finishes: dict[str, list[Finish]] = {}
    with begun(cubes, asking, charts):
        for done, chart in enumerate(charts):
            say(f"Counting: chart {chart}", done, len(charts) + 2)
            finishes[chart] = [plan(book) for plan in CHARTS[chart]]
    say("Protecting small numbers", len(charts), len(charts) + 2)
    book.link()
    protected = protect(book.system, profile, progress=progress, earlier=earlier)
    numbers = Numbers(protected)
    told = cubes.asked.words(cubes.folder.areas)
    results = {
        chart: tuple(
            let_out(replace(raw, notes=(*raw.notes, told)) if told else raw, protected)
            for finish in made
            for raw in finish(numbers)
            if raw.rows
        )
        for chart, made in finishes.items()
    }
    points = funnel(book, profile) if "10" in charts else None
    return Answers(results, protected, profile, points)
