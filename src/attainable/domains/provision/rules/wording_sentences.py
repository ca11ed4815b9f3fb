"""What a sentence of a plan is, and what it lacks: patterns without open-ended repetition, so that they take linear time."""

import re
from collections.abc import Iterator
from typing import Final

# A reason makes flexibility lawful: Worcestershire v SE [2020] UKUT 217. "Since 2024" is a date, and "as needed" is not a reason.
REASON: Final = re.compile(
    r"\b(?:because|given that|due to|the reason is|since (?!\d|january|february|march|april|may|june|july"
    r"|august|september|october"
    r"|november|december|then|birth|year)|as (?:his|her|their|the) \w{1,20}(?: \w{1,20})? (?:var(?:y|ies)"
    r"|changes?|fluctuates?|differs?)"
    r"|depends? on (?:his|her|their) \w{1,20}(?: that day)?, so)\b",
    re.I,
)
# A purpose or a review excuses words that leave the amount open, but not a sentence that says nothing of the amount.
PURPOSE: Final = re.compile(
    r"\bso that\b|\breview(?:ed|s)?(?: it| this| them)? (?:\w{1,12} )?(?:each|every|weekly|fortnightly|monthly|termly|half-termly"
    r"|once|twice)\b",
    re.I,
)
# What happened, and what others say: no provision and no outcome.
BACKGROUND: Final = re.compile(
    r"\b(?:was|were|had|did|(?:he|she|they|child) needed|scored|gained|reported|reports?|attended|received"
    r"|enjoys|lives|likes|would like|struggles|worried"
    r"|sleeps|saw|charity|used to|in the past)\b",
    re.I,
)
_DUTY: Final = re.compile(
    r"\b(?:will(?! attend)|shall|must|needs?|requires?|receives?|is to|are to|is provided|are provided|is given|are given)\b",
    re.I,
)
_FINITE: Final = re.compile(
    r"\b(?:is|are|has|have|will|shall|must|may|can|could|should|would|does|do|takes?|leads?|teaches|helps?"
    r"|reviews?|visits?|checks?|gives?"
    r"|writes?|runs?|works?|sits?|sees|advises|offers?|records?|decides?|sets?|pays?|carry|carries|adapts?"
    r"|varies|uses?|breaks every"
    r"|calls?|sends?|begins?|attends?|meets?|monitors?)\b",
    re.I,
)
_PROVISION: Final = re.compile(
    r"\b(?:support|supported|help|therapy|physiotherapy|hydrotherapy|teaching|tuition|sessions?|counselling"
    r"|counsellor|programme"
    r"|interventions?|mentor|mentoring|input|training|trained by|group work|strategies|diet|adjustments|camhs|"
    r"encouraged to|exercises|psychologist|therapist|teacher|physio|supervision)\b",
    re.I,
)
_SOMEBODY: Final = re.compile(
    r"\b(?:teachers?|assistants?|therapists?|psychologists?|nurses?|senco|mentor|adults?|staff|officer"
    r"|counsellors?|team|physiotherapists?"
    r"|professionals?|coordinator|specialists?|service|parents|carers?|worker|someone|person|camhs|tutor|lead"
    r"|lady|ta|hlta|tas|doctor"
    r"|optometrist|audiologist|practitioner|council|(?:the|his|her|their) school|school (?:will|provides|funds)"
    r"|the base|the unit"
    r"|occupational therapy)\b",
    re.I,
)
_NUMBER: Final = (
    r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|forty-five|fifty|sixty"
    r"|an|half an)"
)
_TIME: Final = re.compile(rf"\b{_NUMBER}(?:[ -](?:hours?|minutes?|mins?))\b", re.I)
_AMOUNT: Final = re.compile(
    rf"\b(?:{_NUMBER}[ -](?:hours?|minutes?|mins?|sessions?|visits?|lessons?|times|days?|weeks?|breaks?"
    rf"|journeys|places?|pupils)"
    r"|\d|once|twice|daily|full-time|each|every|all (?:\w{1,20} )?(?:lessons|times|day)|throughout)\b",
    re.I,
)
_OFTEN: Final = re.compile(
    r"\b(?:each|every|daily|weekly|fortnightly|monthly|termly|yearly|annually|once|twice|throughout"
    r"|all (?:\w{1,20} )?(?:lessons|times)"
    r"|(?:a|an|per|of the|one) (?:day|week|fortnight|month|term|half[- ]term|year|night|session)"
    r"|\d{1,2}[:.]\d{2}|mondays?|tuesdays?"
    r"|wednesdays?|thursdays?|fridays?|for \d{1,2} weeks|half[- ]termly|during|at (?:lunch|break|playtime"
    r"|registration|story time)"
    r"|no more than|longer than|more than|at least|within|between|by|until|times)\b",
    re.I,
)
_CONTENT: Final = re.compile(
    r"\b(?:to (?!be\b|the\b|a\b|an\b|him\b|her\b|them\b|his\b|one\b|two\b|\d)\w{3,20}|on \w{3,20}ing\b"
    r"|on (?:his|her|their|turn|reading|maths"
    r"|spelling|speech)\b|therapy|physiotherapy|hydrotherapy|phonics|teaching|reading|maths|english|writing"
    r"|spelling|braille|training|circuit"
    r"|exercises|programmes?|counselling|practi[cs]e|review\w{0,3}|advi\w{2,5}|assess\w{0,6}|led by|breaks?"
    r"|homework|lego|scribe|work on"
    r"|transition|signing|for (?:all )?(?:english|maths|reading) lessons|group work|extra time|tests)\b",
    re.I,
)
_WITH_TIME_ONLY: Final = re.compile(
    r"\b(?:support|help|with the|with a|from a|from the|time|of a|input|sessions?|see camhs|see \w{1,12} team)\b", re.I
)
_CONTACT: Final = re.compile(
    r"\b(?:sessions? with|see camhs|input from the|contact with|time with)\b"
    r"|^(?:\S+ will )?see\b",
    re.I,
)
_CHILD_WILL: Final = re.compile(
    r"\b(?:he|she|they|the child|the pupil|the young person|the learner)(?: will| shall)(?: be able to)?(?: \w{1,20}ly)?"
    r" (?!have\b|receive\b|be\b|see\b|get\b|need\b|spend\b|require\b|work with\b|continue\b|also\b)|\bwill be able to\b"
    r"|\b(?:he|she|they) will (?:have|be) (?:a )?(?:better|greater|more|increased|improved)\b",
    re.I,
)
_DATE: Final = re.compile(
    r"\b(?:by|before|until|from|at|in|within|during|after) (?:the )?(?:\w{1,10} )?(?:\d{1,2} )?(?:(?:end"
    r"|start) of )?(?:the )?(?:age\b"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|easter|christmas"
    r"|summer|spring|autumn|year"
    r"|key stage|end|half[- ]term|reception|term|20\d\d|next|\d)",
    re.I,
)


