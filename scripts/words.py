"""Plain English: fails on the idioms that a reader has to decode, with file, line and what to write instead.

It reads what people read: templates, YAML, guides, and the strings and docstrings of Python. Code is left out: names, expressions
of templates, code in backticks. Run by `make check`; `python scripts/words.py PATH …` looks at some paths only.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

IDIOMS: dict[str, str] = {
    r"told": "recognised, shown, reported, matched",
    r"anew|as good as new": "again",
    r"alone": "only, on its own",
    r"(?:by|of) (?:itself|themselves|himself|herself)": "automatically, on its own",
    r"rest(?:s|ed|ing)? on|on what it rests": "is based on, evidence, legal basis",
    r"(?:stands?|stood)(?! out\b)": "is, appears, next to",
    r"standing (?:in|beside|behind|for|at|next to)": "is, appears, next to",
    r"(?:of|on) what (?:it|they|everything)": "subject and verb first",
    r"of (?:whom|which)": "whose, or two sentences",
    r"whom(?:soever|ever)?|whoever|whosoever": "the person who, people who",
    r"(?:of|by|for|to|with|from|as) who (?:is|was|has|looks|asks|restricts|signs|sees|reads|wrote|did)": "the person who",
    r"pass(?:ed|es|ing)? (?:by|over)(?! (?:the|a|pupil|its|all) (?:rows?|tables?|data))": "ignored, skipped",
    r"(?<!there\s)(?<!here\s)(?:is|are|was|were|be) no (?!longer|more\b|fewer|less|later|earlier|better|one\b|different)": (
        "is not a, does not have"
    ),
    r"no matter for|holds? no": "is not for, does not have",
    r"meanwhile|though it be|for this is": "while, even if, because",
    r"(?:gives?|gave|given|giving) (?:it |them |one |him |her )?away|lets? out|letting out": "reveals, releases",
    r"(?:records?|everything|child|carer|row)s? goes?(?! (?:to|up|back|into|through|from|on)\b)": "is erased, is removed",
    r"within (?:\w+ )?reach|how far \w+ reach(?:es)?": "access",
    r"(?:roles?|permission|account|access) (?:does not |do not |don't )?reach(?:es)?": "gives access",
    r"(?<![<.-])bod(?:y|ies)(?![-{])": "organisation, service",
    r"(?:asked|named|called) (?:for )?by name": "named, assigned",
    r"is (?:left|held) alone|left alone": "does not change",
}

# Ordinary uses, each with the reason why it stays.
GOOD: dict[str, str] = {
    r"must be told": "the words of the law: parents must be told",
    r"(?:governing|awarding|responsible|public|admission) bod(?:y|ies)": "the names of institutions in law",
    r"(?:request|response|message)(?:'s|s')? bod(?:y|ies)": "the technical term",
    r"bod(?:y|ies) of (?:a|an|the) (?:request|response|email|message|table|page)": "the technical term",
    r"</?t?body": "an element of a page",
}

# Folders whose texts are still being mended.
NOT_YET: tuple[str, ...] = ()

_KINDS = {".py", ".html", ".jinja", ".typ", ".txt", ".yaml", ".md"}
_IDIOM = re.compile("|".join(f"(?P<i{n}>\\b(?:{re.sub(' ', r'\\s+', idiom)})\\b)" for n, idiom in enumerate(IDIOMS)), re.I)
_GOOD = re.compile("|".join(re.sub(" ", r"\\s+", good) for good in GOOD), re.I)
_ADVICE = list(IDIOMS.values())


@dataclass(frozen=True)
class Finding:
    """An idiom in a text."""

    line: int
    idiom: str
    write: str


def find(text: str) -> list[Finding]:
    """The idioms of a text that are not good uses, with the line on which each begins."""
    good = [match.span() for match in _GOOD.finditer(text)]
    found = []
    for match in _IDIOM.finditer(text):
        if not any(start <= match.start() < end for start, end in good):
            line = text.count("\n", 0, match.start()) + 1
            found.append(Finding(line, " ".join(match.group().split()), _ADVICE[int((match.lastgroup or "i0")[1:])]))
    return found


def findings(path: Path) -> list[Finding]:
    """The idioms of a file."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return [
            Finding(first + finding.line - 1, finding.idiom, finding.write)
            for first, words in _strings(ast.parse(text))
            for finding in find(words)
        ]
    return find(_prose(path, text))


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Strings that are words for people, docstrings among them. A string without a space or a capital is code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not re.fullmatch(r"[^\sA-Z]*", node.value):
            yield node.lineno, re.sub(r"`[^`\n]*`", _blank, node.value)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _prose(path: Path, text: str) -> str:
    """A text with everything that is code blanked out, line by line, so that lines keep their numbers."""
    if path.suffix in {".html", ".jinja", ".txt"}:
        text = re.sub(r"\{#.*?#\}", _blank, text, flags=re.S)
        text = re.sub(r"\b(?:class|id|name|for|href|src|type|data-[\w-]+)=\"[^\"{]*\"", _blank, text)
        return re.sub(r"\{[{%].*?[%}]\}", _quoted_only, text, flags=re.S)
    if path.suffix == ".yaml":
        text = re.sub(r"^\s*(?:- )?[\w.-]+:(?=\s|$)", _blank, text, flags=re.M)
    if path.name == "CHANGELOG.md":
        text = text.partition("\n## 0.")[0]
    text = re.sub(r"^ *```.*?^ *```$", _blank, text, flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`|\]\([^)]*\)", _blank, text)


def _quoted_only(match: re.Match[str]) -> str:
    """Of an expression in a template only the strings that are words."""
    code, kept = match.group(), 0
    parts = []
    for string in re.finditer(r"\"[^\"]*\"|'[^']*'", code):
        parts.append(re.sub(r"[^\n]", " ", code[kept : string.start()]))
        parts.append(string.group() if re.search(r"[\sA-Z]", string.group()) else re.sub(r"[^\n]", " ", string.group()))
        kept = string.end()
    return "".join([*parts, re.sub(r"[^\n]", " ", code[kept:])])


def texts(root: Path = ROOT) -> Iterator[Path]:
    """The files that people read. DECISIONS.md is left out: what was decided is not rewritten."""
    for folder in ("src", "docs"):
        for path in sorted((root / folder).rglob("*")):
            if (
                path.suffix in _KINDS
                and not path.name.startswith("LICENSE")
                and not {"migrations", "__pycache__"} & set(path.parts)
            ):
                yield path
    yield from (root / name for name in ("README.md", "GLOSSARY.md", "CHANGELOG.md"))


def main(paths: Iterable[str]) -> int:
    """Print every idiom; 1 if there are any."""
    asked = [Path(path).resolve() for path in paths]
    count = 0
    for path in texts():
        name = str(path.relative_to(ROOT))
        if any(path.is_relative_to(one) for one in asked) if asked else not name.startswith(NOT_YET):
            for finding in findings(path):
                count += 1
                print(f"{name}:{finding.line}: “{finding.idiom}”: write {finding.write}")
    if count:
        print(f"{count} idiom{'s' if count > 1 else ''} to rewrite in plain English")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
