"""The passes over pupil tables, as Ibis expressions. Each reads its columns once and gives a small table of counts.

Sums are of whole numbers, so that every engine gives the same digits; nothing is divided here.
"""

from collections.abc import Mapping, Sequence
from functools import partial, reduce
from typing import Any, Final

from attainable.evidence.cubes.persistent_absence import Threshold

type IbisTable = Any

# Where status alone is asked, as in a series of years, the engine groups by these few: a third of the work.
STATUS: Final = ("sen", "sen_start")
ENDED: Final = ("stage", *STATUS, "ethnicity", "fsm", "need", "prior")
ATTENDED: Final = ("sex", "sen")
COSTS: Final = ("subject", "intervention", "school")
OUTCOMES: Final = ("expected", "expected_english", "progress_english", "progress_maths")


def ended_pass(pupils: IbisTable, dims: Sequence[str]) -> IbisTable:
    """Pupils at the end of a stage: counts of outcomes by the dimensions asked for (`STATUS` with the year, or `ENDED`).

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
    return pupils.group_by(dims).aggregate(**sums)


def attended_pass(pupils: IbisTable, threshold: Threshold) -> IbisTable:
    """Pupils with sessions in year groups 1 to 11, about the ages 5 to 15 that absence is published for, and the persistent
    absentees among them by the definition of their year, by sex and provision."""
    attended = pupils.filter(pupils.year_group.between(1, 11) & (pupils.sessions > 0))
    absent, own = attended.absent.cast("int32"), attended.sessions.cast("int32")
    is_persistent = absent * 10 >= own if threshold.sessions is None else absent >= threshold.sessions
    return attended.group_by(ATTENDED).aggregate(attended=attended.count(), persistent=attended.count(where=is_persistent))


def sanctioned_pass(pupils: IbisTable) -> IbisTable:
    """All pupils by provision: those suspended at least once and those permanently excluded."""
    return pupils.group_by("sen").aggregate(
        pupils=pupils.count(),
        suspended=pupils.count(where=pupils.suspensions > 0),
        excluded=pupils.count(where=pupils.excluded > 0),
    )


def residents_pass(pupils: IbisTable, home: str) -> IbisTable:
    """Pupils by area of residence (`home_authority` or `home_district`) and those of them with SEN."""
    return pupils.group_by(area=pupils[home]).aggregate(pupils=pupils.count(), with_sen=pupils.count(where=pupils.sen != "N"))


def needs_pass(pupils: IbisTable, home: str) -> IbisTable:
    """Pupils at the end of a stage by area of residence, stage, need and provision, and how many met the standard. No table shows
    provision by area: it ties this one to the charts that show provision."""
    pupils = pupils.filter(pupils.stage.notnull())
    return pupils.group_by(area=pupils[home], stage=pupils.stage, need=pupils.need, sen=pupils.sen).aggregate(
        expected_of=pupils.expected.count(), expected_met=pupils.expected.sum()
    )


# The months of birth that a case-mix key has room for; 0 is not known.
MONTHS: Final = 16


def rolls_pass(pupils: IbisTable, schools: IbisTable) -> IbisTable:
    """Pupils of each of some schools and those with SEN."""
    found = pupils.group_by("school").aggregate(pupils=pupils.count(), with_sen=pupils.count(where=pupils.sen != "N"))
    return found.filter(found.school.isin(schools.school))


def strata_pass(pupils: IbisTable, schools: IbisTable) -> IbisTable:
    """Pupils of some schools and those with SEN by `case_mix`: year group, sex, free meals and month of birth in one number."""
    kept = pupils.filter(pupils.school.isin(schools.school))
    parts = kept.group_by("year_group", "sex", "fsm", "birth_month").aggregate(
        pupils=kept.count(), with_sen=kept.count(where=kept.sen != "N")
    )
    return parts.group_by(case_mix=_case_mix(parts)).aggregate(pupils=parts.pupils.sum(), with_sen=parts.with_sen.sum())


def schools_pass(pupils: IbisTable, schools: IbisTable, rates: IbisTable) -> IbisTable:
    """Pupils of each school, those with SEN, and those expected with SEN at the rates of its pupils' case mix.

    `rates` has a row a `case_mix` and a `rate`, a whole number in units of the caller's choice, so that `expected` is exact.
    """
    keyed = pupils.select(school=pupils.school, sen=pupils.sen, case_mix=_case_mix(pupils))
    joined = keyed.join(rates, "case_mix")
    found = joined.group_by("school").aggregate(
        pupils=joined.count(), with_sen=joined.count(where=joined.sen != "N"), expected=joined.rate.sum()
    )
    # The other schools go last: there are far fewer schools than pupils.
    return found.filter(found.school.isin(schools.school))


def _case_mix(pupils: IbisTable) -> Any:
    """What schools are standardised by, in one small number to join by; what is not known of a pupil is a case of its own.

    Small numbers stay small until they are put together: engines take several of them at once.
    """
    import ibis

    short = partial(ibis.literal, type="int16")
    sex = ibis.cases((pupils.sex == "F", short(4 * MONTHS)), (pupils.sex == "M", short(8 * MONTHS)), else_=short(0))
    group = (pupils.year_group.fill_null(-2) + 2).cast("int16") * short(16 * MONTHS)
    return group + sex + (pupils.fsm.fill_null(2) * MONTHS + pupils.birth_month.fill_null(0)).cast("int16")


# Statuses in a packed history, three bits a year; 0 says that the pupil was not there.
STATUSES: Final[Mapping[str, int]] = {"N": 1, "A": 2, "K": 3, "P": 4, "Q": 4, "S": 5, "E": 6}
BITS: Final = 3
IDENTIFIED: Final = tuple(code for code in STATUSES if code != "N")
# Above the statuses: the pupil was there in the year itself.
_THERE: Final = 1 << 50


def history_pass(pupils: IbisTable, *, now: IbisTable, year: int, year_group: int, back: int, of: Sequence[str]) -> IbisTable:
    """The provision of a cohort in each of `back` years before `year` and in it, packed into one number a pupil.

    `now` is the rows of the year itself that are asked about, `of` the provision that they must have then: their pupils are
    followed wherever they were before. Counts pupils by packed history (the year itself in the lowest bits).
    Only rows of the cohort are read: pupils of `year_group` in `year`, of the group below the year before, and so on. A
    pupil who repeated a year group is not followed there.
    """
    there = _cohort(now, year, year_group).filter(lambda rows: rows.sen.isin(of))
    # Each year has bits of its own, so that a pupil's years come together by one sum.
    parts = []
    for ago in range(1, min(back, year_group) + 1):
        part = _cohort(pupils, year - ago, year_group - ago)
        parts.append(part.select(pupil=part.pupil, bits=_status_bits(part.sen, BITS * ago)))
    rows = there.select(pupil=there.pupil, bits=_status_bits(there.sen, 0) + _THERE)
    if parts:
        rows = rows.union(_together(parts).semi_join(there, "pupil"))
    one = rows.group_by("pupil").aggregate(packed=rows.bits.sum().cast("int64"))
    counted = one.group_by("packed").aggregate(pupils=one.count())
    return counted.select(history=counted.packed & (_THERE - 1), pupils=counted.pupils)


def identified_pass(pupils: IbisTable, *, now: IbisTable, year: int, year_group: int, back: int, outcome: str) -> IbisTable:
    """A cohort by whether they are identified in a year, whether they were in any of the `back` years before, and an outcome.

    As `history_pass`, but only the rows of those identified are followed back: a fifth of all.
    """
    there = _cohort(now, year, year_group)
    earlier = []
    for ago in range(1, min(back, year_group) + 1):
        part = _cohort(pupils, year - ago, year_group - ago)
        earlier.append(part.filter(part.sen.isin(IDENTIFIED)).select("pupil"))
    there = there.select(pupil=there.pupil, now=(there.sen != "N").cast("int8"), outcome=there[outcome])
    marked = there.mutate(before=there.pupil.isin(_together(earlier).pupil).cast("int8"))
    return marked.group_by("now", "before").aggregate(
        pupils=marked.count(), ended=marked.outcome.count(), reached=marked.outcome.sum()
    )


def _cohort(pupils: IbisTable, year: int, year_group: int) -> IbisTable:
    """One plain filter a year, so that row groups of other years and year groups are not read at all."""
    return pupils.filter((pupils.year == year) & (pupils.year_group == year_group))


def _together(parts: Sequence[IbisTable]) -> IbisTable:
    return reduce(lambda one, other: one.union(other), parts)


def _status_bits(sen: Any, shift: int) -> Any:
    import ibis

    branches = [(sen == code, ibis.literal(status << shift, "int64")) for code, status in STATUSES.items()]
    return ibis.cases(*branches, else_=ibis.literal(0, "int64"))


def provision_pass(pupils: IbisTable, given: IbisTable) -> IbisTable:
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
        keys = {name: joined[name] for name in ("year", "stage", "year_group", "prior", "sen", "need", "intervention")}
        grouped = joined.group_by(**keys).aggregate(pupils=joined.count(), met=joined.made.sum())
        tables.append(grouped.mutate(subject=_literal(subject)))
    return tables[0].union(tables[1])


def costs_pass(given: IbisTable) -> IbisTable:
    """What help cost by subject, intervention and school: pupils, pence, and the sum of the squares of pupils' pence.

    Help without a price is left out: nobody knows what it cost."""
    given = given.filter(given.cost.notnull())
    pence = given.cost.cast("int64")
    return given.group_by(COSTS).aggregate(pupils=given.count(), cost=pence.sum(), cost_squares=(pence * pence).sum())


def _literal(text: str) -> Any:
    import ibis

    return ibis.literal(text)


def _number(value: int) -> Any:
    import ibis

    return ibis.literal(value, "int8")
