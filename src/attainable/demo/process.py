"""The way to a plan: requests, assessments and the 20 weeks."""

from collections.abc import Iterator
from typing import Final

from attainable.demo.chance import Chance
from attainable.demo.collection import GEOGRAPHY, Collected
from attainable.demo.model import Model
from attainable.demo.places import Place
from attainable.demo.writing import Counts, PublishedTable, Row, percent

_YEARS: Final = range(2020, 2025)
_REQUESTS: Final = [
    "requests_received_in_year",
    "requests_rya",
    "requests_decided_to_assess",
    "requests_decided_not_to_assess",
    "requests_decision_not_made",
    "requests_withdrawn",
    "request_assess_pc",
    "request_not_assess_pc",
    "request_outstanding_pc",
    "request_withdrawn_pc",
    "request_outcome_six_weeks",
    "request_outcome_over_6_weeks",
    "request_outcome_six_weeks_pc",
    "request_outcome_over_6_weeks_pc",
    "mediation_related_request",
    "tribunal_related_request",
    "tribunal_after_mediation_request",
]
_ASSESSMENTS: Final = [
    "assess_in_year",
    "assess_issued",
    "assess_issued_pc",
    "assess_not_issued",
    "assess_not_issued_pc",
    "assess_not_made",
    "assess_not_made_pc",
    "assess_withdrawn",
    "assess_withdrawn_pc",
    "outcome_decision_within_time",
    "outcome_decision_over_time",
    "outcome_decision_within_time_pc",
    "outcome_decision_over_time_pc",
    "number_assess_mediation",
    "number_assess_tribunal",
    "number_asssess_mediation_tribunal",
    "number_other_mediation",
    "number_other_tribunal",
    "number_other_mediation_tribunal",
]
_TIMELINESS: Final = [
    "plans_issued_den",
    "plans_issued_den_ex",
    "plans_issued_within_20_weeks",
    "plans_issued_20_weeks_ex",
    "pc_plans_issued_within_20_weeks",
    "PC_plans_issued_20_weeks_ex",
    "plans_issued_gt20weeks_ltYear",
    "plans_issued_gt20weeks_ltYear_ex",
    "pc_plans_issued_gt20weeks_ltYear",
    "PC_plans_issued_gt20weeks_ltYear_ex",
    "plans_issued_gt_1_year",
    "plans_issued_gt_1_year_ex",
    "pc_plans_issued_gt_1_year",
    "PC_plans_issued_gt_1_year_ex",
]
# The three ways a plan can end up in the file, each with its column among those without exceptions.
_SPEEDS: Final = {
    "plans_issued_within_20_weeks": "plans_issued_20_weeks_ex",
    "plans_issued_gt20weeks_ltYear": "plans_issued_gt20weeks_ltYear_ex",
    "plans_issued_gt_1_year": "plans_issued_gt_1_year_ex",
}
_EXCEPTED: Final = dict(zip(_SPEEDS, (0.045, 0.08, 0.04), strict=True))


def tables(model: Model) -> Iterator[PublishedTable]:
    steps = _Steps(model)
    files = (
        ("requests", "All requests for EHC needs assessments", steps.requests, _request_cells, _REQUESTS),
        ("assessments", "All EHC needs assessments", steps.assessments, _assessment_cells, _ASSESSMENTS),
        ("timeliness_20_week", "All EHC plans issued", steps.speeds, _speed_cells, _TIMELINESS),
    )
    for name, total, make, cells, columns in files:
        file = Collected(name, total, _YEARS, False, model.started, make, cells)
        yield PublishedTable(f"{name}.csv", [*GEOGRAPHY, *columns], list(file.rows(model)), windows=True)


