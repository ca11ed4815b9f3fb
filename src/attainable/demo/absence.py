"""Absence, attendance and suspensions by SEN: rates of authorities, worked out of counts that are not printed."""

from collections.abc import Iterator
from typing import Final

from attainable.demo.model import GROUPS, Model
from attainable.demo.places import AUTHORITIES, Place
from attainable.demo.writing import Counts, PublishedTable, Row, added, decimal, percent, ratio

_YEARS: Final = (2021, 2022, 2023)
_PHASES: Final = {"primary": 7, "secondary": 5}
_GAPS: Final = [
    "time_period",
    "time_identifier",
    "new_la_code",
    "la_name",
    "region_code",
    "region_name",
    "metric",
    "education_phase",
    "send_group",
    "send_value",
    "no_sen_value",
    "gap_to_no_sen",
]
_NEED: Final = [
    "time_period",
    "time_identifier",
    "new_la_code",
    "la_name",
    "region_code",
    "region_name",
    "metric",
    "education_phase",
    "sen_type_label",
    "value",
]
_ATTENDANCE: Final = [
    "time_period",
    "time_identifier",
    "new_la_code",
    "la_name",
    "region_code",
    "region_name",
    "education_phase",
    "send_category",
    "attendance_pct",
    "sessions_attended",
    "sessions_possible",
]
# Of enrolments or of sessions, by group; secondary pupils miss a third more than these, primary pupils less.
_ABSENCE: Final = {
    "enrolments_pa_10_exact_percent": {"No SEN": 0.18, "SEN support": 0.28, "EHC plan": 0.32},
    "enrolments_pa_50_exact_percent": {"No SEN": 0.015, "SEN support": 0.037, "EHC plan": 0.06},
    "sess_overall_percent": {"No SEN": 0.064, "SEN support": 0.096, "EHC plan": 0.12},
}
_SUSPENSIONS: Final = {
    "one_plus_susp_rate": {"No SEN": 0.009, "SEN support": 0.033, "EHC plan": 0.035},
    "susp_rate": {"No SEN": 0.015, "SEN support": 0.072, "EHC plan": 0.078},
    "perm_excl_rate": {"No SEN": 0.0002, "SEN support": 0.0011, "EHC plan": 0.0008},
}
_TERMS: Final = {"Autumn term": 130, "Spring term": 110, "Summer term": 100}
# How often sessions are missed with each primary need, beside the mean of the group.
_BY_NEED: Final = {
    "Autistic spectrum disorder": 1.1,
    "Hearing impairment": 0.75,
    "Moderate learning difficulty": 0.95,
    "Multi-sensory impairment": 0.85,
    "No specialist assessment": 0.9,
    "Other difficulty/disability": 1.05,
    "Physical disability": 0.95,
    "Profound and multiple learning difficulty": 1.5,
    "Severe learning difficulty": 1.0,
    "Social emotional and mental health": 1.5,
    "Specific learning difficulty": 0.8,
    "Speech language and communications needs": 0.75,
    "Visual impairment": 0.8,
}


def tables(model: Model) -> Iterator[PublishedTable]:
    yield PublishedTable("absence_by_sen_la.csv", _GAPS, list(_absence(model)))
    yield PublishedTable("absence_by_primary_need_la.csv", _NEED, list(_by_need(model)))
    yield PublishedTable("attendance_by_sen_la_2023_24.csv", _ATTENDANCE, list(_attendance(model)))
    yield PublishedTable("suspensions_exclusions_by_sen_la.csv", _GAPS, list(_suspensions(model)))


def _period(year: int, term: str = "Academic year") -> Row:
    return {"time_period": f"{year}{(year + 1) % 100:02}", "time_identifier": term}


def _enrolments(model: Model, place: Place, year: int, phase: str) -> Counts:
    return {group: _PHASES[phase] * count for group, count in model.cohort(place, phase, year).items()}


def _harder(model: Model, place: Place, phase: str) -> float:
    """How much more is missed in a place and phase: more in secondary schools, less where attainment is high."""
    return (1.3 if phase == "secondary" else 0.75) * (1 - model.traits[place].attainment)


def _absence(model: Model) -> Iterator[Row]:
    for year in _YEARS:
        for place in AUTHORITIES:
            pupils = {phase: _enrolments(model, place, year, phase) for phase in _PHASES}
            for metric, shares in _ABSENCE.items():
                sessions = 380 if metric.startswith("sess") else 1
                of = {ph: {g: sessions * n for g, n in each.items()} for ph, each in pupils.items()}
                missed = {phase: _missed(model, place, year, (metric, phase), of[phase], shares) for phase in _PHASES}
                for row in _gaps(of, missed, 6, least=1):
                    yield {**place.cells, **_period(year), "metric": metric, **row}


