"""The checker of wording against labelled sentences, decided cases, and texts that would make a careless pattern slow."""

import time

import pytest

from attainable.domains.provision.rules import wording
from attainable.domains.provision.rules.wording_phrases import KINDS

from .labelled import score, sentences


def kinds(text: str) -> set[str]:
    return {finding.kind for finding in wording.check(text)}


@pytest.mark.parametrize(("half", "recall", "false_alarms"), [("tuning", 0.90, 0.06), ("held_out", 0.80, 0.12)])
def test_labels_are_found_and_good_sentences_are_left_as_they_are(half: str, recall: float, false_alarms: float):
    found = score(half)
    print(f"{half}: recall {found.recall:.3f}, precision {found.precision:.3f}, false alarms {found.false_alarms:.3f}")
    assert found.recall >= recall
    assert found.precision >= 0.85
    assert found.false_alarms <= false_alarms


def test_there_are_two_hundred_sentences_with_labels_of_known_kinds():
    everything = [*sentences("tuning"), *sentences("held_out")]
    assert len(everything) >= 200
    assert {kind for one in everything for kind in (*one.whole, *(span[0] for span in one.spans))} <= set(KINDS)


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


@pytest.mark.parametrize("reason", ["since 2024", "since March", "so that he learns"])
def test_a_date_or_a_purpose_is_not_a_reason(reason: str):
    assert "conditional" in kinds(f"Speech therapy from a therapist as needed {reason}.")


def test_findings_point_at_their_words_in_the_whole_text():
    text = "Plan of José 🙂\r\n\r\n  He will have access to a quiet space as needed. \nBy May 2027 he will ask for it."
    found = wording.check(text)
    assert [f.text for f in found] == ["access to", "as needed"]
    assert all(text[f.start : f.end] == f.text and f.why and f.mend for f in found)


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "...", "🙂"])
def test_nothing_is_found_where_nothing_is_said(text: str):
    assert wording.check(text) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "He will have access to a quiet space as needed. ",
        "a",
        " ",
        "as ",
        "the ",
        "1 ",
        "regular ",
        "suitable, ",
        "as needed.",
        "\n",
        "to be ",
    ],
)
def test_time_is_proportional_to_length(piece: str):
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        wording.check(text)
        return time.process_time() - start

    small = max(seconds(20_000), 0.02)
    assert seconds(200_000) < 25 * small


def test_a_megabyte_is_checked_within_half_a_minute():
    start = time.process_time()
    assert wording.check("He will have access to a quiet space as needed. " * 21_000)
    assert time.process_time() - start < 30
