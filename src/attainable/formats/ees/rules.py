"""Every check with its stage and level, in one table: levels move between releases of the screener."""

from dataclasses import dataclass
from typing import Final

from attainable.formats.ees.outcome import Outcome, Stage

FAIL, WARNING = Outcome.FAIL, Outcome.WARNING


@dataclass(frozen=True, slots=True)
class Rule:
    """A check: its stable name, when it is run, what a finding means and what to say when there is none."""

    check: str
    stage: Stage
    level: Outcome
    passes: str
    file: str = "data"


def _stage(stage: Stage, file: str, *rules: tuple[str, Outcome, str]) -> tuple[Rule, ...]:
    return tuple(Rule(check, stage, level, passes, file) for check, level, passes in rules)


# fmt: off
RULES: Final[tuple[Rule, ...]] = (
    *_stage(Stage.FILE_NAMES, "data",
        ("file-name-spaces", FAIL, "File names do not contain spaces."),
        ("file-name-characters", FAIL, "File names contain only letters, digits, hyphens and underscores."),
        ("meta-file-name", FAIL, "The metadata file is named after the data file."),
    ),
    *_stage(Stage.PRECHECK_COLUMNS, "meta",
        ("meta-columns-required", FAIL, "The metadata file has every column that it needs."),
        ("meta-columns-unknown", FAIL, "The metadata file has no other columns."),
        ("meta-row-count", FAIL, "The metadata file has no more rows than the data can have columns for."),
    ),
    *_stage(Stage.PRECHECK_COLUMNS, "data",
        ("data-columns-required", FAIL, "The data file has every column that it needs."),
        # Ours: two columns of one name can't be told apart by any later check.
        ("data-column-duplicate", FAIL, "No column name appears twice in the data file."),
    ),
    *_stage(Stage.PRECHECK_CROSS_FILE, "meta",
        ("meta-name-in-data", FAIL, "Everything that the metadata names is a column of the data."),
        ("data-column-in-meta", WARNING, "Every column of the data is described."),
    ),
    *_stage(Stage.COLUMNS, "data",
        ("column-name-spaces", FAIL, "No column name contains a space."),
        ("column-name-snake-case", WARNING, "Column names are in snake_case."),
        ("column-characteristic", WARNING, "No column is called characteristic or characteristic_group."),
        ("indicator-smushed", FAIL, "No indicator name contains a characteristic that should be a filter."),
    ),
    *_stage(Stage.PRECHECK_META, "meta",
        ("meta-column-type", FAIL, "Every col_type is Filter or Indicator."),
        ("meta-observational", FAIL, "No time or place column is in the metadata."),
        ("meta-name-blank", FAIL, "Every metadata row names its column."),
    ),
    *_stage(Stage.META, "meta",
        ("label-duplicate", FAIL, "Labels are unique."),
        ("label-blank", FAIL, "Every row has a label."),
        ("meta-name-duplicate", FAIL, "No col_name appears twice."),
        ("meta-name-spaces", FAIL, "No col_name contains a space."),
        ("group-on-indicator", FAIL, "No indicator has a filter_grouping_column."),
        ("group-duplicate", FAIL, "No column groups two filters."),
        ("group-in-data", FAIL, "Every filter group is a column of the data."),
        ("group-alike", FAIL, "No two groups differ only in punctuation."),
        ("hint-on-indicator", FAIL, "No indicator has a filter_hint."),
        ("filter-is-place", FAIL, "No filter looks like a geography column."),
        ("dp-on-filter", FAIL, "No filter has an indicator_dp."),
        ("dp-whole-number", FAIL, "Every indicator_dp is 0 or a positive whole number."),
        ("unit-on-filter", FAIL, "No filter has an indicator_unit."),
        ("unit-known", FAIL, "Every indicator_unit is a known one."),
        ("indicator-group-on-filter", FAIL, "No filter has an indicator_grouping."),
        ("group-is-filter", WARNING, "Every filter group is itself a filter."),
        ("dp-blank", WARNING, "Every indicator has an indicator_dp."),
    ),
    *_stage(Stage.PRECHECK_TIME, "data",
        ("time-period-digits", FAIL, "Every time_period has four or six digits."),
        ("time-identifier-known", FAIL, "Every time_identifier is a known one."),
        ("time-identifier-mix", FAIL, "The time identifiers can be in the same file."),
    ),
    *_stage(Stage.PRECHECK_FILTERS, "data",
        ("filter-one-level", FAIL, "Every filter has two items or more."),
    ),
    *_stage(Stage.PRECHECK_GEOGRAPHY, "data",
        ("geographic-level-known", FAIL, "Every geographic_level is a known one."),
        ("geographic-columns-present", FAIL, "The columns of every geographic level are there."),
    ),
    *_stage(Stage.TIME, "data",
        ("time-digits-suit", FAIL, "The digits of time_period suit its time_identifier."),
        ("time-years-follow", FAIL, "Six-digit periods name two years that follow each other."),
    ),
    *_stage(Stage.FILTERS, "data",
        ("filter-total", WARNING, "Every filter has a Total or its default item."),
        ("group-levels", FAIL, "No filter group has more items than its filter."),
        ("filter-item-limit", FAIL, "No filter has more than 25,000 items."),
        ("filter-item-spaces", FAIL, "No filter item starts or ends with a space."),
        ("place-total", FAIL, "No time or place column contains Total or All."),
        ("filter-blank", FAIL, "No filter or group has a blank."),
    ),
    *_stage(Stage.GEOGRAPHY, "data",
        ("geography-fictional", FAIL, "No place is a fictional one."),
        ("country-known", FAIL, "Every country's code and name are on the list."),
        ("region-known", FAIL, "Every region's code and name are on the list."),
        ("local-authority-known", FAIL, "Every local authority's codes and name are on the list."),
        ("district-known", FAIL, "Every district's code and name are on the list."),
        ("devolved-area-known", FAIL, "Every devolved area's code and name are on the list."),
        ("unlisted-area-codes", FAIL, "Codes of wards, constituencies and partnerships have the right form."),
        ("geography-incomplete", FAIL, "Every row fills the columns of its own level."),
        ("geography-overfilled", FAIL, "No row fills columns of a level below its own."),
        ("geography-not-available", FAIL, 'The code x and the name "Not available" appear together.'),
        ("geography-code-names", FAIL, "Every code has one name."),
        ("geography-name-codes", FAIL, "Every name has one code."),
        ("school-with-provider", FAIL, "School and Provider rows are not mixed."),
        # The rules of May 2026 fail such a file. DfE's sample ("passes_everything_ancillary") counts no
        # failure: it may be published, though only as an ancillary file. The sample is followed.
        ("geography-only-ignored", WARNING, "There are rows that the table tool will show."),
        ("geography-half-set", FAIL, "Region and local authority columns are given as whole sets."),
        ("region-missing", WARNING, "Local authority and district rows name their region."),
    ),
    *_stage(Stage.GENERAL, "data",
        ("duplicate-rows", FAIL, "No two rows have the same time, place and filter items."),
        ("null-strings", FAIL, "No cell contains NULL or NA."),
        ("legacy-symbols", WARNING, "No cell contains an old symbol for no data."),
    ),
    *_stage(Stage.INDICATORS, "data",
        ("indicator-blank", FAIL, "No indicator has a blank, ~ or :."),
        # Ours, from the number formats of the guide: the screener lets such cells through as text.
        ("indicator-plain-number", WARNING, "Every indicator value is a plain number or a symbol."),
    ),
    *_stage(Stage.HARMONISED, "meta",
        ("harmonised-names", FAIL, "Names for SEN, establishments and ethnicity are the standard ones."),
    ),
    *_stage(Stage.HARMONISED, "data",
        ("ethnic-groups", FAIL, "Ethnic characteristic groups are the standard ones."),
        ("ethnicity-items", WARNING, "Ethnicity items are on the standard list."),
    ),
    *_stage(Stage.API, "data",
        ("api-location-code", WARNING, "No location code is longer than 30 characters."),
        ("api-column-name", WARNING, "No column name is longer than 50 characters."),
        ("api-label", WARNING, "No label is longer than 100 characters."),
        ("api-item", WARNING, "No filter item or location name is longer than 120 characters."),
    ),
    *_stage(Stage.DICTIONARY, "data",
        ("dictionary-columns", WARNING, "Every column is in the data dictionary."),
        ("dictionary-items", WARNING, "Every item of a standard column is in the data dictionary."),
    ),
)
# fmt: on
