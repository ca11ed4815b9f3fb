"""EHC plans in force and new ones, by placement."""

from collections.abc import Iterator, Mapping
from typing import Final

from attainable.demo.collection import GEOGRAPHY, Cells, Collected, split_by
from attainable.demo.model import Model
from attainable.demo.writing import Counts, PublishedTable, Row, percent

_MAINSTREAM: Final = {
    "mainstream_la_maintained": 15.2,
    "mainstream_la_maintained_resourced_provision": 1.1,
    "mainstream_la_maintained_senunit": 0.6,
    "mainstream_academy": 22.2,
    "mainstream_academy_resourced_provision": 1.3,
    "mainstream_academy_senunit": 0.9,
    "mainstream_free_school": 1.4,
    "mainstream_free_school_resourced_provision": 0.05,
    "mainstream_free_school_senunit": 0.03,
    "mainstream_independent": 1.1,
}
_SPECIAL: Final = {
    "special_la_maintained": 13.5,
    "special_academy_free": 11.6,
    "special_independent": 4.6,
    "special_non_maintained": 0.7,
}
_PRU: Final = {"ap_pru_academy": 0.31, "ap_pru_free_school": 0.09, "ap_pru_la_maintained": 0.36}
_FE: Final = {"general_fe_tertiary_colleges": 11.1, "specialist_post_16_institutions": 1.5, "ukrlp_provider": 1.2}
_ELSEWHERE: Final = {
    "elective_home_education": 1.1,
    "other_arrangements_la": 1.8,
    "other_arrangements_parents": 0.2,
    "other_placement_settings": 0.6,
    "neet": 2.8,
    "neet_ntci": 0.3,
    "neet_other": 0.5,
    "neet_other_csa": 0.4,
}
_IN_FORCE: Final = {**_MAINSTREAM, **_SPECIAL, **_PRU, **_FE, **_ELSEWHERE, "nm_early_years": 0.7, "placement_unknown": 3.0}


def _scaled(weights: Mapping[str, float], factor: float) -> dict[str, float]:
    return {name: factor * weight for name, weight in weights.items()}


# Plans start young, and so in mainstream schools and nurseries.
_NEW: Final = {
    **_scaled(_MAINSTREAM, 1.7),
    **_scaled(_SPECIAL, 0.3),
    **_scaled(_PRU, 1.8),
    **_scaled(_FE, 0.2),
    **_scaled(_ELSEWHERE, 0.6),
    "nm_early_years": 3.6,
    "placement_unknown": 3.3,
}
# Each total with the column of its percentage and its parts.
_TOTALS: Final[dict[str, tuple[str, Mapping[str, float]]]] = {
    "mainstream_total": ("mainstream_total_pc", _MAINSTREAM),
    "special_total": ("special_total_pc", _SPECIAL),
    "ap_pru_total": ("AP_PRU_total_pc", _PRU),
    "fe_total": ("fe_total_pc", _FE),
    "ed_elsewhere": ("ed_elsewhere_pc", _ELSEWHERE),
}
_COLUMNS: Final = [
    "mainstream_la_maintained",
    "mainstream_la_maintained_resourced_provision",
    "mainstream_la_maintained_senunit",
    "mainstream_academy",
    "mainstream_academy_resourced_provision",
    "mainstream_academy_senunit",
    "mainstream_free_school",
    "mainstream_free_school_resourced_provision",
    "mainstream_free_school_senunit",
    "mainstream_independent",
    "mainstream_total",
    "mainstream_total_pc",
    "special_la_maintained",
    "special_academy_free",
    "special_independent",
    "special_non_maintained",
    "special_total",
    "special_total_pc",
    "ap_pru_academy",
    "ap_pru_free_school",
    "ap_pru_la_maintained",
    "ap_pru_total",
    "AP_PRU_total_pc",
    "general_fe_tertiary_colleges",
    "specialist_post_16_institutions",
    "ukrlp_provider",
    "fe_total",
    "fe_total_pc",
    "elective_home_education",
    "other_arrangements_la",
    "other_arrangements_parents",
    "online_provider",
    "w_settings",
    "other_schools",
    "other_placement_settings",
    "neet",
    "neet_ntci",
    "neet_other",
    "neet_other_csa",
    "ed_elsewhere",
    "ed_elsewhere_pc",
    "nm_early_years",
    "nm_early_years_pc",
    "placement_unknown",
    "placement_unknown_pc",
    "await_prov_2022",
    "perm_ex_2022",
]
# Asked for only after the years of these files, or no longer.
_NOT_COLLECTED: Final = ("online_provider", "w_settings", "other_schools", "await_prov_2022", "perm_ex_2022")


def tables(model: Model) -> Iterator[PublishedTable]:
    in_force = Collected(
        "caseload",
        "All EHC plans",
        range(2020, 2025),
        True,
        model.plans,
        split_by(model, _IN_FORCE, "ehcplans"),
        _cells("ehcplans"),
    )
    new = Collected(
        "newplans",
        "New EHC plans",
        range(2020, 2025),
        False,
        model.started,
        split_by(model, _NEW, "new_ehc_plans"),
        _cells("new_ehc_plans"),
    )
    for file, total in ((in_force, "ehcplans"), (new, "new_ehc_plans")):
        columns = [*GEOGRAPHY, total, *_COLUMNS]
        yield PublishedTable(f"{file.name}.csv", columns, list(file.rows(model)), windows=True)


def _cells(total: str) -> Cells:
    def cells(counts: Counts) -> Row:
        row: dict[str, object] = {**counts, **dict.fromkeys(_NOT_COLLECTED, "x")}
        for name, (percentage, parts) in _TOTALS.items():
            row[name] = sum(counts[part] for part in parts)
            row[percentage] = percent(sum(counts[part] for part in parts), counts[total])
        for name in ("nm_early_years", "placement_unknown"):
            row[f"{name}_pc"] = percent(counts[name], counts[total])
        return row

    return cells