class _Steps:
    """Each step worked back from the plans that were made in the year."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def _trait(self, name: str, place: Place, low: float, high: float) -> float:
        return self.model.chance("process", name, place.code).between(low, high)

    def requests(self, place: Place, year: int, plans: int, chance: Chance) -> Counts:
        to_assess = int(plans / self._trait("plan issued", place, 0.9, 0.97))
        received = int(to_assess / self._trait("assessed", place, 0.55, 0.75))
        others = {"requests_decided_not_to_assess": 0.72, "requests_decision_not_made": 0.22, "requests_withdrawn": 0.06}
        counts = {"requests_received_in_year": received, "requests_decided_to_assess": to_assess}
        counts |= chance.split(received - to_assess, others)
        decided = to_assess + counts["requests_decided_not_to_assess"]
        six_weeks = chance.some(decided, min(0.6 + 0.4 * self.model.traits[place].timely, 0.99))
        refused = counts["requests_decided_not_to_assess"]
        counts["request_outcome_six_weeks"] = six_weeks
        counts["request_outcome_over_6_weeks"] = decided - six_weeks
        counts["requests_rya"] = chance.some(received, 0.003)
        counts["mediation_related_request"] = chance.some(refused, 0.27)
        counts["tribunal_related_request"] = chance.some(refused, 0.12)
        counts["tribunal_after_mediation_request"] = chance.some(counts["tribunal_related_request"], 0.32)
        return counts

    def assessments(self, place: Place, year: int, plans: int, chance: Chance) -> Counts:
        assessed = int(plans / self._trait("plan issued", place, 0.9, 0.97))
        others = {"assess_not_issued": 0.94, "assess_not_made": 0.01, "assess_withdrawn": 0.05}
        counts = {"assess_in_year": assessed, "assess_issued": plans}
        counts |= chance.split(assessed - plans, others)
        no_plan = counts["assess_not_issued"]
        within = chance.some(no_plan, 0.15 + 0.5 * self.model.traits[place].timely)
        counts["outcome_decision_within_time"] = within
        counts["outcome_decision_over_time"] = no_plan - within
        for about, mediated, appealed, both, of in (("assess", 0.32, 0.22, 0.33, no_plan), ("other", 0.019, 0.031, 0.23, plans)):
            tribunal = f"number_{about}_tribunal"
            counts[f"number_{about}_mediation"] = chance.some(of, mediated)
            counts[tribunal] = chance.some(of, appealed)
            # The publisher's spelling of the one column.
            spelt = "number_asssess_mediation_tribunal" if about == "assess" else "number_other_mediation_tribunal"
            counts[spelt] = chance.some(counts[tribunal], both)
        return counts

    def speeds(self, place: Place, year: int, plans: int, chance: Chance) -> Counts:
        """How fast plans were issued: nationally slower from year to year, while each authority wanders."""
        # Plans of those who moved in from elsewhere are not timed.
        timed = chance.some(plans, 0.94)
        wander = self.model.chance("timely", place.code, year).between(-0.08, 0.08)
        in_time = self.model.traits[place].timely - 0.025 * (year - 2021) + wander
        in_time = min(max(in_time, 0.02), 0.98)
        late = (1 - in_time) * (0.8 + 0.15 * in_time)
        counts = chance.split(timed, dict(zip(_SPEEDS, (in_time, late, 1 - in_time - late), strict=True)))
        for name, without in _SPEEDS.items():
            counts[without] = counts[name] - chance.some(counts[name], _EXCEPTED[name])
        counts["plans_issued_den"] = timed
        counts["plans_issued_den_ex"] = sum(counts[name] for name in _SPEEDS.values())
        return counts


def _request_cells(counts: Counts) -> Row:
    received = counts["requests_received_in_year"]
    within, over = counts["request_outcome_six_weeks"], counts["request_outcome_over_6_weeks"]
    return {
        **counts,
        "request_assess_pc": percent(counts["requests_decided_to_assess"], received),
        "request_not_assess_pc": percent(counts["requests_decided_not_to_assess"], received),
        "request_outstanding_pc": percent(counts["requests_decision_not_made"], received),
        "request_withdrawn_pc": percent(counts["requests_withdrawn"], received),
        "request_outcome_six_weeks_pc": percent(within, within + over),
        "request_outcome_over_6_weeks_pc": percent(over, within + over),
    }


def _assessment_cells(counts: Counts) -> Row:
    names = ("assess_issued", "assess_not_issued", "assess_not_made", "assess_withdrawn")
    within, over = counts["outcome_decision_within_time"], counts["outcome_decision_over_time"]
    return {
        **counts,
        **{f"{name}_pc": percent(counts[name], counts["assess_in_year"]) for name in names},
        "outcome_decision_within_time_pc": percent(within, within + over),
        "outcome_decision_over_time_pc": percent(over, within + over),
    }


def _speed_cells(counts: Counts) -> Row:
    row: dict[str, object] = dict(counts)
    for name, without in _SPEEDS.items():
        row[f"pc_{name}"] = percent(counts[name], counts["plans_issued_den"])
        row[f"PC_{without}"] = percent(counts[without], counts["plans_issued_den_ex"])
    return row
