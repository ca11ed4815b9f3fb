"""Chart 12 and exclusion ratios: persistent absence by sex and provision; exclusion and suspension by provision."""

from dataclasses import replace
from itertools import islice

from attainable.evidence.cubes.persistent_absence import threshold_of
from attainable.evidence.pupils.groups import ANY_SEN, NO_SEN, PROVISION, provision_groups
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.result import RawResult, Row
from attainable.values.periods import academic

_YEARS = 5
_SEXES = {"female": ("F",), "male": ("M",)}
_PA_BREAKS = (
    (2010, "The threshold fell from about 20 to about 15 per cent of sessions."),
    (2015, "The threshold became 10 per cent of the pupil's own sessions."),
)


def persistent_absence(plan: PackPlan) -> Finish:
    """Persistent absentees as a share of enrolments in year groups 1 to 11, by sex and provision, by the year's definition."""
    asked = reversed(plan.question.upto(plan.cubes.years))
    years = sorted(islice((year for year in asked if plan.cubes.absence(year).total("attended")), _YEARS))
    shares = {}
    for year in years:
        cube = plan.cubes.absence(year)
        for group in provision_groups(cube.present("sen", "attended")):
            for sex, codes in _SEXES.items():
                where = {"sex": codes, "sen": PROVISION[group]}
                shares[year, f"{sex}.{group}"] = plan.share(("absence", year), cube, "persistent", "attended", where)

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker("persistent-absence-by-sex")
        rows = [
            maker.rate(year, group, numbers.counts(share), f"{threshold_of(year).words}.")
            for (year, group), share in shares.items()
        ]
        breaks = tuple((academic(year), why) for year, why in _PA_BREAKS)
        return [result(replace(measure.subject(), breaks=breaks), rows)]

    return finish


def exclusion_ratios(plan: PackPlan) -> Finish:
    """Pupils excluded by provision, and how many times likelier than pupils without SEN."""
    return _ratios(plan, "permanent-exclusion-ratio", "excluded")


def suspension_ratios(plan: PackPlan) -> Finish:
    """Pupils suspended at least once by provision, and how many times likelier than pupils without SEN."""
    return _ratios(plan, "suspension-ratio", "suspended")


def _ratios(plan: PackPlan, measure_id: str, what: str) -> Finish:
    year = next((y for y in reversed(plan.question.upto(plan.cubes.years)) if _any(plan, y, what)), None)
    if year is None:
        return lambda numbers: []
    cube = plan.cubes.sanctioned(year)
    groups = {g: PROVISION[g] for g in provision_groups(cube.present("sen"))} | {"any-sen": ANY_SEN, "no-sen": NO_SEN}
    shares = {group: plan.share(("exclusion", year), cube, what, "pupils", {"sen": codes}) for group, codes in groups.items()}

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker(measure_id)
        rates: dict[str, Row] = {g: maker.rate(year, g, numbers.counts(s)) for g, s in shares.items()}
        ratios = [maker.risk_ratio(row, rates["no-sen"]) for group, row in rates.items() if group != "no-sen"]
        return [result(measure.subject(), [*rates.values(), *ratios])]

    return finish


def _any(plan: PackPlan, year: int, what: str) -> bool:
    return plan.cubes.sanctioned(year).total(what) > 0
