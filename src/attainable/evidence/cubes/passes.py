"""The passes over pupil tables, as Ibis expressions. Each reads its columns once and gives a small table of counts.

Sums are of whole numbers, so that every engine gives the same digits; nothing is divided here.
"""

from collections.abc import Mapping
from functools import reduce
from typing import Any, Final

from attainable.evidence.cubes.persistence import THRESHOLDS

type Table = Any

ENDED: Final = ("year", "stage", "sex", "ethnicity", "fsm", "sen", "sen_start", "need", "prior")
ENROLLED: Final = ("year", "in_scope", "sex", "sen")
OUTCOMES: Final = ("expected", "expected_english", "expected_maths", "progress_english", "progress_maths")


def ended_pass(pupils: Table) -> Table:
    """Pupils at the end of a stage: counts of outcomes by year, stage, sex, ethnicity, free meals, provision, need and prior
    attainment.

    `x_of` counts the pupils with an outcome x, `x_met` those who met it. Files whose row groups hold few year groups are read
    in part only, since a stage's end is known from their statistics.
    """
    pupils = pupils.filter(pupils.stage.notnull())
    sums = {"pupils": pupils.count()}
    for outcome in OUTCOMES:
        sums[f"{outcome}_of"] = pupils[outcome].count()
        sums[f"{outcome}_met"] = pupils[outcome].sum()
    score = pupils.progress_score.cast("int32")
    sums |= {"score_of": score.count(), "score_sum": score.sum(), "score_squares": (score * score).sum()}
    return pupils.group_by(ENDED).aggregate(**sums)


def enrolled_pass(pupils: Table) -> Table:
    """All pupils: absence, suspension and exclusion by year, sex and provision.

    `in_scope` marks year groups 1 to 11, about the ages 5 to 15 that absence is published for; `attended` counts those of them
    with sessions.
    """
    import ibis

    in_scope = pupils.year_group.between(1, 11)
    attended = in_scope & (pupils.sessions > 0)
    absent, own = pupils.absent.cast("int32"), pupils.sessions.cast("int32")
    persistent = ibis.cases(
        *[(pupils.year.between(t.first, t.last), absent >= t.sessions) for t in THRESHOLDS if t.sessions],
        else_=absent * 10 >= own,
    )
    dims = {"year": pupils.year, "in_scope": in_scope, "sex": pupils.sex, "sen": pupils.sen}
    return pupils.group_by(**dims).aggregate(
        pupils=pupils.count(), attended=attended.sum(), persistent=(attended & persistent).sum(),
        suspended=(pupils.suspensions > 0).sum(), excluded=pupils.excluded.sum(),
    )  # fmt: skip


def areas_pass(pupils: Table, home: str) -> Table:
    """Pupils by year, area of residence (`home_authority` or `home_district`), stage, provision and need."""
    keys = {
        "year": pupils.year,
        "area": pupils[home],
        "stage": pupils.stage,
        "sen": pupils.sen,
        "need": pupils.need,
    }
    return pupils.group_by(**keys).aggregate(
        pupils=pupils.count(), expected_of=pupils.expected.count(), expected_met=pupils.expected.sum()
    )


def schools_pass(pupils: Table) -> Table:
    """Pupils and those with SEN by school and the strata of case mix: year group, sex, free meals, third of the year born.

    The thirds are those of the school year: September to December, January to April, May to August.
    """
    month = pupils.birth_month.cast("int16")
    third = ((month + 3) % 12) // 4  # September is 0, so 0 is the oldest third
    keys = {
        "school": pupils.school, "year_group": pupils.year_group, "sex": pupils.sex, "fsm": pupils.fsm,
        "third": third.cast("int8"),
    }  # fmt: skip
    with_sen = pupils.sen != "N"
    return pupils.group_by(**keys).aggregate(pupils=pupils.count(), with_sen=with_sen.sum())


# Statuses in a packed history, three bits a year; 0 says that the pupil was not there.
STATUSES: Final[Mapping[str, int]] = {"N": 1, "A": 2, "K": 3, "P": 4, "Q": 4, "S": 5, "E": 6}
BITS: Final = 3


def history_pass(pupils: Table, *, year: int, year_group: int, back: int, outcome: str) -> Table:
    """The provision of a cohort in each of `back` years before `year` and in it, packed into one number a pupil.

    Counts pupils by packed history (the year itself in the lowest bits) and outcome at the end (2 where there is none).
    Only rows of the cohort are read: pupils of `year_group` in `year`, of the group below the year before, and so on. A
    pupil who repeated a year group is not followed there.
    """
    import ibis

    first = max(year_group - back, 0)
    # One plain filter a year, so that row groups of other years and year groups are not read at all.
    parts = [
        pupils.filter((pupils.year == year - ago) & (pupils.year_group == year_group - ago))
        for ago in range(year_group - first + 1)
    ]
    cohort = reduce(lambda one, other: one.union(other), parts)
    code = ibis.cases(*[(cohort.sen == sen, status) for sen, status in STATUSES.items()], else_=0).cast(
        "int64"
    )
    weight = ibis.cases(
        *[(cohort.year == year - ago, 1 << (BITS * ago)) for ago in range(year_group - first + 1)], else_=0
    ).cast("int64")
    ended = cohort.year == year
    one = cohort.group_by("pupil").aggregate(
        history=(code * weight).sum(),
        there=ended.sum(),
        reached=cohort[outcome].fill_null(2).max(where=ended),
    )
    one = one.filter(one.there == 1)
    return one.group_by("history", "reached").aggregate(pupils=one.count())


def provision_pass(pupils: Table, given: Table) -> Table:
    """Pupils with SEN by year, stage, the strata that a comparison is matched on, and the intervention that they were given.

    Strata are the year group, prior attainment, provision and need. Pupils with no intervention in the subject are in the rows
    without one: they are the pool that a comparison group is drawn from. Progress is expected progress; where that ended with
    levels, a progress score of 0 or more, which is the average of all pupils with the same start.
    """
    import ibis

    ended = pupils.filter(pupils.stage.notnull() & pupils.prior.notnull() & (pupils.sen != "N"))
    at_least_average = (ended.progress_score >= 0).cast("int8")
    tables = []
    for subject in ("english", "maths"):
        mine = given.filter((given.subject == subject) & (given.given > 0))
        mine = mine.select(pupil=mine.pupil, year=mine.year, intervention=mine.intervention)
        made = ended.mutate(made=ibis.coalesce(ended[f"progress_{subject}"].cast("int8"), at_least_average))
        joined = made.left_join(mine, ["pupil", "year"])
        joined = joined.filter(joined.made.notnull())
        keys = {
            name: joined[name]
            for name in ("year", "stage", "year_group", "prior", "sen", "need", "intervention")
        }
        grouped = joined.group_by(**keys).aggregate(pupils=joined.count(), met=joined.made.sum())
        tables.append(grouped.mutate(subject=_literal(subject)))
    return tables[0].union(tables[1])


def _literal(text: str) -> Any:
    import ibis

    return ibis.literal(text)
