"""Reads of the evidence: which places somebody may ask about, and answers to their questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.http import Http404

from attainable.accounts.actor import Actor
from attainable.domains.insight.models import SavedQuestion
from attainable.domains.insight.queries.places import PERMISSION, Option, options, options_for
from attainable.domains.insight.queries.scopes import STAFF
from attainable.domains.insight.queries.snapshot import Tables, published, tables
from attainable.domains.insight.rules import EvidenceQuestion
from attainable.evidence.disclosure.profiles import profile_of
from attainable.evidence.disclosure.protected_results import protect_published
from attainable.evidence.measures.answering import answer as answer_published
from attainable.evidence.measures.question import ask
from attainable.evidence.pupils.by_place.answering import PlaceQuestion, answer
from attainable.evidence.pupils.by_place.definition import PlaceMeasure, all_place_measures, load_place_measure
from attainable.evidence.pupils.by_place.protected_places import ProtectedPlaces
from attainable.evidence.result import ProtectedResult, Row
from attainable.values.areas import Area, AreaLevel
from attainable.values.codes import GROUPS
from attainable.values.periods import PeriodKind
from attainable.values.problem import ProblemsError

_USUAL_YEARS: Final = 10
_USUAL_GROUPS: Final = 3


@dataclass(frozen=True)
class Answer:
    """A question as it was answered: every default filled in, and what may be shown. `control` says what was hidden, `missing`
    what published figures could not be set beside."""

    question: EvidenceQuestion
    measure: PlaceMeasure
    options: tuple[Option, ...]
    result: ProtectedResult
    focus: str
    years: tuple[int, ...]
    control: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListedMeasure:
    """A measure in the list: the years in which it has figures, or why it has none."""

    measure: PlaceMeasure
    years: tuple[int, ...]
    why_not: str = ""


def current() -> Tables | None:
    return tables()


def listed_measures(found: Tables) -> list[ListedMeasure]:
    """Every measure, with the years that the snapshot answers for."""
    found_measures = []
    for measure in all_place_measures():
        years = tuple(sorted(found.protected(measure, settings.DISCLOSURE_PROFILE).marks))
        found_measures.append(ListedMeasure(measure, years, "" if years else _WHY_NOT[measure.counts]))
    return found_measures


_WHY_NOT: Final = {
    "provision": "Nobody is on roll in the tables.",
    "need": "No needs are recorded.",
    "expected": "The tables have no results for this stage. None are recorded, and none came from outside.",
    "absent": "The tables have no attendance. None is recorded, and none came from outside.",
    "suspended": "The tables have no suspensions. None are recorded, and none came from outside.",
}


def answered(actor: Actor, question: EvidenceQuestion) -> Answer:
    """The answer for the person who asks. Http404 for a measure that does not exist, and for a place that is not theirs to ask
    about."""
    found = tables()
    try:
        measure = load_place_measure(question.measure)
    except ProblemsError:
        raise Http404 from None
    if found is None:
        raise Http404
    permitted = {option.code: option for option in options_for(measure, options(actor, found))}
    if set(question.places) - permitted.keys() or set(question.groups) - set(measure.groups):
        raise Http404
    chosen = tuple(permitted[code] for code in question.places) or tuple(permitted.values())[:1]
    if not chosen:
        raise Http404
    return _whole(found, measure, question, chosen)


def _whole(found: Tables, measure: PlaceMeasure, question: EvidenceQuestion, chosen: tuple[Option, ...]) -> Answer:
    key = ("answer", measure.version, question, chosen, _store_mark() if question.beside else None)
    made: Answer = found.answers.get(key, lambda: _worked_out(found, measure, question, chosen))
    return made


def _store_mark() -> int | None:
    return id(published())


def _worked_out(found: Tables, measure: PlaceMeasure, question: EvidenceQuestion, chosen: tuple[Option, ...]) -> Answer:
    kept = {option: _kept(found, measure, option) for option in chosen}
    years = tuple(sorted({year for one in kept.values() for year in one.marks}))
    question = _filled_in(question, measure, years, chosen)
    parts = []
    for option in chosen:
        asked = PlaceQuestion(((option.code, _area(found, option)),), question.first or 0, question.last or 0, question.groups)
        parts.append(answer(measure, kept[option], asked, found.sources(measure)))
    # The first with a stamp heads the others, so that what is not for release says so.
    parts.sort(key=lambda part: not profile_of(part.profile).stamp)
    result = parts[0].joined(*parts[1:]) if len(parts) > 1 else parts[0]
    missing = _not_by_school(measure, question, chosen)
    if question.beside:
        result, more = _beside(found, measure, question, chosen[0], result)
        missing += more
    control = tuple(dict.fromkeys(_control(kept[o], question, o) for o in chosen))
    return Answer(question, measure, chosen, result, chosen[0].code, years, control, missing)


def _not_by_school(measure: PlaceMeasure, question: EvidenceQuestion, chosen: Sequence[Option]) -> tuple[str, ...]:
    """The groups that a single school has no figures of, but for its own staff."""
    without = [words for group, words in groups_of(measure) if group in question.groups and group not in measure.schools]
    if not without or not any(option.level == "School" and not option.own for option in chosen):
        return ()
    return (f"Numbers for single schools are too small to show for: {', '.join(without)}. The school's own staff can see them.",)


def _kept(found: Tables, measure: PlaceMeasure, option: Option) -> ProtectedPlaces:
    if option.own:
        return found.of_school(measure, option.profile, int(option.code))
    return found.protected(measure, option.profile)


def _filled_in(
    question: EvidenceQuestion, measure: PlaceMeasure, years: Sequence[int], chosen: Sequence[Option]
) -> EvidenceQuestion:
    """The question with the page's own choices where nothing was named: the last ten years; a few groups of one place, or one
    group of several."""
    last = min(question.last or 9999, years[-1]) if years else 0
    first = max(question.first or last - _USUAL_YEARS + 1, years[0]) if years else 0
    groups = question.groups or tuple(measure.groups[: 1 if len(chosen) > 1 else _USUAL_GROUPS])
    return replace(question, places=tuple(o.code for o in chosen), first=min(first, last), last=last, groups=groups)


def _area(found: Tables, option: Option) -> Area:
    if option.level == "School":
        place = found.schools[int(option.code)]
        return Area(option.code, option.name, AreaLevel.DISTRICT, parent=place.authority)
    return found.folder.areas[option.code]


def _control(kept: ProtectedPlaces, question: EvidenceQuestion, option: Option) -> str:
    """What was hidden, of everything that was protected together with a place."""
    cells = [kept.cells[year] for year in kept.cells if (question.first or 0) <= year <= (question.last or 9999)]
    entered, hidden = sum(n for n, _ in cells), sum(h for _, h in cells)
    what = option.name if option.own else "all areas and schools together" if option.profile == STAFF else "all areas together"
    if option.profile == "internal-school":
        return f"Profile “internal-school”, {what}: nothing is hidden, so do not release anything here."
    return (
        f"Profile “{option.profile}”, {what}: {entered:,} counts for these years, {hidden:,} hidden because they are small or "
        f"would reveal a small one."
    )


def _beside(
    found: Tables, measure: PlaceMeasure, question: EvidenceQuestion, focus: Option, own: ProtectedResult
) -> tuple[ProtectedResult, tuple[str, ...]]:
    """The published figures of the region and the country behind our own."""
    counterpart, catalogue = measure.published, published()
    if counterpart is None:
        return own, ("No published measure is comparable.",)
    if catalogue is None:
        return own, ("This site has no published figures to compare with.",)
    theirs, missing = [], []
    groups = [group for group in question.groups if group in counterpart.groups]

    def within(row: Row) -> bool:
        first, last = question.first or 0, question.last or 0
        return row.period.kind is PeriodKind.ACADEMIC and first <= row.period.year <= last

    for area in above(found, focus):
        try:
            asked = ask(catalogue, counterpart.measure, [area.code], by=counterpart.by, groups=groups)
            part = protect_published(answer_published(catalogue, asked)).where(within)
        except ProblemsError:
            part = None
        if part:
            theirs.append(part)
        else:
            missing.append(f"There are no published figures for {area.name} for these years.")
    return (own.joined(*theirs, notes=(counterpart.differs,)) if theirs else own), tuple(missing)


def above(found: Tables, focus: Option) -> list[Area]:
    """The region and the country of a place."""
    code = found.schools[int(focus.code)].authority if focus.level == "School" else focus.code
    areas, line = found.folder.areas, []
    while code in areas and areas[code] not in line:
        line.append(areas[code])
        code = areas[code].parent
    return [area for area in line if area.level in (AreaLevel.REGIONAL, AreaLevel.NATIONAL)]


def groups_of(measure: PlaceMeasure) -> list[tuple[str, str]]:
    words = GROUPS["need"] if measure.counts == "need" else GROUPS["sen"]
    return [(group, words.get(group, group)) for group in measure.groups]


def saved(actor: Actor) -> list[SavedQuestion]:
    """The actor's own questions, and those that others of their organisations share."""
    if not actor.may(PERMISSION):
        return []
    theirs = Q(shared=True, organisation__in=actor.organisations(PERMISSION))
    rows = SavedQuestion.objects.filter(Q(owner=actor.account) | theirs)
    return list(rows.select_related("owner", "organisation"))


def saved_question(actor: Actor, ref: str) -> SavedQuestion:
    found = next((row for row in saved(actor) if row.ref == ref), None)
    if found is None:
        raise Http404
    return found