def _missed(model: Model, place: Place, year: int, names: tuple[str, ...], of: Counts, shares: dict[str, float]) -> Counts:
    chance = model.chance("absence", *names, place.code, year)
    harder = _harder(model, place, names[-1]) * chance.between(0.95, 1.05)
    return {group: chance.some(count, shares[group] * harder) for group, count in of.items()}


def _gaps(of: dict[str, Counts], counted: dict[str, Counts], places: int, *, least: int) -> Iterator[Row]:
    """Rates per hundred by phase, those of each SEN group beside those of pupils without SEN."""
    both = (("Total", added(of.values()), added(counted.values())),)
    phases = ((f"State-funded {phase}", of[phase], counted[phase]) for phase in of)
    for phase, bottom, top in (*phases, *both):
        none = ratio(100 * top["No SEN"], max(bottom["No SEN"], 1), places)
        for group in ("EHC plan", "SEN support"):
            if bottom[group]:
                rate = ratio(100 * top[group], bottom[group], places)
                values = (decimal(v, places, least=least) for v in (rate, none, rate - none))
                columns = ("send_value", "no_sen_value", "gap_to_no_sen")
                yield {"education_phase": phase, "send_group": group, **dict(zip(columns, values, strict=True))}


def _by_need(model: Model) -> Iterator[Row]:
    for year in _YEARS:
        for place in AUTHORITIES:
            chance = model.chance("absence by need", place.code, year)
            for need, factor in _BY_NEED.items():
                possible: Counts = {}
                missed: Counts = {}
                for phase, years in _PHASES.items():
                    pupils = chance.some(years * model.traits[place].size, 0.012) + 1
                    possible[phase] = 380 * pupils
                    share = 0.105 * factor * _harder(model, place, phase) * chance.between(0.85, 1.15)
                    missed[phase] = chance.some(possible[phase], share)
                for phase, value in _by_phase(missed, possible).items():
                    yield {
                        **place.cells,
                        **_period(year),
                        "metric": "sess_overall_percent",
                        "education_phase": phase,
                        "sen_type_label": need,
                        "value": value,
                    }


def _by_phase(missed: Counts, possible: Counts) -> dict[str, str]:
    rates = {f"State-funded {ph}": percent(missed[ph], possible[ph], 6, least=1) for ph in possible}
    rates["Total"] = percent(sum(missed.values()), sum(possible.values()), 6, least=1)
    return rates


def _attendance(model: Model) -> Iterator[Row]:
    shares = _ABSENCE["sess_overall_percent"]
    for term in ("Autumn term", "Spring term"):
        for place in AUTHORITIES:
            possible = {ph: {g: _TERMS[term] * n for g, n in _enrolments(model, place, 2023, ph).items()} for ph in _PHASES}
            missed = {ph: _missed(model, place, 2023, (term, ph), possible[ph], shares) for ph in _PHASES}
            phases = [(ph.capitalize(), possible[ph], missed[ph]) for ph in _PHASES]
            for phase, of, lost in (*phases, ("Total", added(possible.values()), added(missed.values()))):
                for group in sorted(GROUPS):
                    came = of[group] - lost[group]
                    yield {
                        **place.cells,
                        **_period(2023, term),
                        "education_phase": phase,
                        "send_category": group,
                        "attendance_pct": percent(came, of[group], 6),
                        "sessions_attended": came,
                        "sessions_possible": of[group],
                    }


def _suspensions(model: Model) -> Iterator[Row]:
    for year in _YEARS:
        for term in _TERMS:
            for place in AUTHORITIES:
                pupils = {phase: _enrolments(model, place, year, phase) for phase in _PHASES}
                for metric, shares in _SUSPENSIONS.items():
                    counted = {
                        phase: _suspended(model, place, year, (metric, term, phase), pupils[phase], shares) for phase in _PHASES
                    }
                    for row in _gaps(pupils, counted, 3, least=1):
                        yield {**place.cells, **_period(year, term), "metric": metric, **row}


def _suspended(model: Model, place: Place, year: int, names: tuple[str, ...], pupils: Counts, shares: dict[str, float]) -> Counts:
    chance = model.chance("suspensions", *names, place.code, year)
    habit = model.chance("suspends", place.code).between(0.6, 1.5) * (1 + 0.12 * (year - 2022))
    phase = 0.25 if names[-1] == "primary" else 2.0
    return {group: chance.some(count, shares[group] * habit * phase) for group, count in pupils.items()}
