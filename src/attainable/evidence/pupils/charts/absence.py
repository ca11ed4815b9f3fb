"""Chart 12 and exclusion ratios: persistent absence by sex and provision; exclusion and suspension by provision."""

from dataclasses import replace
from itertools import islice

from attainable.evidence.cubes.persistence import threshold_of
from attainable.evidence.pupils.book import Book, Finish, Numbers, result
from attainable.evidence.pupils.figures import academic
from attainable.evidence.pupils.groups import ANY_SEN, NO_SEN, PROVISION, provision_groups
from attainable.evidence.result import RawResult, Row

_YEARS = 5
_SEXES = {"female": ("F",), "male": ("M",)}
_PA_BREAKS = (
    (2010, "The threshold fell from about 20 to about 15 per cent of sessions."),
    (2015, "The threshold became 10 per cent of the pupil's own sessions."),
)


def persistent_absence(book: Book) -> Finish:
    """Persistent absentees as a share of enrolments in year groups 1 to 11, by sex and provision, by the year's definition."""
    asked = reversed(book.asking.upto(book.cubes.years))
    years = sorted(islice((year for year in asked if book.cubes.absence(year).total("attended")), _YEARS))
    shares = {}
    for year in years:
        cube = book.cubes.absence(year)
        for group in provision_groups(cube.present("sen", "attended")):
            for sex, codes in _SEXES.items():
                where = {"sex": codes, "sen": PROVISION[group]}
                shares[year, f"{sex}.{group}"] = book.share(("absence", year), cube, "persistent", "attended", where)

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("persistent-absence-by-sex")
        rows = [
            maker.rate(year, group, numbers.counts(share), f"{threshold_of(year).words}.")
            for (year, group), share in shares.items()
        ]
        breaks = tuple((academic(year), why) for year, why in _PA_BREAKS)
        return [result(replace(measure.subject(), breaks=breaks), rows)]

    return finish


def exclusion_ratios(book: Book, *, what: str = "excluded") -> Finish:
    """Pupils excluded (or suspended at least once) by provision, and how many times likelier than pupils without SEN."""
    year = next((y for y in reversed(book.asking.upto(book.cubes.years)) if _any(book, y, what)), None)
    if year is None:
        return lambda numbers: []
    cube = book.cubes.sanctioned(year)
    groups = {g: PROVISION[g] for g in provision_groups(cube.present("sen"))} | {"any-sen": ANY_SEN, "no-sen": NO_SEN}
    shares = {group: book.share(("exclusion", year), cube, what, "pupils", {"sen": codes}) for group, codes in groups.items()}

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("permanent-exclusion-ratio" if what == "excluded" else "suspension-ratio")
        rates: dict[str, Row] = {g: maker.rate(year, g, numbers.counts(s)) for g, s in shares.items()}
        ratios = [maker.risk_ratio(row, rates["no-sen"]) for group, row in rates.items() if group != "no-sen"]
        return [result(measure.subject(), [*rates.values(), *ratios])]

    return finish


def _any(book: Book, year: int, what: str) -> bool:
    return book.cubes.sanctioned(year).total(what) > 0
