"""What help cost a pupil, by subject and intervention: sums of money, hidden where one school's could be told."""

from attainable.evidence.cubes.cube import Cell
from attainable.evidence.pupils.book import Book, Finish, Numbers, result
from attainable.evidence.pupils.figures import Maker
from attainable.evidence.result import RawResult, Row
from attainable.evidence.statistics import Estimate
from attainable.evidence.statistics.means import mean_of_sums

_POUND = 100  # pence
type Where = dict[str, tuple[Cell, ...]]


def cost_of_provision(book: Book) -> Finish:
    """The mean cost a pupil and the whole cost of each intervention, in the last year that has any."""
    if "provision_given" not in book.cubes.folder.tables:
        return lambda numbers: []
    years = reversed(book.asking.upto(book.cubes.years))
    year = next((y for y in years if len(book.cubes.costs(y))), None)
    if year is None:
        return lambda numbers: []
    cube = book.cubes.costs(year)
    pupils = cube.rolled(("subject", "intervention"))
    entered = {}
    for key, where in _cells(book, year).items():
        share = book.share(("helped", year), pupils, "pupils", "pupils", where)
        amount = book.amount(("costs", year), cube, "cost", "school", where)
        entered[key] = (share, amount, pupils.total("cost_squares", where))

    def finish(numbers: Numbers) -> list[RawResult]:
        measure, maker = book.maker("cost-of-provision")
        rows: list[Row] = []
        for key, (share, amount, squares) in entered.items():
            rows += _rows(maker, year, key, numbers.counts(share)[1], numbers.amount(amount), squares)
        return [result(measure.subject(), rows)]

    return finish


def _cells(book: Book, year: int) -> dict[str, Where]:
    """Each intervention in each subject, each subject, and all together."""
    cube = book.cubes.costs(year)
    found: dict[str, Where] = {"all": {}}
    for subject in cube.present("subject"):
        found[f"{subject}.all"] = {"subject": (subject,)}
        for intervention in cube.part({"subject": (subject,)}).present("intervention"):
            found[f"{subject}.{intervention}"] = {"subject": (subject,), "intervention": (intervention,)}
    return found


def _rows(maker: Maker, year: int, key: str, of: int | None, pence: int | None, squares: int) -> list[Row]:
    """A hidden sum hides its mean, and so does a hidden number of pupils."""
    hidden = of is None or pence is None
    found = None if of is None or pence is None else mean_of_sums(pence, squares, of)
    pounds = Estimate(*(x / _POUND for x in (found.value, found.lower, found.upper))) if found else None
    whole = maker.money(year, key, None if hidden or pence is None else round(pence / _POUND), of)
    return [maker.mean(year, key, pounds, None if hidden else of), whole]
