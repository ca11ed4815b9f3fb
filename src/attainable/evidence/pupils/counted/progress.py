"""Chart 5: progress. Two levels or more while there were levels; the mean progress score since."""

from attainable.evidence import statistics as stats
from attainable.evidence.disclosure.system import Share
from attainable.evidence.pupils.groups import ANY_SEN, PROVISION, provision_groups
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.result import RawResult
from attainable.values.codes import KEY_STAGES


def expected_progress(plan: PackPlan, *, stage: str = "KS2", subject: str = "maths") -> Finish:
    """The share that made expected progress, by provision, in every year that has it."""
    of = f"progress_{subject}_of"
    years = plan.question.upto(plan.cubes.years_with(of, stage))
    shares: dict[tuple[int, str], Share] = {}
    for year in years:
        cube = plan.stage(year, stage)
        groups = {g: PROVISION[g] for g in provision_groups(cube.present("sen", of))} | {"any-sen": ANY_SEN}
        for group, codes in groups.items():
            share = plan.share(("pupils", year, stage), cube, f"progress_{subject}_met", of, {"sen": codes})
            shares[year, group] = share

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        if not shares:
            return []
        measure, maker = plan.maker("expected-progress")
        rows = {key: maker.rate(*key, numbers.counts(share)) for key, share in shares.items()}
        gaps = [maker.gap(rows[year, "no-sen"], rows[year, "any-sen"]) for year in years if (year, "no-sen") in rows]
        words = f"{KEY_STAGES[stage].label}, {'mathematics' if subject == 'maths' else 'English'}."
        return [result(measure.subject(definition=words), [*rows.values(), *gaps])]

    return finish


def mean_progress(plan: PackPlan, *, stage: str = "KS2") -> Finish:
    """The mean progress score by provision, with its interval from the spread of the pupils' own scores."""
    from attainable.evidence.statistics.means import mean_of_sums

    years = plan.question.upto(plan.cubes.years_with("score_of", stage))
    found: dict[tuple[int, str], tuple[Share, int, int]] = {}
    for year in years:
        cube = plan.stage(year, stage)
        groups = {g: PROVISION[g] for g in provision_groups(cube.present("sen", "score_of"))} | {"any-sen": ANY_SEN}
        for group, codes in groups.items():
            share = plan.share(("scores", year, stage), cube, "score_of", "score_of", {"sen": codes})
            where = {"sen": codes}
            found[year, group] = (share, cube.total("score_sum", where), cube.total("score_squares", where))

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        if not found:
            return []
        measure, maker = plan.maker("mean-progress")
        rows = {}
        for (year, group), (share, added, squares) in found.items():
            n = numbers.counts(share)[1]
            estimate = mean_of_sums(added, squares, n) if n is not None and n > 1 else None
            scaled = stats.Estimate(*(x / 100 for x in (estimate.value, estimate.lower, estimate.upper))) if estimate else None
            rows[year, group] = maker.mean(year, group, scaled, n)
        gaps = [maker.gap(rows[y, "no-sen"], rows[y, "any-sen"]) for y in years if (y, "no-sen") in rows]
        return [result(measure.subject(definition=f"{KEY_STAGES[stage].label}."), [*rows.values(), *gaps])]

    return finish
