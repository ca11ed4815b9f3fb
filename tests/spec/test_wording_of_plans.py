"""What leaves a plan open, and what does not."""

from attainable.domains.provision.rules import wording


def kinds(text: str) -> set[str]:
    return {finding.kind for finding in wording.check(text)}


def test_support_from_a_base_as_needed_is_marked():
    """Case P12: a place in a base does not lower what must be specified."""
    assert kinds("Support from the base as needed.") == {"vague-provision", "conditional"}


def test_an_hour_with_a_trusted_and_familiar_psychologist_lacks_content_and_says_no_role():
    """Case P13: the hour and the place are given, and that is not enough."""
    assert kinds("One hour a week at home from a trusted and familiar psychologist.") == {"vague-person", "no-content"}


def test_flexible_wording_with_its_reason_is_accepted():
    """Case P13: there is not a rule that hours are always needed."""
    flexible = "Support with reading from a teacher as needed"
    assert "conditional" in kinds(f"{flexible}.")
    assert "conditional" not in kinds(f"{flexible}, because his tiredness changes from hour to hour.")
