"""All cases, and the pages that need one."""

from typing import Final

from tests.records.matrix.test_permission_matrix import pages_of_a_child
from tests.records.people.changes import (
    cases_around,
    cases_characteristics,
    cases_family,
    cases_provision,
    cases_register,
    cases_support,
    refusals_around,
    refusals_characteristics,
    refusals_provision,
    refusals_register,
    refusals_relations,
)

from attainable.domains.casework.web.steps import CHANGES

CASES: Final = (
    *cases_register.CASES,
    *cases_characteristics.CASES,
    *cases_family.CASES,
    *cases_support.CASES,
    *cases_provision.CASES,
    *cases_around.CASES,
)
REFUSALS: Final = (
    *refusals_register.REFUSALS,
    *refusals_characteristics.REFUSALS,
    *refusals_relations.REFUSALS,
    *refusals_provision.REFUSALS,
    *refusals_around.REFUSALS,
)


# Pages about two records at once, which `test_merging.py` tests, and one about a session, which `test_sessions.py` tests.
# `send-plan` hands a file over, and `ask-contribution` a code: `test_transfer.py`, `test_contributions.py`.
TESTED_ELSEWHERE = {"merge-find", "merge-records", "merge-undo", "remove-session", "send-plan", "ask-contribution"}
# Which step of an EHC case may be taken depends on those before it: `casework/test_cases.py` takes each of them in its order.
STEPS_OF_CASES = {"open-case", *(change.name for change in CHANGES)}


def pages_of_changes() -> set[str]:
    """Names of the pages that change one child's record, out of the addresses themselves."""
    return {page.name for page in pages_of_a_child() if page.change} - TESTED_ELSEWHERE - STEPS_OF_CASES
