"""Chart 10: how identification varies between mainstream schools, as a histogram and as a funnel."""

from typing import Final

import numpy as np

from attainable.evidence.disclosure.protection import count_of_schools
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.result import RawResult

_BANDS: Final = tuple(range(0, 100, 5))


def histogram(plan: PackPlan) -> Finish:
    """How many mainstream schools identify each band of five per cent. Counts of schools, not of pupils."""
    year = plan.question.last(plan.cubes.years)
    if year is None:
        return lambda numbers: []
    cube = plan.cubes.schools(year)
    pupils, with_sen = cube.sums["pupils"], cube.sums["with_sen"]
    least = plan.question.least_school
    kept = pupils >= least
    shares = with_sen[kept] / pupils[kept] * 100
    counts = np.bincount(np.minimum(shares // 5, len(_BANDS) - 1).astype(int), minlength=len(_BANDS))
    left_out, partial = int((~kept).sum()), len(plan.cubes.partial_rolls(year))

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker("identified-by-school")
        total = count_of_schools(int(kept.sum()))
        rows = [
            maker.count(year, f"{low}-{low + 5}", count_of_schools(int(n)), total) for low, n in zip(_BANDS, counts, strict=True)
        ]
        notes = [f"{left_out:,} schools with fewer than {least} pupils are left out."] if left_out else []
        if partial:
            said = "1 school that records only, or nearly only, its pupils with SEN is left out."
            several = f"{partial:,} schools that record only, or nearly only, their pupils with SEN are left out."
            notes.append(said if partial == 1 else several)
        return [result(measure.subject(), rows, tuple(notes))]

    return finish
