"""Figures of the termly report to governors: the register as its pages show it to governors, and provision of the term.

The rules for governors apply to everybody who makes the report; only protected results leave this module.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.http import Http404
from django.utils import timezone

from attainable.accounts.actor import Actor
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.audit.models import Entry
from attainable.dated import one_moment
from attainable.domains.insight.queries.kept import kept_for_a_day
from attainable.domains.insight.queries.register_figures import governors_register
from attainable.domains.insight.queries.scopes import STAFF, Scope
from attainable.domains.people.models import Standing
from attainable.domains.provision.models import Concern, PlanReview, Session, SupportPlan, Target
from attainable.domains.provision.queries import MANAGE
from attainable.domains.provision.queries.costs import Line
from attainable.domains.provision.queries.papers import lines_of_school
from attainable.domains.provision.rules.effect import MINIMUM, mean_change
from attainable.domains.provision.rules.rounding import rounded_parts
from attainable.domains.provision.rules.words import TIERS
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.register.termly import ProtectedTerm, RawEffect, RawTerm, protect_term
from attainable.evidence.register.termly_results import TermResults
from attainable.evidence.result import ProtectedResult
from attainable.evidence.statistics import Estimate
from attainable.values.areas import Area, AreaLevel
from attainable.values.school_year import term_start


@dataclass(frozen=True)
class TermFigures:
    """Everything that the report shows: tables of the register and of the term by their id, and how they are protected."""

    school: str
    day: dt.date
    since: dt.date
    register: dict[str, ProtectedResult]
    term: dict[str, ProtectedResult]
    unpriced: bool
    hidden: tuple[tuple[str, int, int], ...]
    """What of the figures is hidden: which figures, how many numbers are hidden, and of how many."""


def term_figures(actor: Actor, school: Organisation) -> TermFigures:
    """The figures of one school for its governors. Calculated once a day, as all figures without names are, so that making the
    report twice does not reveal the changes of a day. Http404 for a school whose provision the person does not keep."""
    if not actor.system and school.pk not in actor.organisations(MANAGE):
        raise Http404
    day, since = actor.on, term_start(actor.on)
    scope = Scope(school.ref, school.name, Kind.SCHOOL, STAFF, frozenset({school.pk}), code=school.code)
    register, report = governors_register(scope, day, since)
    key = f"insight.termly.{school.ref}.{day.isoformat()}"
    term, unpriced = kept_for_a_day(key, lambda: _protected(actor, school, day, since))
    area = Area(school.code or school.ref, school.name, AreaLevel.DISTRICT)
    results = TermResults(term, day, area, school.name).all()
    hidden = (
        ("The SEN register", sum(report.hidden.values()), report.cells),
        ("This term", sum(term.report.hidden.values()), term.report.cells),
    )
    return TermFigures(school.name, day, since, register, results, unpriced, hidden)


def _protected(actor: Actor, school: Organisation, day: dt.date, since: dt.date) -> tuple[ProtectedTerm, bool]:
    with one_moment():
        lines = lines_of_school(actor, school, since)
        raw = raw_term(school, lines, day, since)
    unpriced = any(line.to_date is None and not line.family for line in lines)
    return protect_term(raw, profile_of(STAFF), tuple(TIERS)), unpriced


def raw_term(school: Organisation, lines: list[Line], day: dt.date, since: dt.date) -> RawTerm:
    """The counts of a school in a term. Eight queries, however many children; these numbers are never shown as they are."""
    found = RawTerm()
    here = Standing.objects.filter(school=school.pk).values("pk")
    _concerns(found, here, since, day)
    _reviews(found, here, since, day)
    due = Target.objects.filter(child__in=here, due__gte=since, due__lte=day).exclude(outcome="")
    for child, outcome, number in due.order_by().values_list("child", "outcome").annotate(Count("pk")):
        found.targets[child, outcome] += number
    _given(found, lines, day)
    ours = [line.row.pk for line in lines if not line.family]
    missed = Session.objects.filter(given__in=ours, kind="delivery", happened=False, day__gte=since, day__lte=day)
    for child, reason, number in missed.order_by().values_list("given__child", "reason").annotate(Count("pk")):
        found.missed[child, reason] += number
    found.effects = _effects(lines)
    return found


def _concerns(found: RawTerm, here: Any, since: dt.date, day: dt.date) -> None:
    rows = Concern.objects.filter(child__in=here, from_date__gte=since, from_date__lte=day)
    concerns = list(rows.values_list("pk", "child", "child__ref", "from_date", "outcome"))
    raised, decided = _raised_and_decided({row[2]: row[1] for row in concerns})
    waits: dict[int, list[int | None]] = defaultdict(list)
    waiting = {child for _, child, _, _, outcome in concerns if not outcome}
    for key, child, _, begun, _ in concerns:
        last = decided.get(key)
        waits[child].append(max(0, (last - raised.get(key, begun)).days) if last else None)
    for child, days in waits.items():
        known = [one for one in days if one is not None]
        state = "waiting" if child in waiting else "decided-on" if len(known) == len(days) else "decided"
        found.concerns[state] += 1
        if state == "decided-on":
            found.waits.append(max(known))


def _raised_and_decided(children: dict[str, int]) -> tuple[dict[int, dt.date], dict[int, dt.date]]:
    """When each concern of these children was raised and first decided, as far as the audit says. An entry about raising does not
    name the concern: a child's entries and concerns are matched in order, where there are as many of each."""
    raised: dict[str, list[dt.date]] = defaultdict(list)
    decided: dict[int, dt.date] = {}
    entries = Entry.objects.filter(action__in=("concern.raised", "concern.decided"), child__in=children).order_by("number")
    for action, ref, subject, at in entries.values_list("action", "child", "subject", "at"):
        if action == "concern.raised":
            raised[ref].append(timezone.localtime(at).date())
        elif subject.isdigit():
            decided.setdefault(int(subject), timezone.localtime(at).date())
    keys: dict[int, list[int]] = defaultdict(list)
    for key, child in Concern.objects.filter(child__in=children.values()).order_by("pk").values_list("pk", "child"):
        keys[child].append(key)
    matched = {ref: keys[child] for ref, child in children.items() if len(keys[child]) == len(raised[ref])}
    return {key: day for ref, own in matched.items() for key, day in zip(own, raised[ref], strict=True)}, decided


