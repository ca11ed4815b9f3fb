"""The command `attainable clock`: pure rules over dates, without records."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from attainable.values.problem import Problem, ProblemsError

if TYPE_CHECKING:
    from attainable.domains.casework.rules.clock import Due
    from attainable.domains.casework.rules.exceptions import Excuse

clock = typer.Typer(
    help="What the law says is due when: assessments, reviews, transfers, moves, appeals. Not legal advice.", no_args_is_help=True
)

_DATE = "YYYY-MM-DD"
# Stands for a day that could not be read: its problem is noted, and nothing is compared with it.
_UNREAD = dt.date.max
_Format = Annotated[str, typer.Option("--format", help="text or json")]


@clock.callback()
def _clock() -> None:
    """What the law says is due when: assessments, reviews, transfers, moves, appeals. Not legal advice."""


@clock.command("needs-assessment")
def needs_assessment(
    received: Annotated[str, typer.Option("--received", metavar=_DATE, help="The day the request was received.")],
    exception: Annotated[
        list[str] | None,
        typer.Option("--exception", metavar="a|b|c|d", help="An exception of regulation 10(4); may be repeated."),
    ] = None,
    closed: Annotated[
        str, typer.Option("--closed", metavar="FIRST,LAST", help="First and last day closed (or absent), both included.")
    ] = "",
    advice_asked: Annotated[str, typer.Option("--advice-asked", metavar=_DATE, help="The day the advice was asked for.")] = "",
    format: _Format = "text",
) -> None:
    """A first assessment, from the day the request was received: 6, 16 and 20 weeks, and what lies between."""
    from attainable.domains.casework.rules import clock as rules

    asked = _Asked(format)
    day, advice = asked.day("--received", received), asked.day_or_none("--advice-asked", advice_asked)
    excuses = _excuses(asked, exception or [], closed, advice)
    asked.require_order("--received", day, "--advice-asked", advice)
    asked.finish()
    _show(rules.needs_assessment(day, advice_asked=advice, excuses=excuses), format)


def _excuses(asked: "_Asked", kinds: list[str], closed: str, advice: dt.date | None) -> "tuple[Excuse, ...]":
    from attainable.domains.casework.rules.exceptions import KINDS, Excuse

    first = last = None
    if closed:
        texts = [text.strip() for text in closed.split(",")]
        if len(texts) == 2:
            first, last = asked.day("--closed", texts[0]), asked.day("--closed", texts[1])
            asked.require_order("the first day of --closed", first, "the last day", last)
        else:
            asked.problem("--closed", closed, "Write the first and the last day, such as 2026-07-23,2026-09-01.")
    if closed and not kinds:
        asked.problem("--closed", closed, "Say which exception it is for, such as --exception a.")
    found = []
    for kind in kinds:
        if kind in KINDS:
            found.append(Excuse(kind, first, last, advice))
        else:
            asked.problem("--exception", kind, "Write a, b, c or d.")
    return tuple(found)


@clock.command("review")
def review(
    meeting: Annotated[str, typer.Option("--meeting", metavar=_DATE, help="The day of the review meeting.")],
    notice: Annotated[
        str, typer.Option("--notice", metavar=_DATE, help="The day of an amendment notice that carries the proposed changes.")
    ] = "",
    letter: Annotated[
        str, typer.Option("--letter", metavar=_DATE, help="The day of a letter that only says that the plan will be amended.")
    ] = "",
    format: _Format = "text",
) -> None:
    """What follows a review meeting: the report, the decision, the notice with the changes, the amended plan."""
    from attainable.domains.casework.rules import clock as rules

    asked = _Asked(format)
    day = asked.day("--meeting", meeting)
    noticed, written = asked.day_or_none("--notice", notice), asked.day_or_none("--letter", letter)
    asked.require_order("--meeting", day, "--notice", noticed)
    asked.require_order("--meeting", day, "--letter", written)
    asked.finish()
    _show(rules.review(day, notice=noticed, letter=written), format)


@clock.command("phase-transfer")
def phase_transfer(
    into: Annotated[str, typer.Option("--into", help="reception, junior, middle, secondary, post-16 or between-post-16")],
    year: Annotated[int, typer.Option("--year", min=2015, max=2100, help="The calendar year of the transfer.")],
    moves: Annotated[str, typer.Option("--moves", metavar=_DATE, help="The day of the move, for between-post-16.")] = "",
    format: _Format = "text",
) -> None:
    """The final plan before a transfer, and the last meeting that leaves time for it."""
    from attainable.domains.casework.rules import clock as rules

    asked = _Asked(format)
    asked.one_of("--into", into, rules.TRANSFERS)
    day = asked.day_or_none("--moves", moves)
    if day and into != "between-post-16":
        asked.problem("--moves", moves, "Give it with --into between-post-16 only: the other dates are fixed.")
    elif day and day.year != year:
        asked.problem("--moves", moves, f"Write a day in {year}, or another --year.")
    asked.finish()
    _show(rules.phase_transfer(into, year, moves=day), format)


@clock.command("move")
def move(
    aware: Annotated[str, typer.Option("--aware", metavar=_DATE, help="The day the old council became aware of the move.")],
    moved: Annotated[str, typer.Option("--moved", metavar=_DATE, help="The day of the move.")] = "",
    transferred: Annotated[str, typer.Option("--transferred", metavar=_DATE, help="The day the plan was transferred.")] = "",
    reviewed: Annotated[str, typer.Option("--reviewed", metavar=_DATE, help="When the plan was made or last reviewed.")] = "",
    format: _Format = "text",
) -> None:
    """A child with a plan moves to another council."""
    from attainable.domains.casework.rules import clock as rules

    asked = _Asked(format)
    day = asked.day("--aware", aware)
    others = [
        asked.day_or_none(name, text)
        for name, text in (("--moved", moved), ("--transferred", transferred), ("--reviewed", reviewed))
    ]
    asked.finish()
    _show(rules.move(day, moved=others[0], transferred=others[1], reviewed=others[2]), format)


@clock.command("reassessment")
def reassessment(
    asked_on: Annotated[str, typer.Option("--asked", metavar=_DATE, help="The day the request was received.")],
    notice: Annotated[str, typer.Option("--notice", metavar=_DATE, help="The day of the notice that it will re-assess.")] = "",
    format: _Format = "text",
) -> None:
    """A request to assess a child with a plan again."""
    from attainable.domains.casework.rules import clock as rules

    asked = _Asked(format)
    day, noticed = asked.day("--asked", asked_on), asked.day_or_none("--notice", notice)
    asked.require_order("--asked", day, "--notice", noticed)
    asked.finish()
    _show(rules.reassessment(day, notice=noticed), format)


@clock.command("appeal")
def appeal(
    decision: Annotated[str, typer.Option("--decision", metavar=_DATE, help="The day of the council’s notice.")],
    certificate: Annotated[str, typer.Option("--certificate", metavar=_DATE, help="The day of the mediation certificate.")] = "",
    mediation_asked: Annotated[
        str, typer.Option("--mediation-asked", metavar=_DATE, help="The day the family asked for mediation.")
    ] = "",
    format: _Format = "text",
) -> None:
    """Mediation, and the last day of an appeal."""
    from attainable.domains.casework.rules import clock_disputes as rules

    asked = _Asked(format)
    day, given = asked.day("--decision", decision), asked.day_or_none("--certificate", certificate)
    mediation = asked.day_or_none("--mediation-asked", mediation_asked)
    asked.require_order("--decision", day, "--certificate", given)
    asked.require_order("--decision", day, "--mediation-asked", mediation)
    asked.finish()
    _show(rules.appeal(day, certificate=given, mediation_asked=mediation), format)


@clock.command("cease")
def cease(
    notice: Annotated[str, typer.Option("--notice", metavar=_DATE, help="The day of the notice that the plan will cease.")],
    certificate: Annotated[str, typer.Option("--certificate", metavar=_DATE, help="The day of the mediation certificate.")] = "",
    format: _Format = "text",
) -> None:
    """How long a plan is kept after the notice that it will cease."""
    from attainable.domains.casework.rules import clock_disputes as rules

    asked = _Asked(format)
    day, given = asked.day("--notice", notice), asked.day_or_none("--certificate", certificate)
    asked.require_order("--notice", day, "--certificate", given)
    asked.finish()
    _show(rules.ceasing(day, certificate=given), format)


@clock.command("order")
def order(
    kind: Annotated[str, typer.Option("--kind", help="What the tribunal ordered: assess, plan, contents, school and others.")],
    on: Annotated[str, typer.Option("--on", metavar=_DATE, help="The day of the order.")],
    format: _Format = "text",
) -> None:
    """What a tribunal's order asks of the council."""
    from attainable.domains.casework.rules import clock_disputes as rules

    asked = _Asked(format)
    asked.one_of("--kind", kind, rules.ORDERS)
    day = asked.day("--on", on)
    asked.finish()
    _show(rules.order(kind, day), format)