def lacks(sentence: str, found: frozenset[str]) -> Iterator[str]:
    """Kinds of finding about the whole sentence, after those of its phrases. Said once: a phrase that is vague about the amount
    is not reported again as an amount that is missing."""
    if BACKGROUND.search(sentence):
        return
    if _CHILD_WILL.search(sentence):
        if not _DATE.search(sentence) and "no-date" not in found:
            yield "no-date"
        return
    if not _PROVISION.search(sentence) or "aspiration" in found:
        return
    verbless = not _FINITE.search(sentence)
    if not verbless and not _DUTY.search(sentence):
        return
    open_for_reason = bool(REASON.search(sentence))
    if not open_for_reason:
        yield from _amount(sentence, found)
    if _no_content(sentence):
        yield "no-content"
    if "vague-person" not in found and not _SOMEBODY.search(sentence):
        yield "no-who"


def _amount(sentence: str, found: frozenset[str]) -> Iterator[str]:
    if found & {"vague-provision", "no-quantity", "no-frequency", "conditional", "vague-person"}:
        return
    if _TIME.search(sentence):
        if not _OFTEN.search(sentence):
            yield "no-frequency"
    elif not _AMOUNT.search(sentence) and not _OFTEN.search(sentence):
        yield "no-quantity"


def _no_content(sentence: str) -> bool:
    """Whether time or a meeting is promised, and nothing that is done in it."""
    if _CONTENT.search(sentence):
        return False
    return bool(_CONTACT.search(sentence) or (_TIME.search(sentence) and _WITH_TIME_ONLY.search(sentence)))
