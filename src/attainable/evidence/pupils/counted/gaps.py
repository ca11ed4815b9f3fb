"""Charts 1 and 6: the gap over time by both methods, and gaps and odds ratios at every stage."""

from dataclasses import replace

from attainable.evidence.disclosure.system import Share
from attainable.evidence.measures.count_rows import RowMaker
from attainable.evidence.pupils.groups import ANY_SEN, NO_SEN
from attainable.evidence.pupils.pack_plan import Finish, PackPlan, ShownNumbers, result
from attainable.evidence.pupils.standards import breaks_of, standard_of
from attainable.evidence.result import RawResult, Row
from attainable.values.codes import KEY_STAGES

type Pair = tuple[Share, Share]


def gap_by_january_status(plan: PackPlan) -> Finish:
    """The gap between pupils without and with SEN by their status in January of the year in which the stage ends."""
    return _gap_over_time(plan, "sen-gap-january", "sen")


def gap_by_status_at_start(plan: PackPlan) -> Finish:
    """The same by their status when the stage began."""
    return _gap_over_time(plan, "sen-gap-stage-start", "sen_start")


def _gap_over_time(plan: PackPlan, measure_id: str, dim: str, stage: str = "KS2") -> Finish:
    years = plan.question.upto(plan.cubes.years_with("expected_of", stage))
    pairs = {year: _pair(plan, year, stage, dim) for year in years}

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker(measure_id)
        rows = [row for year, pair in pairs.items() for row in _gap(maker, numbers, year, pair)]
        standards = {s.words: None for year in years if (s := standard_of(stage, year))}
        subject = measure.subject(definition=f"{_label(stage)}: {'; later '.join(standards)}." if standards else "")
        return [result(replace(subject, breaks=(*subject.breaks, *breaks_of(stage))), rows)]

    return finish


def gaps_by_stage(plan: PackPlan) -> Finish:
    """The gap and odds ratio at the end of every stage, each in the last year that it was assessed in."""
    pairs: dict[str, tuple[int, Pair]] = {}
    for stage in ("EYFS", "KS1", "KS2", "KS3", "KS4"):
        last = plan.last(stage)
        if last is not None:
            pairs[stage] = (last, _pair(plan, last, stage, "sen"))

    def finish(numbers: ShownNumbers) -> list[RawResult]:
        measure, maker = plan.maker("gaps-by-stage")
        rows: list[Row] = []
        for stage, (year, pair) in pairs.items():
            standard = standard_of(stage, year)
            note = f"{_label(stage)}: {standard.words}." if standard else ""
            without, with_sen = (
                maker.rate(year, f"{stage.lower()}.{group}", numbers.counts(share), note)
                for group, share in zip(("no-sen", "any-sen"), pair, strict=True)
            )
            rows += [without, with_sen, maker.gap(without, with_sen, stage.lower(), note)]
            rows.append(maker.odds_ratio(without, with_sen, stage.lower()))
        return [result(measure.subject(), rows)]

    return finish


def _pair(plan: PackPlan, year: int, stage: str, dim: str) -> Pair:
    cube = plan.stage(year, stage)
    without, with_sen = (
        plan.share(("pupils", year, stage), cube, "expected_met", "expected_of", {dim: codes}) for codes in (NO_SEN, ANY_SEN)
    )
    return without, with_sen


def _gap(maker: RowMaker, numbers: ShownNumbers, year: int, pair: Pair) -> list[Row]:
    without = maker.rate(year, "no-sen", numbers.counts(pair[0]))
    with_sen = maker.rate(year, "any-sen", numbers.counts(pair[1]))
    if not without.denominator and not with_sen.denominator:
        return []  # the status was not recorded that year
    return [without, with_sen, maker.gap(without, with_sen)]


def _label(stage: str) -> str:
    return KEY_STAGES[stage].label
