"""The pack: the counts of every chart entered in one plan, protected together, then worked out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module

from attainable.evidence.disclosure.earlier import Earlier
from attainable.evidence.disclosure.profiles import Profile
from attainable.evidence.disclosure.protected_results import protected_result
from attainable.evidence.disclosure.protection import Protected, protect
from attainable.evidence.pupils.background import passes_in_background
from attainable.evidence.pupils.cubes import Cubes
from attainable.evidence.pupils.funnel import FunnelFigures, funnel
from attainable.evidence.pupils.pack_charts import pack_charts
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers
from attainable.evidence.pupils.pack_question import PackQuestion
from attainable.evidence.result import ProtectedResult
from attainable.values.progress import Progress

type Planner = Callable[[PackPlan], Finish]


@dataclass(frozen=True, slots=True)
class PackResults:
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
    question: PackQuestion,
    profile: Profile,
    *,
    charts: tuple[str, ...] = (),
    progress: Progress | None = None,
    earlier: Earlier | None = None,
) -> PackResults:
    """The charts asked for, or all, under one profile.

    Under a profile that hides anything, the counts of all charts are entered and protected together, whichever are asked for:
    what one command prints reveals nothing that another hides.
    """
    charts = charts or tuple(pack_charts())
    entered = tuple(pack_charts()) if profile.threshold else charts
    say = progress or (lambda what, done, of: None)
    plan = PackPlan(cubes, question)
    finishes: dict[str, list[Finish]] = {}
    with passes_in_background(cubes, question, entered):
        for done, chart in enumerate(entered):
            say(f"Counting: chart {chart}", done, len(entered) + 2)
            finishes[chart] = [planner(plan) for planner in _planners(chart)]
    say("Protecting small numbers", len(entered), len(entered) + 2)
    plan.link()
    protected = protect(plan.system, profile, progress=progress, earlier=earlier)
    numbers = ShownNumbers(protected)
    which_pupils = cubes.asked.words(cubes.folder.areas)
    results = {
        chart: tuple(
            protected_result(replace(raw, notes=(*raw.notes, which_pupils)) if which_pupils else raw, profile)
            for finish in finishes[chart]
            for raw in finish(numbers)
            if raw.rows
        )
        for chart in charts
    }
    points = funnel(plan, profile) if "10" in charts else None
    return PackResults(results, protected, profile, points)


def _planners(chart: str) -> Iterator[Planner]:
    for name in pack_charts()[chart].counted_by:
        module, _, function = name.partition(".")
        yield getattr(import_module(f"attainable.evidence.pupils.counted.{module}"), function)
