"""Reads of inclusion strategies: what a school's says now, what is missing, and the versions that were published."""

from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.domains.people.models import School, Standing
from attainable.domains.provision.models import SchoolFunding, Strategy, StrategyActivity, StrategyVersion
from attainable.domains.provision.queries import schools
from attainable.domains.provision.rules.parameters import parameter
from attainable.domains.provision.rules.strategy import Activity, Principle, Says, counted
from attainable.domains.provision.rules.years import financial_year
from attainable.values.school_year import school_year


def strategy_of(actor: Actor, school: Organisation) -> Strategy | None:
    """The latest strategy of a school that the actor keeps."""
    return Strategy.objects.filter(organisation=school.pk).select_related("organisation__school").first()


def strategy(actor: Actor, ref: str) -> Strategy:
    """A strategy of one of the actor's schools. Http404 for any other."""
    keys = [school.pk for school in schools(actor)]
    found = Strategy.objects.filter(organisation__in=keys, ref=ref).select_related("organisation__school").first()
    if found is None:
        raise Http404
    return found


def activity(actor: Actor, ref: str, key: int) -> StrategyActivity:
    """An activity of a strategy of one of the actor's schools. Http404 for any other."""
    found = StrategyActivity.objects.filter(strategy=strategy(actor, ref), pk=key).first()
    if found is None:
        raise Http404
    return found


def version(actor: Actor, ref: str, number: int) -> StrategyVersion:
    """A version that was published. Http404 where there is none."""
    found = StrategyVersion.objects.filter(strategy=strategy(actor, ref), version=number).first()
    if found is None:
        raise Http404
    return found


def versions(actor: Actor, row: Strategy | None) -> list[StrategyVersion]:
    """The versions of a strategy that the actor was given, the latest first."""
    return [] if row is None else list(StrategyVersion.objects.filter(strategy=row))


def says_now(actor: Actor, school: School, row: Strategy | None) -> Says:
    """What the strategy of a school says now; where none was begun, one of this year without a word. Five queries."""
    now = financial_year(actor.on)
    first, last = (row.first_year, row.last_year) if row else (now, now)
    activities = row.activities.select_related("intervention") if row else ()
    written = {one.number: one for one in row.principles.all()} if row else {}
    texts: list[str] = parameter("principles", actor.on).value
    source = parameter("principles", actor.on).source
    principles = []
    for number, text in enumerate(texts, 1):
        one = written.get(number)
        wording, found = (text, source) if text else ((one.wording, one.found) if one else ("", ""))
        principles.append(Principle(number, wording, found, one.how if one else ""))
    funding = SchoolFunding.objects.filter(organisation=school.pk, year__range=(first, last), withdrawn_at__isnull=True)
    return Says(
        school=school.organisation.name,
        first_year=first,
        last_year=last,
        review_on=row.review_on if row else None,
        summary=row.summary if row else "",
        pupils=_pupils(actor, school),
        activities=tuple(
            Activity(
                one.barrier, one.activity, one.year, one.pence, one.source, one.intervention.name if one.intervention else ""
            )
            for one in activities
        ),
        principles=tuple(principles),
        has={f"{one.year}/{one.source}": one.pence for one in funding},
    )


def _pupils(actor: Actor, school: School) -> int:
    """Pupils on roll whose year groups count: a number of the whole school, which is public."""
    year = school_year(actor.on)
    cohorts = Standing.objects.filter(school=school.pk).values_list("cohort", flat=True)
    return sum(counted(year - cohort, actor.on) for cohort in cohorts)


def schools_without(actor: Actor) -> int:
    """How many of the actor's mainstream schools have published no strategy."""
    keys = [school.pk for school in schools(actor) if school.mainstream]
    done = StrategyVersion.objects.filter(strategy__organisation__in=keys).values("strategy__organisation").distinct()
    return len(keys) - done.count()
