"""Key stage 4: Attainment 8 and Progress 8, the headline measures by characteristic, destinations."""

from typing import Final

_YEARS: Final = (2021, 2022, 2023)
_SCORES: Final = [
    "time_period",
    "geographic_level",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
    "characteristic_sen_description",
    "t_schools",
    "t_pupils",
    "avg_att8",
    "avg_p8score",
    "p8score_ci_low",
    "p8score_ci_upp",
]
_CHARACTERISTICS: Final = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "version",
    "school_characteristic",
    "breakdown",
    "gender",
    "ethnic_major",
    "free_school_meals",
    "sen_status",
    "sen_description",
    "disadvantage",
    "first_language",
    "t_schools",
    "t_pupils",
    "t_att8",
    "avg_att8_unrounded",
    "avg_att8",
    "t_entbasics",
    "pt_entbasics",
    "t_l2basics_95",
    "pt_l2basics_95",
    "t_l2basics_94",
    "pt_l2basics_94",
    "t_ebacc_e_ptq_ee",
    "pt_ebacc_e_ptq_ee",
    "t_ebacc_95",
    "pt_ebacc_95",
    "t_ebacc_94",
    "pt_ebacc_94",
    "t_ebaccaps",
    "avg_ebaccaps",
    "t_inp8calc",
    "t_p8score",
    "avg_p8score",
    "p8score_ci_low",
    "p8score_ci_upp",
]
_DESTINATIONS: Final = [
    "time_period",
    "geographic_level",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "level_methodology",
    "institution_group",
    "institution_type",
    "characteristic_group",
    "characteristic",
    "version",
    "data_type",
    "cohort_pupils",
    "academic_year",
    "destination_code",
    "value_as_published",
    "pct_of_pupils",
    "destination",
]
# Of pupils: entered for English and maths, grades 5 and 4 in both, entered for and reached the EBacc.
_SHARES: Final = {
    "t_entbasics": {"No SEN": 0.99, "SEN support": 0.955, "EHC plan": 0.48},
    "t_l2basics_94": {"No SEN": 0.72, "SEN support": 0.37, "EHC plan": 0.13},
    "t_ebacc_e_ptq_ee": {"No SEN": 0.44, "SEN support": 0.2, "EHC plan": 0.05},
}
_SECOND: Final = {
    "t_l2basics_95": ("t_l2basics_94", 0.68), "t_ebacc_94": ("t_ebacc_e_ptq_ee", 0.6),
    "t_ebacc_95": ("t_ebacc_94", 0.68),
}  # fmt: skip
_ATT8: Final = {"No SEN": 50.0, "SEN support": 33.5, "EHC plan": 14.2}
_P8: Final = {"No SEN": 0.1, "SEN support": -0.45, "EHC plan": -1.13}
_STAYED: Final = {
    "No SEN": {"all_work": 2.4, "appren": 3.7, "sfc": 14.0, "ssf": 41.0, "fe": 33.0, "other_edu": 0.5, "all_notsust": 4.6, "all_unknown": 0.8},
    "SEN support": {"all_work": 4.4, "appren": 4.1, "sfc": 8.5, "ssf": 20.0, "fe": 51.0, "other_edu": 1.2, "all_notsust": 9.6, "all_unknown": 1.2},
    "EHC plan": {"all_work": 1.3, "appren": 1.2, "sfc": 3.0, "ssf": 34.0, "fe": 47.0, "other_edu": 4.3, "all_notsust": 8.0, "all_unknown": 1.2},
}  # fmt: skip
_NAMES: Final = {
    "all_work": "Employment", "appren": "Apprenticeship", "sfc": "Sixth form college", "ssf": "School sixth form",
    "fe": "Further education", "other_edu": "Education (other)", "all_notsust": "Not sustained",
    "all_unknown": "Unknown", "overall": "Overall sustained",
}  # fmt: skip
# A cohort of fewer than this is suppressed.
_SMALL: Final = 6
