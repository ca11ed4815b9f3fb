"""Chart 2: how SEN, free school meals and ethnic group overlap, and attainment in every region of the Venn diagram."""

from itertools import product

from attainable.evidence.pupils.groups import ANY_SEN, NO_SEN
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.pupils.standards import standard_of
from attainable.evidence.result import RawResult
from attainable.values.codes import KEY_STAGES, ethnicity

_PARTS = ("sen", "fsm", "ethnic")


def overlap(plan: PackPlan, *, stage: str = "KS4") -> Finish:
    """Pupils at the end of a stage in each of the eight regions: how many, and how many reached the standard."""
    year = plan.last(stage)
    if year is None:
        return lambda numbers: []
    cube = plan.stage(year, stage)
    chosen = plan.question.ethnic_groups
    others = frozenset(cube.categories["ethnicity"]) - chosen
    name = ("pupils", year, stage)
    shares = {}
    for inside in product((True, False), repeat=3):
        where = {
            "sen": ANY_SEN if inside[0] else NO_SEN,
            "fsm": (1,) if inside[1] else (0, None),
            "ethnicity": chosen if inside[2] else others,
        }
        region = ".".join(part for part, is_in in zip(_PARTS, inside, strict=True) if is_in) or "none"
        shares[region] = plan.share(name, cube, "expected_met", "expected_of", where)
    everyone = plan.share(name, cube, "expected_met", "expected_of", {})

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        standard = standard_of(stage, year)
        words = f"{KEY_STAGES[stage].label}: {standard.words}." if standard else ""
        named = {code.code: code.label for code in ethnicity().codes}
        note = f"Selected ethnic groups: {', '.join(sorted(named.get(code, code) for code in chosen))}."
        size_measure, sizes = plan.maker("overlap-shares")
        all_pupils = numbers.counts(everyone)[1]
        size_rows = [sizes.rate(year, region, (numbers.counts(share)[1], all_pupils)) for region, share in shares.items()]
        measure, maker = plan.maker("overlap-attainment")
        rows = [maker.rate(year, region, numbers.counts(share)) for region, share in shares.items()]
        return [
            result(size_measure.subject(definition=note), size_rows),
            result(measure.subject(definition=f"{words} {note}"), rows),
        ]

    return finish
