"""Cost of help for a pupil, by subject and intervention: sums of money, hidden where one school's could be worked out."""

from attainable.evidence.cubes.cube import Where
from attainable.evidence.disclosure.protection import ShownCount
from attainable.evidence.measures.count_rows import RowMaker
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.result import RawResult, Row
from attainable.evidence.statistics import Estimate
from attainable.evidence.statistics.means import mean_of_sums

_POUND = 100  # pence


def cost_of_provision(plan: PackPlan) -> Finish:
    """The mean cost a pupil and the whole cost of each intervention, in the last year that has any."""
    if "provision_given" not in plan.cubes.folder.tables:
        return lambda numbers: []
    years = reversed(plan.question.upto(plan.cubes.years))
    year = next((y for y in years if len(plan.cubes.costs(y))), None)
    if year is None:
        return lambda numbers: []
    cube = plan.cubes.costs(year)
    pupils = cube.rolled(("subject", "intervention"))
    entered = {}
    for key, where in _cells(plan, year).items():
        share = plan.share(("helped", year), pupils, "pupils", "pupils", where)
        amount = plan.amount(("costs", year), cube, "cost", "school", where)
        entered[key] = (share, amount, pupils.total("cost_squares", where))

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker("cost-of-provision")
        rows: list[Row] = []
        for key, (share, amount, squares) in entered.items():
            rows += _rows(maker, year, key, numbers.counts(share)[1], numbers.amount(amount), squares)
        return [result(measure.subject(), rows)]

    return finish


def _cells(plan: PackPlan, year: int) -> dict[str, Where]:
    """Each intervention in each subject, each subject, and all together."""
    cube = plan.cubes.costs(year)
    found: dict[str, Where] = {"all": {}}
    for subject in cube.present("subject"):
        found[f"{subject}.all"] = {"subject": (subject,)}
        for intervention in cube.part({"subject": (subject,)}).present("intervention"):
            found[f"{subject}.{intervention}"] = {"subject": (subject,), "intervention": (intervention,)}
    return found


def _rows(maker: RowMaker, year: int, key: str, of: ShownCount | None, pence: ShownCount | None, squares: int) -> list[Row]:
    """A hidden sum hides its mean, and so does a hidden number of pupils."""
    hidden = of is None or pence is None
    found = None if of is None or pence is None else mean_of_sums(pence, squares, of)
    pounds = Estimate(*(x / _POUND for x in (found.value, found.lower, found.upper))) if found else None
    whole = maker.money(year, key, None if hidden else pence, of)
    return [maker.mean(year, key, pounds, None if hidden else of), whole]
