"""What follows a plan: annual reviews, primary needs, personal budgets, residential placements, plans that ceased."""

from collections.abc import Iterator
from typing import Final

from attainable.demo.chance import Chance
from attainable.demo.collection import GEOGRAPHY, Collected, Make, split_by
from attainable.demo.model import Model
from attainable.demo.places import Place
from attainable.demo.writing import Counts, PublishedTable, Row, percent

# The column of meetings before 2024 stands twice in the published heading.
_REVIEWS: Final = [
    "total_ehc_plans",
    "review_expected",
    "review_not_expected",
    "review_meeting_25",
    "review_meeting_24",
    "review_meeting_prior_24",
    "review_meeting_prior_24",
    "total_review_meeting",
    "no_review_meeting",
    "review_decision25",
    "review_decision24",
    "review_decision_prior24",
    "review_decision_not_due",
    "review_decision_outstanding",
    "outcome_amend",
    "outcome_cease",
    "outcome_maintan",
    "no_outcome",
    "number_decsion_4weeks",
    "number_decision_gt_4weeks",
    "pc_decsion_4weeks",
    "pc_decision_gt_4weeks",
]
_NEEDS: Final = {
    "asd": 31.5,
    "hi": 1.4,
    "mld": 10.6,
    "msi": 0.3,
    "oth": 1.2,
    "pd": 3.9,
    "pmld": 1.3,
    "semh": 20.7,
    "slcn": 21.3,
    "sld": 4.0,
    "spld": 2.3,
    "vi": 0.8,
    "need_unknown": 0.8,
}
_REASONS: Final = {
    "max_age": 4.4,
    "needs_met": 8.8,
    "he": 5.7,
    "employ": 9.0,
    "transfer": 31.1,
    "no_engage": 35.9,
    "moved_outside_eng": 2.1,
    "deceased": 1.1,
    "not_rec": 0.01,
    "other": 1.9,
}
_BUDGETS: Final = {"org_arrangments": 18.0, "pb_health": 1.0, "pb_education": 15.0, "pb_social": 60.0, "pb_integrated": 6.0}
_RESIDENTIAL: Final = {"Res_3851": 63.0, "Res_52": 37.0}


def tables(model: Model) -> Iterator[PublishedTable]:
    for file, columns in _files(model):
        rows = list(file.rows(model))
        yield PublishedTable(f"{file.name}.csv", [*GEOGRAPHY, *columns], rows, windows=True)


def _files(model: Model) -> Iterator[tuple[Collected, list[str]]]:
    yield from _of_plans(model)
    yield from _of_provision(model)


def _of_plans(model: Model) -> Iterator[tuple[Collected, list[str]]]:
    # Reviews of 2024 are of the plans in force in January 2025.
    yield (
        Collected(
            "annual_reviews",
            "All annual reviews",
            range(2024, 2025),
            False,
            lambda place, year: model.plans(place, year + 1),
            _reviews(model),
            _review_cells,
        ),
        _REVIEWS,
    )
    yield (
        Collected(
            "ceased_plans",
            "All ceased EHC plans",
            range(2022, 2025),
            False,
            model.ceased,
            split_by(model, _REASONS, "total_ceased"),
            dict,
        ),
        [*_REASONS, "total_ceased"],
    )
    numbers = {f"number_{need}": weight for need, weight in _NEEDS.items()}
    yield (
        Collected(
            "sen_needs_all_plans",
            "All EHC plans",
            range(2024, 2025),
            True,
            model.plans,
            split_by(model, numbers, "ehc_plans"),
            _need_cells,
        ),
        ["ehc_plans", *numbers, *(_need_column(need) for need in _NEEDS)],
    )


def _of_provision(model: Model) -> Iterator[tuple[Collected, list[str]]]:
    yield (
        Collected(
            "personal_budgets",
            "All personal budgets",
            range(2020, 2025),
            True,
            lambda place, january: int(model.plans(place, january) * _share(model, "budgets", place, 0.01, 0.06)),
            split_by(model, _BUDGETS, "personal_budget"),
            dict,
        ),
        ["personal_budget", *_BUDGETS],
    )
    yield (
        Collected(
            "residential_settings",
            "All residential placements",
            range(2020, 2025),
            True,
            lambda place, january: int(model.plans(place, january) * _share(model, "residential", place, 0.002, 0.007)),
            split_by(model, _RESIDENTIAL, "Res_tot"),
            dict,
        ),
        [*_RESIDENTIAL, "Res_tot"],
    )


def _share(model: Model, name: str, place: Place, low: float, high: float) -> float:
    return model.chance("share", name, place.code).between(low, high)


def _need_column(need: str) -> str:
    return "unknown_pc" if need == "need_unknown" else f"{need}_pc"


def _need_cells(counts: Counts) -> Row:
    pcs = {_need_column(need): percent(counts[f"number_{need}"], counts["ehc_plans"]) for need in _NEEDS}
    return {**counts, **pcs}


def _reviews(model: Model) -> Make:
    def make(place: Place, year: int, plans: int, chance: Chance) -> Counts:
        expected = chance.some(plans, 0.82)
        held = chance.some(expected, _share(model, "reviews held", place, 0.7, 0.96))
        meetings = {"review_meeting_24": 0.7, "review_meeting_prior_24": 0.28, "review_meeting_25": 0.02}
        decided = chance.some(held, _share(model, "reviews decided", place, 0.6, 0.95))
        decisions = {"review_decision24": 0.73, "review_decision_prior24": 0.19, "review_decision25": 0.08}
        outcomes = {"outcome_amend": 0.61, "outcome_maintan": 0.379, "outcome_cease": 0.011}
        in_time = chance.some(decided, 0.1 + 0.7 * model.traits[place].timely)
        not_due = chance.some(held - decided, 0.15)
        return {
            "total_ehc_plans": plans,
            "review_expected": expected,
            "review_not_expected": plans - expected,
            **chance.split(held, meetings),
            "total_review_meeting": held,
            "no_review_meeting": expected - held,
            **chance.split(decided, decisions),
            "review_decision_not_due": not_due,
            "review_decision_outstanding": held - decided - not_due,
            **chance.split(decided, outcomes),
            "no_outcome": held - decided,
            "number_decsion_4weeks": in_time,
            "number_decision_gt_4weeks": decided - in_time,
        }

    return make


def _review_cells(counts: Counts) -> Row:
    within, over = counts["number_decsion_4weeks"], counts["number_decision_gt_4weeks"]
    return {**counts, "pc_decsion_4weeks": percent(within, within + over), "pc_decision_gt_4weeks": percent(over, within + over)}
