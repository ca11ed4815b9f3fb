"""The labelled sentences, and how well the checker of wording finds what their labels say.

`python -m tests.unit.provision.labelled` prints it for each half.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from attainable.domains.provision.rules import wording

_FILE = Path(__file__).with_name("wording_sentences.yaml")
_MARK = re.compile(r"\[([a-z-]+):([^\]]+)\]")


@dataclass(frozen=True)
class Labelled:
    """A sentence without its marks, the spans with their kinds, and the kinds that are about the whole of it."""

    text: str
    spans: tuple[tuple[str, int, int], ...]
    whole: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """How many labels there are, how many were found, how many findings were not labels, and clean sentences with a finding."""

    labels: int
    found: int
    extra: int
    clean: int
    clean_flagged: int
    misses: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.found / self.labels

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.extra)

    @property
    def false_alarms(self) -> float:
        """Share of the sentences without a label in which something was found."""
        return self.clean_flagged / self.clean


def sentences(half: str) -> list[Labelled]:
    return [_labelled(row["text"], tuple(row.get("whole", ()))) for row in yaml.safe_load(_FILE.read_text("utf-8"))[half]]


def _labelled(marked: str, whole: tuple[str, ...]) -> Labelled:
    text, spans, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        spans.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    return Labelled(text + marked[at:], tuple(spans), whole)


def score(half: str) -> Score:
    labels = found = extra = clean = flagged = 0
    misses = []
    for sentence in sentences(half):
        findings = list(wording.check(sentence.text))
        wanted = [*sentence.spans, *((kind, 0, len(sentence.text)) for kind in sentence.whole)]
        labels += len(wanted)
        for kind, start, end in wanted:
            match = next((f for f in findings if f.kind == kind and f.start < end and start < f.end), None)
            if match is None:
                misses.append(f"missed {kind}: {sentence.text}")
            else:
                found += 1
                findings.remove(match)
        extra += len(findings)
        misses.extend(f"extra {f.kind} ({f.text}): {sentence.text}" for f in findings)
        clean += not wanted
        flagged += not wanted and bool(findings)
    return Score(labels, found, extra, clean, flagged, tuple(misses))


if __name__ == "__main__":
    for half in ("tuning", "held_out"):
        one = score(half)
        print(f"{half}: recall {one.recall:.3f}, precision {one.precision:.3f}, false alarms {one.false_alarms:.3f}")
