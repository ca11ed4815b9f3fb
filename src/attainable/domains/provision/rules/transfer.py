"""The transfer file of a support plan: what it says, its published schema, and reading one with every problem in words. Pure.

A file names the child only as far as the next school needs to find the right record: names, date of birth and UPN. Nothing else
about the child, the family or the staff travels: needs, addresses, signatures and costs stay where they are.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from attainable.domains.provision.rules.plan_kinds import SECTIONS
from attainable.domains.provision.rules.words import AREAS, OUTCOMES
from attainable.values.problem import Problem, ProblemsError

FORMAT: Final = "attainable-support-plan"
MOST_BYTES: Final = 1_000_000
_Text = Annotated[str, Meta(max_length=2000)]
_Words = Annotated[str, Meta(min_length=1, max_length=2000)]
_Short = Annotated[str, Meta(min_length=1, max_length=150)]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the file. Fields that a later version adds are not an error."""


class ChildPart(Part, frozen=True, kw_only=True):
    """Whose plan it is, so that the next school finds the right record."""

    forename: _Short
    surname: _Short
    date_of_birth: dt.date
    upn: Annotated[str, Meta(max_length=13)] = ""


class SchoolPart(Part, frozen=True, kw_only=True):
    """The school that made the file."""

    name: Annotated[str, Meta(max_length=200)]
    urn: Annotated[str, Meta(max_length=20)] = ""


class PlanPart(Part, frozen=True, kw_only=True):
    """The plan. Sections are by name: strengths, important, hopes, barriers, outcomes, support, strategies, home."""

    kind: _Short
    from_date: dt.date
    review_on: dt.date
    sections: dict[str, _Text] = {}


class TargetPart(Part, frozen=True, kw_only=True):
    """A target with where the child was, how it is met, and its result if there is one."""

    area: Literal["cognition", "language", "wellbeing", "physical"]
    wording: _Words
    baseline: _Words
    success: _Words
    owner: _Short
    from_date: dt.date
    due: dt.date
    outcome: Literal["", "met", "partly", "not"] = ""
    evidence: _Text = ""


class InterventionPart(Part, frozen=True, kw_only=True):
    """What the child was given, for people to read: each school has a catalogue of its own."""

    name: _Short
    minutes: Annotated[int, Meta(ge=1, le=390)]
    sessions_per_week: Annotated[int, Meta(ge=1, le=25)]
    weeks: Annotated[int, Meta(ge=1, le=39)]
    group_size: Annotated[int, Meta(ge=1, le=40)]
    from_date: dt.date


class PlanFile(Part, frozen=True, kw_only=True):
    """A support plan that goes from one school to the next."""

    format: Literal["attainable-support-plan"]
    version: Literal[1]
    made_on: dt.date
    school: SchoolPart
    child: ChildPart
    plan: PlanPart
    targets: tuple[TargetPart, ...] = ()
    interventions: tuple[InterventionPart, ...] = ()


_PARTS: Final[dict[str, Any]] = {"school": SchoolPart, "child": ChildPart, "plan": PlanPart}
_ROWS: Final[dict[str, tuple[str, Any]]] = {
    "targets": ("Target", TargetPart),
    "interventions": ("Intervention", InterventionPart),
}


def schema() -> str:
    """The published JSON Schema of the file."""
    found = msgspec.json.schema(PlanFile)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Support plan, version 1"}
    return json.dumps({**head, **found}, indent=2, ensure_ascii=False) + "\n"


def written(file: PlanFile) -> bytes:
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def read(content: bytes) -> PlanFile:
    """The plan of a file. Raises ProblemsError with everything that is wrong, each in words."""
    if len(content) > MOST_BYTES:
        raise ProblemsError(problem("The file is larger than a plan can be.", "Choose the file that the other school sent."))
    try:
        given = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProblemsError(problem("This is not a transfer file of a support plan.", "Choose the JSON file.")) from None
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise ProblemsError(problem("This is not a transfer file of a support plan.", "Choose the JSON file."))
    if given.get("version") != 1:
        raise ProblemsError(problem(f"The file is of version {given.get('version')!s:.10}.", "This version reads version 1."))
    found = list(_faults(given))
    if found:
        raise ProblemsError(found)
    try:
        return msgspec.convert(given, PlanFile)
    except msgspec.ValidationError as error:
        raise ProblemsError(_of("The file", error)) from None


def _faults(given: dict[str, Any]) -> Iterator[Problem]:
    """Every part is read on its own, so that all problems are said together."""
    for name, kind in _PARTS.items():
        yield from _fault(name.capitalize(), given.get(name, {}), kind)
    for name, (label, kind) in _ROWS.items():
        rows = given.get(name, [])
        if not isinstance(rows, list):
            yield problem(f"“{name}” is not a list.", "Ask the other school to send the file again.")
            continue
        for number, row in enumerate(rows, 1):
            yield from _fault(f"{label} {number}", row, kind)


def _fault(label: str, given: object, kind: Any) -> Iterator[Problem]:
    """What is wrong with one part: a field that can't be read is put right, and the part is read again, until all is said."""
    if not isinstance(given, dict):
        yield problem(f"{label} is not there or not readable.", "Ask the other school to send the file again.")
        return
    left, said = dict(given), set[str | None]()
    while True:
        try:
            msgspec.convert(left, kind)
        except msgspec.ValidationError as error:
            name = _field(str(error))
            if name in said:
                return
            said.add(name)
            yield _of(label, error)
            if name is None:
                return
            left[name] = _right(kind, name)
        else:
            return


def _right(kind: Any, name: str) -> Any:
    """A value of a field that can be read, in place of one that can't."""
    trials: tuple[Any, ...] = ("2026-09-01", 1, "cognition", "x", {}, "")
    field = next(field for field in msgspec.structs.fields(kind) if field.name == name)
    return next(value for value in trials if _fits(value, field.type))


def _fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _field(words: str) -> str | None:
    missing = re.search(r"required field `(\w+)`", words)
    path = re.search(r"at `\$\.(\w+)", words)
    return missing.group(1) if missing else path.group(1) if path else None


def _of(label: str, error: msgspec.ValidationError) -> Problem:
    """What a reader says, in words that a SENCO uses."""
    words, name = str(error), (_field(str(error)) or "it").replace("_", " ")
    if "missing required" in words:
        return problem(f"{label}: “{name}” is missing.", "Ask the other school to send the file again.")
    wrong = (
        "is too long"
        if "length <=" in words
        else "is empty"
        if "length >=" in words
        else "is not a date"
        if "RFC3339" in words or "date" in words.lower()
        else "is not a number in range"
        if "int" in words
        else "is not a value that can be read"
    )
    return problem(f"{label}: “{name}” {wrong}.", "Ask the other school to correct the file.")


def left_out(file: PlanFile) -> list[str]:
    """What the file says and this version does not take in, in words."""
    unknown = sorted(set(file.plan.sections) - set(SECTIONS))
    found = [f"The section “{name}” is not known here." for name in unknown]
    done = [row for row in file.targets if row.outcome]
    found += [f"Target with a result: {row.wording.rstrip('.')} ({OUTCOMES[row.outcome].lower()})." for row in done]
    found += [
        f"Intervention: {row.name}, {row.sessions_per_week} × {row.minutes} minutes a week. Add it from your own catalogue."
        for row in file.interventions
    ]
    return found


def area_words(code: str) -> str:
    return AREAS[code]


def problem(what: str, mend: str) -> Problem:
    """Something that is wrong with a file."""
    return Problem("plan-file", what, mend)