@clock.command("concession")
def concession(
    kind: Annotated[str, typer.Option("--kind", help="What the council concedes: assess, plan, contents, school and others.")],
    notice: Annotated[str, typer.Option("--notice", metavar=_DATE, help="The day of its notice to the tribunal.")],
    format: _Format = "text",
) -> None:
    """What a council owes after its notice to the tribunal that it will not oppose an appeal."""
    from attainable.domains.casework.rules import clock_disputes as rules

    asked = _Asked(format)
    asked.one_of("--kind", kind, rules.CONCESSIONS)
    day = asked.day("--notice", notice)
    asked.finish()
    _show(rules.concession(kind, day), format)


class _Asked:
    """Options as they are read: every problem at once."""

    def __init__(self, format: str) -> None:
        self._problems: list[Problem] = []
        if format not in ("text", "json"):
            self._problems.append(Problem("unknown-format", f"There is no format '{format}'.", "Use text or json."))

    def problem(self, option: str, text: str, mend: str) -> None:
        self._problems.append(Problem("bad-option", f"{option} can't be “{text}”.", mend))

    def day(self, option: str, text: str) -> dt.date:
        """The day of an option; any day, and a problem more, if it is none. Days are ISO dates from 2000 to 2100."""
        try:
            day = dt.date.fromisoformat(text.strip())
        except ValueError:
            day = None
        if day is None or not 2000 <= day.year <= 2100 or len(text.strip()) != len("2026-06-01"):
            self.problem(option, text, "Write a day from 2000 to 2100 as year, month and day, such as 2026-06-01.")
            return _UNREAD
        return day

    def day_or_none(self, option: str, text: str) -> dt.date | None:
        return self.day(option, text) if text else None

    def one_of(self, option: str, text: str, known: Iterable[str]) -> None:
        if text not in (known := tuple(known)):
            self.problem(option, text, f"Write one of: {', '.join(known)}.")

    def require_order(self, first: str, before: dt.date, second: str, after: dt.date | None) -> None:
        if after is not None and _UNREAD not in (before, after) and after < before:
            self._problems.append(Problem("wrong-order", f"{second} ({after}) is before {first} ({before}).", "Check both days."))

    def finish(self) -> None:
        if self._problems:
            raise ProblemsError(self._problems)


def _show(steps: "tuple[Due, ...]", format: str) -> None:
    if format == "json":
        typer.echo(json.dumps([step.as_record() for step in steps], ensure_ascii=False, indent=1))
        return
    for step in steps:
        day = f"{step.due:%a %d %b %Y}" if step.due else "as ordered"
        typer.echo(f"{day}\t{step.step}\t{step.rule}, {step.counted}.{' ' + step.note if step.note else ''}")
