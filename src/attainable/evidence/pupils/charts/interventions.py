"""Chart 11: progress by subject and intervention, beside a comparison group matched on age, prior attainment and need."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from attainable.evidence.cubes.cube import Cell, Cube
from attainable.evidence.disclosure.system import Share
from attainable.evidence.pupils.book import Book, Finish, Numbers, result
from attainable.evidence.pupils.figures import Maker
from attainable.evidence.result import RawResult, Row
from attainable.evidence.statistics.matching import Comparison, matched_comparison

_STRATA: Final = ("stage", "year_group", "prior", "sen", "need")
_SUBJECTS: Final = ("english", "maths")
_PROGRESS: Final = ("progress_english_of", "progress_maths_of", "score_of")


@dataclass(frozen=True, slots=True)
class _Entered:
    """What stands in the book of an intervention: those given it, those of them with pupils like them, and those pupils."""

    given: Share
    matched: Share
    pool: Share
    found: Comparison


def progress_by_intervention(book: Book) -> Finish:
    """The share that made expected progress of those given each intervention, and of pupils like them who weren't."""
    year = _year(book)
    if year is None or "provision_given" not in book.cubes.folder.tables:
        return lambda numbers: []
    cube = book.cubes.provision(year)
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
            entered[f"{subject}.{intervention}"] = _enter(book, name, marked, strata, intervention)

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("progress-by-intervention")
        rows: list[Row] = []
        for key, one in entered.items():
            rows += _rows(maker, year, key, numbers, one)
        return [result(measure.subject(), rows)]

    return finish


def _enter(book: Book, name: tuple[object, ...], cube: Cube, strata: np.ndarray, intervention: str) -> _Entered:
    """Everything that a comparison rests on is protected with it, or those without a match would come out by subtraction."""
    like: dict[str, tuple[Cell, ...]] = {f"like {intervention}": (True,)}
    given, matched, pool = (
        book.share(name, cube, "met", "pupils", where)
        for where in (
            {"intervention": (intervention,)},
            {"intervention": (intervention,), **like},
            {"intervention": (None,), **like},
        )
    )
    # Those without a match are given less matched: entered, though never shown, so that few of them can't be told.
    book.share(name, cube, "met", "pupils", {"intervention": (intervention,), f"like {intervention}": (False,)})
    return _Entered(given, matched, pool, _compared(cube, strata, intervention, book.asking.least_matched))


def _year(book: Book) -> int | None:
    """The last year in which progress was measured at the end of any stage."""
    years = reversed(book.asking.upto(book.cubes.years))
    return next((y for y in years if any(book.cubes.ended(y).total(of) for of in _PROGRESS)), None)


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


def _compared(cube: Cube, strata: np.ndarray, intervention: str, least: int) -> Comparison:
    size = int(strata.max(initial=-1)) + 1

    def sums(mask: np.ndarray, of: str) -> np.ndarray:
        return np.bincount(strata[mask], cube.sums[of][mask], minlength=size).astype(np.int64)

    given, pool = cube.mask({"intervention": (intervention,)}), cube.mask({"intervention": (None,)})
    return matched_comparison(sums(given, "pupils"), sums(given, "met"), sums(pool, "pupils"), sums(pool, "met"), least=least)


def _rows(maker: Maker, year: int, key: str, numbers: Numbers, one: _Entered) -> list[Row]:
    """The group itself, its comparison and the difference; nothing of a comparison that rests on a hidden count."""
    given = maker.rate(year, f"{key}.given", numbers.counts(one.given))
    hidden = None in (*numbers.counts(one.matched), *numbers.counts(one.pool))
    return [given, *maker.comparison(year, key, given, one.found, hidden=hidden)]