def _reviews(found: RawTerm, here: Any, since: dt.date, day: dt.date) -> None:
    """Each child's plans under the worst of their reviews. A plan was reviewed when a review of it is recorded, or when it
    ended or its next cycle began."""
    states = ("in-time", "late", "not-yet")
    worst: dict[int, int] = {}
    plans = SupportPlan.objects.filter(child__in=here, review_on__gte=since, review_on__lte=day)
    held: dict[int | None, list[dt.date]] = defaultdict(list)
    for plan, held_on in PlanReview.objects.filter(plan__in=plans, from_date__lte=day).values_list("plan", "from_date"):
        held[plan].append(held_on)
    for key, child, review, until in plans.values_list("pk", "child", "review_on", "until_date"):
        days = [*held[key], *([until] if until else [])]
        if not days and review == day:
            continue
        state = 2 if not days else int(min(days) > review)
        worst[child] = max(state, worst.get(child, 0))
    found.reviews = Counter(states[state] for state in worst.values())


def _given(found: RawTerm, lines: list[Line], day: dt.date) -> None:
    """Tiers of today, sessions, and money by its source: what each source paid is rounded once, to the penny."""
    tiers: dict[int, set[str]] = defaultdict(set)
    money: dict[str, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for line in lines:
        row = line.row
        if row.from_date <= day and (row.until_date is None or row.until_date >= day):
            tiers[row.child_id].add(row.intervention.tier)
        if line.family:
            continue
        for name, number in (("planned", line.planned), ("given", line.delivered), ("catch-up", line.catch_up)):
            found.sessions[row.child_id, name] += number
        for payer, cost in line.by_payer.items():
            if cost:
                money[payer][row.child_id] += cost
    found.tiers = Counter(frozenset(own) for own in tiers.values())
    for source, by_child in money.items():
        for child, pence in rounded_parts(by_child).items():
            found.money[child, source] = pence


def _effects(lines: list[Line]) -> list[RawEffect]:
    """By intervention and what was measured; a child's latest pair where there are several."""
    pairs: dict[tuple[str, str], dict[int, tuple[float, float]]] = defaultdict(dict)
    for line in lines:
        row = line.row
        if row.before is not None and row.after is not None:
            key = row.intervention.name, " ".join(row.measure.split())
            pairs[key].setdefault(row.child_id, (float(row.before), float(row.after)))
    return [_effect(name, measure, list(found.values())) for (name, measure), found in sorted(pairs.items())]


def _effect(name: str, measure: str, pairs: list[tuple[float, float]]) -> RawEffect:
    if len(pairs) < MINIMUM:
        return RawEffect(name, measure, len(pairs))
    found = mean_change(pairs)
    if found.effect is None or found.lower is None or found.upper is None:
        return RawEffect(name, measure, len(pairs))
    return RawEffect(name, measure, len(pairs), found.gain, Estimate(found.effect, found.lower, found.upper))
