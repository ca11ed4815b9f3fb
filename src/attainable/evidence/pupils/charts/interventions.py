"""Chart 11: progress by subject and intervention, beside a comparison group matched on age, prior attainment and need."""

from typing import Final

import numpy as np

from attainable.evidence.cubes.cube import Cube
from attainable.evidence.pupils.book import Book, Counts, Finish, Numbers, result
from attainable.evidence.pupils.figures import Maker
from attainable.evidence.result import RawResult, Row
from attainable.evidence.statistics.matching import Comparison, matched_comparison

_STRATA: Final = ("stage", "year_group", "prior", "sen", "need")
_SUBJECTS: Final = ("english", "maths")


def progress_by_intervention(book: Book) -> Finish:
    """The share that made expected progress of those given each intervention, and of pupils like them who weren't."""
    year = _year(book)
    if year is None or "provision_given" not in book.cubes.folder.tables:
        return lambda numbers: []
    cube = book.cubes.provision(year)
    shares, compared = {}, {}
    for subject in _SUBJECTS:
        part = cube.part({"subject": (subject,)})
        for intervention in part.present("intervention"):
            where = {"intervention": (intervention,)}
            key = f"{subject}.{intervention}"
            shares[key] = book.share(("given", year, subject), part, "met", "pupils", where)
            compared[key] = _matched(part, str(intervention), book.asking.least_matched)

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("progress-by-intervention")
        rows: list[Row] = []
        for key, share in shares.items():
            rows += _rows(maker, year, key, numbers.counts(share), compared[key])
        return [result(measure.subject(), rows)]

    return finish


def _year(book: Book) -> int | None:
    years = {
        y
        for of in ("progress_english_of", "progress_maths_of", "score_of")
        for y in book.cubes.years_with(of)
    }
    return book.asking.last(tuple(sorted(years)))


def _matched(part: Cube, intervention: str, least: int) -> Comparison:
    rolled = part.rolled((*_STRATA, "intervention"))
    stratum = np.zeros(len(rolled), np.int64)
    for name in _STRATA:
        stratum = stratum * len(rolled.categories[name]) + rolled.dims[name]
    _, places = np.unique(stratum, return_inverse=True)
    size = int(places.max(initial=-1)) + 1

    def sums(mask: np.ndarray, of: str) -> np.ndarray:
        return np.bincount(places[mask], rolled.sums[of][mask], minlength=size).astype(np.int64)

    given, pool = rolled.mask({"intervention": (intervention,)}), rolled.mask({"intervention": (None,)})
    return matched_comparison(
        sums(given, "pupils"), sums(given, "met"), sums(pool, "pupils"), sums(pool, "met"), least=least
    )


def _rows(maker: Maker, year: int, key: str, counts: Counts, found: Comparison) -> list[Row]:
    """The group itself, its comparison and the difference; nothing of a comparison whose own group is hidden."""
    given = maker.rate(year, f"{key}.given", counts)
    return [given, *maker.comparison(year, key, given, found)]
