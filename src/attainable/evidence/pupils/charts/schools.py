"""Chart 10: how identification varies between mainstream schools, as a histogram and as a funnel."""

from typing import Final

import numpy as np

from attainable.evidence.pupils.book import Book, Finish, Numbers, result
from attainable.evidence.result import RawResult

_BANDS: Final = tuple(range(0, 100, 5))


def histogram(book: Book) -> Finish:
    """How many mainstream schools identify each band of five per cent. Counts of schools, not of pupils."""
    year = book.asking.last(book.cubes.years)
    if year is None:
        return lambda numbers: []
    cube = book.cubes.schools(year)
    pupils, with_sen = cube.sums["pupils"], cube.sums["with_sen"]
    least = book.asking.least_school
    kept = pupils >= least
    shares = with_sen[kept] / pupils[kept] * 100
    counts = np.bincount(np.minimum(shares // 5, len(_BANDS) - 1).astype(int), minlength=len(_BANDS))
    left_out = int((~kept).sum())

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("identified-by-school")
        total = int(kept.sum())
        rows = [maker.count(year, f"{low}-{low + 5}", int(n), total) for low, n in zip(_BANDS, counts, strict=True)]
        notes = (f"{left_out:,} schools with fewer than {least} pupils are left out.",) if left_out else ()
        return [result(measure.subject(), rows, notes)]

    return finish
