"""How likely it is that a person of a file and a child of the record are one: rules and weights for Splink.

The weights are data and not learned from a file, so that the same row is answered alike today and tomorrow. They were set on
the fictional county with planted duplicates and misspellings, and are measured there by `bench/imports.py`.
"""

from typing import Any


def settings() -> Any:
    from splink import SettingsCreator, block_on
    from splink.blocking_rule_library import CustomRule

    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=1 / 200_000,
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            block_on("surname", "forename"),
            block_on("surname", "month_day"),
            block_on("forename", "month_day", "sex"),
            block_on("surname", "swapped"),
            block_on("postcode", "forename"),
            CustomRule("l.swapped = r.born and l.forename = r.forename"),
            CustomRule("l.surname = r.forename and l.forename = r.surname"),
        ],
        comparisons=[_forename(), _surname(), _born(), _sex(), _postcode(), _school()],
        additional_columns_to_retain=["upn"],
        retain_matching_columns=True,
    )


def _level(sql: str, label: str, m: float, u: float) -> dict[str, Any]:
    return {"sql_condition": sql, "label_for_charts": label, "m_probability": m, "u_probability": u}


def _null(*columns: str) -> dict[str, Any]:
    sql = " or ".join(f"{c}_{side} is null" for c in columns for side in "lr")
    return {"sql_condition": sql, "label_for_charts": "missing", "is_null_level": True}


def _forename() -> dict[str, Any]:
    """Also by the name that the child uses. Twins differ here and in little else, so that another name weighs much."""
    same = "forename_l = forename_r"
    known = "known_as_l = known_as_r or known_as_l = forename_r or forename_l = known_as_r"
    near = "damerau_levenshtein(forename_l, forename_r) <= 1 and length(forename_l) > 3"
    like = "jaro_winkler_similarity(forename_l, forename_r) >= 0.88"
    part = "starts_with(forename_l, forename_r) or starts_with(forename_r, forename_l)"
    swapped = "forename_l = surname_r and surname_l = forename_r"
    return {
        "output_column_name": "forename",
        "comparison_levels": [
            _null("forename"),
            _level(same, "same", 0.90, 0.006),
            _level(known, "known as", 0.03, 0.003),
            _level(swapped, "swapped", 0.003, 0.00002),
            _level(near, "one letter", 0.03, 0.003),
            _level(part, "beginning", 0.012, 0.004),
            _level(like, "like", 0.012, 0.008),
            _level("ELSE", "another", 0.013, 0.976),
        ],
    }


def _surname() -> dict[str, Any]:
    near = "damerau_levenshtein(surname_l, surname_r) <= 1 and length(surname_l) > 3"
    part = (
        "length(surname_l) > 3 and length(surname_r) > 3 and (contains(surname_l, surname_r) or contains(surname_r, surname_l))"
    )
    like = "jaro_winkler_similarity(surname_l, surname_r) >= 0.9"
    swapped = "forename_l = surname_r and surname_l = forename_r"
    return {
        "output_column_name": "surname",
        "comparison_levels": [
            _null("surname"),
            _level("surname_l = surname_r", "same", 0.90, 0.004),
            _level(swapped, "swapped", 0.003, 0.00002),
            _level(near, "one letter", 0.04, 0.0015),
            _level(part, "one in the other", 0.015, 0.001),
            _level(like, "like", 0.012, 0.006),
            _level("ELSE", "another", 0.03, 0.987),
        ],
    }


def _born() -> dict[str, Any]:
    near = "damerau_levenshtein(born_l, born_r) <= 1"
    parts = (
        "left(born_l, 7) = left(born_r, 7) or month_day_l = month_day_r "
        "or (year_l = year_r and right(born_l, 2) = right(born_r, 2))"
    )
    return {
        "output_column_name": "born",
        "comparison_levels": [
            _null("born"),
            _level("born_l = born_r", "same", 0.945, 0.00018),
            _level("swapped_l = born_r", "day and month swapped", 0.012, 0.0001),
            _level(near, "one digit", 0.025, 0.004),
            _level(parts, "two parts of three", 0.015, 0.008),
            _level("ELSE", "another", 0.003, 0.988),
        ],
    }


def _sex() -> dict[str, Any]:
    return {
        "output_column_name": "sex",
        "comparison_levels": [_null("sex"), _level("sex_l = sex_r", "same", 0.99, 0.5), _level("ELSE", "another", 0.01, 0.5)],
    }


def _postcode() -> dict[str, Any]:
    """Families move, and many live in one postcode: being elsewhere weighs little, being in the same place a good deal."""
    sector = "left(postcode_l, length(postcode_l) - 2) = left(postcode_r, length(postcode_r) - 2)"
    return {
        "output_column_name": "postcode",
        "comparison_levels": [
            _null("postcode"),
            _level("postcode_l = postcode_r", "same", 0.80, 0.0002),
            _level(sector, "same sector", 0.06, 0.003),
            _level("ELSE", "another", 0.14, 0.9968),
        ],
    }


def _school() -> dict[str, Any]:
    """A file is most often about children on the roll already."""
    return {
        "output_column_name": "school",
        "comparison_levels": [
            _null("school"),
            _level("school_l = school_r", "same", 0.9, 0.003),
            _level("ELSE", "another", 0.1, 0.997),
        ],
    }
