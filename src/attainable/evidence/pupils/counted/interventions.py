"""Chart 11: progress by subject and intervention, beside a comparison group matched on age, prior attainment and need."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from attainable.evidence.cubes.cube import Category, Cube
from attainable.evidence.disclosure.system import Share
from attainable.evidence.measures.count_rows import RowMaker
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.result import RawResult, Row
from attainable.evidence.statistics.matching import MatchedComparison, matched_comparison

_STRATA: Final = ("stage", "year_group", "prior", "sen", "need")
_SUBJECTS: Final = ("english", "maths")
_PROGRESS: Final = ("progress_english_of", "progress_maths_of", "score_of")


@dataclass(frozen=True, slots=True)
class _Entered:
    """The plan of an intervention: pupils who had it, those of them with matched pupils, and the matched pupils."""

    given: Share
    matched: Share
    pool: Share
    found: MatchedComparison


def progress_by_intervention(plan: PackPlan) -> Finish:
    """The share that made expected progress of those given each intervention, and of pupils like them who weren't."""
    year = _year(plan)
    if year is None or "provision_given" not in plan.cubes.folder.tables:
        return lambda numbers: []
    cube = plan.cubes.provision(year)
    entered = {}
    for subject in _SUBJECTS:
        part = cube.part({"subject": (subject,)}).rolled((*_STRATA, "intervention"))
        name = ("given", year, subject)
        interventions = [str(cell) for cell in part.present("intervention")]
        strata = _strata(part)
        marked = part
        for intervention in interventions:
            marked = marked.marked(f"like {intervention}", _has_both(part, strata, intervention))
        for intervention in interventions:
            entered[f"{subject}.{intervention}"] = _enter(plan, name, marked, strata, intervention)

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker("progress-by-intervention")
        rows: list[Row] = []
        for key, one in entered.items():
            rows += _rows(maker, year, key, numbers, one)
        return [result(measure.subject(), rows)]

    return finish


def _enter(plan: PackPlan, name: tuple[object, ...], cube: Cube, strata: np.ndarray, intervention: str) -> _Entered:
    """Everything that a comparison is based on is protected with it, or those without a match would come out by subtraction."""
    like: dict[str, tuple[Category, ...]] = {f"like {intervention}": (True,)}
    given, matched, pool = (
        plan.share(name, cube, "met", "pupils", where)
        for where in (
            {"intervention": (intervention,)},
            {"intervention": (intervention,), **like},
            {"intervention": (None,), **like},
        )
    )
    # Those without a match are given less matched: entered, though never shown, so that few of them can't be told.
    plan.share(name, cube, "met", "pupils", {"intervention": (intervention,), f"like {intervention}": (False,)})
    return _Entered(given, matched, pool, _compared(cube, strata, intervention, plan.question.least_matched))


def _year(plan: PackPlan) -> int | None:
    """The last year in which progress was measured at the end of any stage."""
    years = reversed(plan.question.upto(plan.cubes.years))
    return next((y for y in years if any(plan.cubes.ended(y).total(of) for of in _PROGRESS)), None)


def _strata(cube: Cube) -> np.ndarray:
    """The stratum of each row, numbered from 0."""
    stratum = np.zeros(len(cube), np.int64)
    for name in _STRATA:
        stratum = stratum * len(cube.categories[name]) + cube.dims[name]
    places: np.ndarray = np.unique(stratum, return_inverse=True)[1]
    return places


def _has_both(cube: Cube, strata: np.ndarray, intervention: str) -> np.ndarray:
    """The rows of the strata that have pupils with the intervention and pupils without any."""
    some = cube.sums["pupils"] > 0
    given, pool = (strata[cube.mask({"intervention": (cell,)}) & some] for cell in (intervention, None))
    both: np.ndarray = np.isin(strata, np.intersect1d(given, pool))
    return both


def _compared(cube: Cube, strata: np.ndarray, intervention: str, least: int) -> MatchedComparison:
    size = int(strata.max(initial=-1)) + 1

    def sums(mask: np.ndarray, of: str) -> np.ndarray:
        return np.bincount(strata[mask], cube.sums[of][mask], minlength=size).astype(np.int64)

    given, pool = cube.mask({"intervention": (intervention,)}), cube.mask({"intervention": (None,)})
    return matched_comparison(sums(given, "pupils"), sums(given, "met"), sums(pool, "pupils"), sums(pool, "met"), least=least)


def _rows(maker: RowMaker, year: int, key: str, numbers: ShownNumbers, one: _Entered) -> list[Row]:
    """The group itself, its comparison and the difference; nothing from a comparison based on a hidden count."""
    given = maker.rate(year, f"{key}.given", numbers.counts(one.given))
    hidden = None in (*numbers.counts(one.matched), *numbers.counts(one.pool))
    return [given, *maker.comparison(year, key, given, one.found, hidden=hidden)]
