"""Charts 3 and 4: where those identified now were before, and attainment of those never, previously and now identified."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np

from attainable.evidence.cubes.cube import Category, Cube, Where
from attainable.evidence.cubes.passes import BITS
from attainable.evidence.disclosure.system import Share
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.pupils.standards import breaks_of, standard_of
from attainable.evidence.result import RawResult
from attainable.values.codes import KEY_STAGES, group_label
from attainable.values.school_year import year_words

_NAMES: Final[Mapping[int, str]] = {
    0: "not-known",
    1: "no-sen",
    2: "school-action",
    3: "sen-support",
    4: "school-action-plus",
    5: "statement",
    6: "ehc-plan",
}
_LEVEL = (1 << BITS) - 1
# The first level of provision in either Code: School Action, SEN support.
_FIRST_LEVEL: Final = ("A", "K")
_EVER: Final[Mapping[str, Where]] = {
    "never": {"now": (0,), "before": (0,)},
    "previously": {"now": (0,), "before": (1,)},
    "currently": {"now": (1,)},
}


def earlier_status(plan: PackPlan, *, stage: str = "KS4", year_group: int = 11) -> Finish:
    """Of the pupils at the first level of provision now (School Action, SEN support): their provision in earlier years."""
    # Nothing here rests on results: without any the last year of the stage is meant.
    year = plan.last(stage) or plan.last(stage, "pupils")
    if year is None:
        return lambda numbers: []
    raw = plan.cubes.history(year, year_group, plan.question.back, _FIRST_LEVEL)
    there = _statuses(raw, 0)
    focus = "school-action" if (there == "school-action").any() else "sen-support"
    back = min(plan.question.back, year - min(plan.cubes.folder.years))
    cube = _flat(raw, {f"ago {ago}": _statuses(raw, ago) for ago in range(back + 1)})
    name = ("history", year, year_group)
    now: dict[str, tuple[Category, ...]] = {"ago 0": (focus,)}
    everyone = plan.share(name, cube, "pupils", "pupils", now)
    there_then = {ago: _groups_in(cube, now, ago) for ago in range(back + 1)}
    shares = {
        (ago, group): plan.share(name, cube, "pupils", "pupils", {**now, f"ago {ago}": (group,)})
        for ago in range(back, -1, -1)
        for group in there_then[ago]
    }
    flows = _flows(plan, name, cube, there_then)

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        total = numbers.counts(everyone)[1]
        words = f"Pupils at {group_label(focus)} at the end of {KEY_STAGES[stage].label} in {year_words(year)}."
        found = []
        for measure_id, entered in (("earlier-sen-status", shares), ("sen-status-flows", flows)):
            measure, maker = plan.maker(measure_id)
            rows = [maker.rate(year - ago, group, (numbers.counts(share)[1], total)) for (ago, group), share in entered.items()]
            found.append(result(measure.subject(definition=words), rows))
        return found

    return finish


def _flows(
    plan: PackPlan, name: tuple[object, ...], cube: Cube, there_then: Mapping[int, list[str]]
) -> dict[tuple[int, str], Share]:
    """Pupils who went from one provision to another between one year and the next, by the later year and the two."""
    found = {}
    for ago in range(len(there_then) - 2, -1, -1):
        for before, after in product(there_then[ago + 1], there_then[ago]):
            where = {"ago 0": there_then[0], f"ago {ago + 1}": (before,), f"ago {ago}": (after,)}
            if cube.total("pupils", where):
                found[ago, f"{before}.{after}"] = plan.share(name, cube, "pupils", "pupils", where)
    return found


def _groups_in(cube: Cube, where: Where, ago: int) -> list[str]:
    """The provisions that any of the pupils asked for had so many years ago, in the order of the codes."""
    present = cube.part(where).present(f"ago {ago}")
    return [group for group in _NAMES.values() if group in present]


def ever_identified(plan: PackPlan, *, stage: str = "KS2", year_group: int = 6, back: int = 4) -> Finish:
    """Attainment in English of pupils never, previously and currently identified, over the years that have a history."""
    outcome = "expected_english"
    known = plan.cubes.folder.years
    years = [y for y in plan.question.upto(plan.cubes.years_with(f"{outcome}_of", stage)) if y - back in known][-5:]
    shares = {}
    for year in years:
        cube = plan.cubes.identified(year, year_group, back, outcome)
        name = ("history", year, year_group, "ever")
        for group, where in _EVER.items():
            shares[year, group] = plan.share(name, cube, "reached", "ended", where)

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker("ever-identified-attainment")
        rows = []
        for year in years:
            by = {group: maker.rate(year, group, numbers.counts(shares[year, group])) for group in _EVER}
            rows += [*by.values(), maker.gap(by["never"], by["previously"]), maker.gap(by["never"], by["currently"])]
        standard = standard_of(stage, years[-1]) if years else None
        words = f"{KEY_STAGES[stage].label}, English (from 2015/16 reading)." if standard else ""
        subject = measure.subject(definition=f"{words} We looked at {back} earlier years.")
        return [result(replace(subject, breaks=breaks_of(stage)), rows)]

    return finish


def _statuses(cube: Cube, ago: int) -> np.ndarray:
    """The group of each packed history so many years ago."""
    packed = np.array([0 if h is None else h for h in cube.categories["history"]], np.int64)
    codes = (packed >> (BITS * ago)) & _LEVEL
    names = np.array([_NAMES.get(int(code), "not-known") for code in codes], object)
    statuses: np.ndarray = names[cube.dims["history"]]
    return statuses


def _flat(cube: Cube, labels: Mapping[str, np.ndarray]) -> Cube:
    """The cube by other labels."""
    dims, categories = {}, {}
    for name, values in labels.items():
        known, places = np.unique(values.astype(str), return_inverse=True)
        dims[name], categories[name] = places.astype(np.int32), tuple(known.tolist())
    return Cube(dims, categories, cube.sums).rolled(tuple(dims))
