"""Who a school asks to write about a child, what it asks them, and the code that works once. No Django."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

# Without letters and digits that are read for one another.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4
# A code lasts so long unless the person who asks says otherwise, and never longer than the second (our own numbers).
USUAL_DAYS: Final = 14
MOST_DAYS: Final = 60
LONGEST_ANSWER: Final = 5000


@dataclass(frozen=True, slots=True)
class Purpose:
    """Who is asked, and the questions, by name."""

    label: str
    questions: dict[str, str]


PURPOSES: Final = {
    "professional": Purpose(
        "A professional outside the school",
        {
            "seen": "What have you seen or found out?",
            "works": "What helps the child?",
            "recommends": "What do you recommend, and how often?",
        },
    ),
    "parent": Purpose(
        "A parent or carer",
        {"well": "What is going well?", "hard": "What is hard at the moment?", "hopes": "What would you like to change?"},
    ),
}


def new_code() -> str:
    """A code as people read it: `abcd-efgh-jkmn-pqrs`, one of more than 10 to the power of 23."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP))
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def hash_of(code: str) -> str:
    """The hash of a code however it is typed: capitals, spaces and hyphens do not matter.

    >>> hash_of("ABCD efgh-jkmn pqrs") == hash_of("abcd-efgh-jkmn-pqrs")
    True
    """
    plain = "".join(mark for mark in code.casefold() if mark.isalnum())
    return hashlib.sha256(f"attainable.contribution:{plain}".encode()).hexdigest()


def in_one(purpose: str, answers: dict[str, str]) -> str:
    """The questions that were answered with their answers, as the record keeps them."""
    questions = PURPOSES[purpose].questions
    return "\n\n".join(f"{question}\n{answers[name]}" for name, question in questions.items() if answers.get(name))
