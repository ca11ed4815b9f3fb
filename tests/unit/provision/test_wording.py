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


@pytest.mark.parametrize(
    "reason", ["so that he can rest before he is in pain", "reviewed each half term", "and reviewed every Friday"]
)
def test_a_purpose_or_a_review_is_accepted_too(reason: str):
    assert kinds(f"Speech therapy from a therapist as needed, {reason}.") == set()


def test_a_purpose_does_not_replace_an_amount():
    assert "no-quantity" in kinds("He will receive support from a teaching assistant so that he learns to read.")


@pytest.mark.parametrize("reason", ["since 2024", "since March"])
def test_a_date_is_not_a_reason(reason: str):
    assert "conditional" in kinds(f"Speech therapy from a therapist as needed {reason}.")


def test_findings_point_at_their_words_in_the_whole_text():
    text = "Plan of José 🙂\r\n\r\n  He will have access to a quiet space as needed. \nBy May 2027 he will ask for it."
    found = wording.check(text)
    assert [f.text for f in found] == ["access to", "as needed"]
    assert all(text[f.start : f.end] == f.text and f.why and f.mend for f in found)


def test_regular_is_marked_before_a_therapy_of_several_words():
    assert "no-frequency" in kinds("Regular speech and language therapy from a therapist.")


def test_a_sentence_goes_on_in_the_next_line_of_a_wrapped_text():
    assert kinds("A speech therapist will see him each week for 45\nminutes to practise signing.") == set()
    found = wording.check("Speech therapy from a therapist, as\nneeded.")
    assert [(f.kind, f.text, f.start) for f in found] == [("conditional", "as\nneeded", 33)]


def test_lines_of_a_list_are_sentences_of_their_own():
    assert next(iter(wording.check("- Access to a laptop\n- Help from staff because he is tired"))).text == "Access to"
    assert "conditional" in kinds("Therapy from a therapist as needed\n\nbecause of rain, games are indoors")


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
