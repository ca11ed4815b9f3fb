"""Charts 8 and 9: attainment by need and provision, and by prior attainment and provision."""

from typing import Final

from attainable.evidence.pupils.groups import PROVISION, provision_groups
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.pupils.standards import standard_of
from attainable.evidence.result import RawResult
from attainable.values.codes import KEY_STAGES, SEN_NEED

PRIOR_ORDER: Final = ("PKS", "B", "L1", "L2", "L3", "L4", "L5", "WTS", "EXS", "GDS", "S80", "S90", "S100", "S110")


def by_need(plan: PackPlan, *, stage: str = "KS2") -> Finish:
    """The headline standard by primary need and level of provision, where needs are recorded."""
    return _crossed(plan, "attainment-by-need", stage, "need", tuple(code.code for code in SEN_NEED))


def by_prior(plan: PackPlan, *, stage: str = "KS4") -> Finish:
    """The headline standard by prior attainment and level of provision."""
    return _crossed(plan, "attainment-by-prior", stage, "prior", PRIOR_ORDER)


def _crossed(plan: PackPlan, measure_id: str, stage: str, dim: str, order: tuple[str, ...]) -> Finish:
    year = plan.last(stage)
    if year is None:
        return lambda numbers: []
    cube = plan.stage(year, stage)
    present = cube.present(dim, "expected_of")
    groups = provision_groups(cube.present("sen", "expected_of"))
    shares = {}
    for cell in (cell for cell in order if cell in present):
        for group in groups:
            where = {dim: (cell,), "sen": PROVISION[group]}
            if cube.total("expected_of", where):
                share = plan.share(("pupils", year, stage), cube, "expected_met", "expected_of", where)
                shares[f"{cell.lower()}.{group}"] = share

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker(measure_id)
        rows = [maker.rate(year, group, numbers.counts(share)) for group, share in shares.items()]
        standard = standard_of(stage, year)
        words = f"{KEY_STAGES[stage].label}: {standard.words}." if standard else ""
        return [result(measure.subject(definition=words), rows)]

    return finish
