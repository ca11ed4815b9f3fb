"""The manual: chapters of rules, each with a table of examples.

The words of an example are what the test asks and expects, so the manual can't say anything that isn't so. `make docs` writes
docs/manual.md from it.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """One rule. Each example gives the words of `given`, then those of `then`, which `answer` works out from the others.

    `answer` takes the words given; where a rule `needs` records, the tiny world of the tests comes first.
    """

    title: str
    text: str
    source: str
    given: tuple[str, ...]
    then: str
    examples: tuple[tuple[str, ...], ...]
    answer: Callable[..., str]
    needs: str = ""

    def wrong(self, *first: Any) -> list[tuple[tuple[str, ...], str]]:
        """Examples that aren't so, each with what is so."""
        found = ((example, self.answer(*first, *example[:-1])) for example in self.examples)
        return [(example, said) for example, said in found if said != example[-1]]


@dataclass(frozen=True)
class Chapter:
    """Rules about one thing."""

    title: str
    text: str
    rules: tuple[Rule, ...]


def day(words: str) -> dt.date:
    """A date in words: 31 August 2026."""
    return dt.datetime.strptime(words, "%d %B %Y").date()  # noqa: DTZ007


def yes(answer: object) -> str:
    return "Yes" if answer else "No"


def manual(chapters: tuple[Chapter, ...], made: str) -> str:
    """The whole manual as a page. `made` says how it is made."""
    lines = [
        "# The rules, in words",
        "",
        made,
        "",
        "This manual says what Attainable does with a record, and why. Each rule names the law or guidance it follows. "
        "Each table",
        "shows examples, most of them on the days when the answer changes. Every example is also a test: if the system ever did",
        "something else, the tests would fail.",
        "",
        *(f"- [{chapter.title}](#{_anchor(chapter.title)})" for chapter in chapters),
    ]
    for chapter in chapters:
        lines += ["", f"## {chapter.title}", "", chapter.text]
        for rule in chapter.rules:
            lines += _rule(rule)
    return "\n".join(lines) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield from ("", f"### {rule.title}", "", rule.text, "")
    columns = (*rule.given, rule.then)
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    yield from (f"| {' | '.join(example)} |" for example in rule.examples)
    yield from ("", f"Source: {rule.source}.")


def _anchor(title: str) -> str:
    kept = "".join(mark for mark in title.lower() if mark.isalnum() or mark in " -")
    return kept.replace(" ", "-")
