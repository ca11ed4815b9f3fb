"""The wording of targets, outcomes and provision in plans: what is not specific, quantified or dated, why, and how to mend it.

It points at words and never says that a plan is lawful. Flexible wording with its reason is accepted: there is not a rule that
hours are always needed (Worcestershire v SE [2020] UKUT 217), and a place in a base or special school does not lower what must be
specified (B-M v Oxfordshire [2018] UKUT 35).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from attainable.domains.provision.rules.wording_phrases import KINDS, PHRASES
from attainable.domains.provision.rules.wording_sentences import BACKGROUND, PURPOSE, REASON, lacks

# A sentence ends with a mark and a space, or with the line, unless the next line goes on in lower case: text files are often
# wrapped. A text without either is cut, so that no sentence takes long.
_SENTENCE: Final = re.compile(r"(?:[^.!?\n\r]|[.!?](?!\s|$)|\n(?=[a-z])){1,2000}[.!?]*")
# A reason for leaving the amount open excuses these, and nothing else.
_EXCUSED: Final = frozenset({"no-quantity", "no-frequency", "conditional"})
_NEVER_BACKGROUND: Final = frozenset({"aspiration"})


@dataclass(frozen=True)
class Finding:
    """Words of a text that leave open what a plan must say; `start` and `end` count characters of the text."""

    text: str
    start: int
    end: int
    kind: str
    why: str
    mend: str


def check(text: str) -> tuple[Finding, ...]:
    """Everything in a text that is not specific, quantified or dated, in its order, in time proportional to it."""
    return tuple(finding for sentence in _SENTENCE.finditer(text) for finding in _in_sentence(text, *sentence.span()))


def _in_sentence(text: str, start: int, end: int) -> list[Finding]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    # A space for the end of a wrapped line: phrases match across it, and every position stays the same.
    sentence = text[start:end].replace("\n", " ")
    if not sentence:
        return []
    spans = list(_phrases(sentence))
    kinds = frozenset(kind for kind, _, _ in spans)
    spans.extend((kind, 0, len(sentence)) for kind in lacks(sentence, kinds))
    spans.sort(key=lambda span: (span[1], -span[2], span[0]))
    return [Finding(text[start + a : start + b], start + a, start + b, kind, *KINDS[kind]) for kind, a, b in spans]


def _phrases(sentence: str) -> Iterator[tuple[str, int, int]]:
    background = bool(BACKGROUND.search(sentence))
    reason = bool(REASON.search(sentence) or PURPOSE.search(sentence))
    taken: list[tuple[int, int]] = []
    for kind, pattern in PHRASES:
        if (background and kind not in _NEVER_BACKGROUND) or (reason and kind in _EXCUSED):
            continue
        for match in pattern.finditer(sentence):
            a, b = match.start(), match.start() + len(match.group().rstrip())
            # The first kind that names a stretch of words keeps it.
            if not any(a < other_b and other_a < b for other_a, other_b in taken):
                taken.append((a, b))
                yield kind, a, b
