"""Chart 10: how identification varies between mainstream schools, as a histogram and as a funnel."""

from typing import Final

import numpy as np

from attainable.evidence.cubes.cube import Cube
from attainable.evidence.pupils.book import Book, Finish, Numbers, result
from attainable.evidence.result import RawResult

_BANDS: Final = tuple(range(0, 100, 5))
_STRATA: Final = ("year_group", "sex", "fsm", "third")


def mainstream_schools(book: Book, year: int) -> Cube:
    """The schools' cube of a year, mainstream schools alone."""
    return book.cubes.schools(year).part({"school": book.cubes.folder.mainstream()})


def per_school(cube: Cube) -> tuple[np.ndarray, np.ndarray]:
    """Pupils and pupils with SEN of each school that has any, in the order of the cube's categories."""
    size = len(cube.categories["school"])
    pupils = np.bincount(cube.dims["school"], cube.sums["pupils"], minlength=size).astype(np.int64)
    with_sen = np.bincount(cube.dims["school"], cube.sums["with_sen"], minlength=size).astype(np.int64)
    there = pupils > 0
    return pupils[there], with_sen[there]


def strata_of(cube: Cube) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """School, stratum, pupils and pupils with SEN, row by row, for the standardisation."""
    stratum = np.zeros(len(cube), np.int64)
    for name in _STRATA:
        stratum = stratum * len(cube.categories[name]) + cube.dims[name]
    _, places = np.unique(stratum, return_inverse=True)
    _, schools = np.unique(cube.dims["school"], return_inverse=True)
    return schools, places, cube.sums["pupils"], cube.sums["with_sen"]


def histogram(book: Book) -> Finish:
    """How many mainstream schools identify each band of five per cent. Counts of schools, not of pupils."""
    year = book.asking.last(book.cubes.folder.years)
    if year is None:
        return lambda numbers: []
    pupils, with_sen = per_school(mainstream_schools(book, year))
    least = book.asking.least_school
    kept = pupils >= least
    shares = with_sen[kept] / pupils[kept] * 100
    counts = np.bincount(np.minimum(shares // 5, len(_BANDS) - 1).astype(int), minlength=len(_BANDS))
    left_out = int((~kept).sum())

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("identified-by-school")
        total = int(kept.sum())
        rows = [
            maker.count(year, f"{low}-{low + 5}", int(n), total)
            for low, n in zip(_BANDS, counts, strict=True)
        ]
        notes = (f"{left_out:,} schools with fewer than {least} pupils are left out.",) if left_out else ()
        return [result(measure.subject(), rows, notes)]

    return finish
