"""`attainable demo`: fictional figures to try everything with."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attainable.cli.progress import bytes_progress, records_with_bar

if TYPE_CHECKING:
    from attainable.records.making.maker import SignIn

app = typer.Typer(help="Make fictional figures to try everything with.", no_args_is_help=True)


@app.callback()
def common() -> None:
    """Make fictional figures to try everything with."""


Scale = Annotated[float, typer.Option(help="1 is the true size: England's for the nation, Lancashire's for the county.")]
Years = Annotated[str | None, typer.Option(help="Academic years, such as 2003/04-2009/10 or 2015/16-2024/25.")]
Seed = Annotated[int, typer.Option(help="Another seed makes other children.")]


@app.command()
def nation(
    out: Annotated[Path, typer.Option(help="Folder to write the tables to.")],
    scale: Scale = 0.01,
    years: Years = None,
    seed: Seed = 2026,
) -> None:
    """Evidence tables of a fictional nation whose children live through their school years."""
    from attainable.demo.lives.nation import make_nation

    _write_tables(make_nation, out, scale, seed, _years(years, (2003, 2009)))


@app.command()
def county(
    out: Annotated[Path, typer.Option(help="Folder to write the tables to.")],
    scale: Scale = 0.1,
    years: Years = None,
    seed: Seed = 2026,
) -> None:
    """Every evidence table of a fictional county: twelve districts, plans, places, interventions, attendance."""
    from attainable.demo.lives.nation import make_county

    _write_tables(make_county, out, scale, seed, _years(years, (2015, 2025)))


def _write_tables(make: Callable[..., int], out: Path, scale: float, seed: int, years: tuple[int, ...]) -> None:
    with bytes_progress() as progress:
        rows = make(out, scale=_positive(scale), seed=seed, years=years, progress=progress)
    typer.echo(f"Wrote {rows:,} fictional pupil-years to {out}. Now: attainable pack --tables {out} --out pack")


def _positive(scale: float) -> float:
    from attainable.values.problem import Problem, ProblemsError

    if not 0 < scale <= 4:
        raise ProblemsError(
            Problem("bad-scale", f"{scale:g} is not a scale.", "Use a number above 0 and up to 4. 1 is the true size.")
        )
    return scale


def _years(text: str | None, usual: tuple[int, int]) -> tuple[int, ...]:
    from attainable.values.periods import NotAPeriodError, PeriodKind, parse_period
    from attainable.values.problem import Problem, ProblemsError

    if not text:
        return tuple(range(usual[0], usual[1] + 1))
    try:
        ends = [parse_period(part.strip(), PeriodKind.ACADEMIC).year for part in text.split("-")]
    except NotAPeriodError as error:
        raise ProblemsError(Problem("not-a-period", str(error), "")) from None
    first, last = ends[0], ends[-1]
    if not 2003 <= first <= last <= 2030:
        raise ProblemsError(Problem("not-a-period", f"The years {text!r} can't be made.", "Use 2003/04 to 2030/31."))
    return tuple(range(first, last + 1))


@app.command()
def calibration(folder: Annotated[Path, typer.Argument(help="A fictional nation.")]) -> None:
    """What was published beside what was made."""
    from attainable.cli.output import emit, table_text
    from attainable.demo.lives.calibration import compare

    rows = [
        [c.id, f"{c.wanted:g}", f"{c.found:.3g}" if c.found is not None else "–", f"±{c.tolerance:g}", c.verdict, c.text]
        for c in compare(folder)
    ]
    emit(table_text(("figure", "published", "made", "allowed", "", "what"), rows), None)


@app.command()
def authority(
    out: Annotated[Path, typer.Option(help="Folder to write the files to.")],
    seed: Annotated[int, typer.Option(help="Another seed makes another nation.")] = 2026,
) -> None:
    """Published files of a fictional nation and its authority Exampleshire (X10000001)."""
    from attainable.demo.authority import make_published

    files = make_published(out, seed=seed)
    typer.echo(f"Wrote {len(files)} fictional files to {out}. The authority is Exampleshire, X10000001.")


@app.command()
def records(
    scale: Scale = 0.1,
    seed: Seed = 2026,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date of the records: today.")] = None,
    password: Annotated[
        str | None,
        typer.Option(help="Password for every account; without it one is made and printed.", envvar="ATTAINABLE_DEMO_PASSWORD"),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace fictional records if there are some.")] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the records that are there, if they are of this size or not fictional.")
    ] = False,
) -> None:
    """The fictional county as records: the children of `demo county` with names, schools, families, results, attendance,
    suspensions and accounts to try."""
    with records_with_bar() as progress:
        from attainable.demo.records import makers as signing
        from attainable.demo.records.county import cohort_of, kept, load

        chosen = password or signing.new_password()
        there = kept(cohort_of(_positive(scale))) if keep else None
        if there is not None:
            if there:
                signing.set_password(chosen)
                _print_sign_ins(signing.sign_ins(), chosen)
            else:
                typer.echo("These records are not from the demo, so they stay as they are.")
            return
        loaded = load(
            cohort=cohort_of(_positive(scale)),
            seed=seed,
            on=on.date() if on else None,
            replace=replace or keep,
            password=chosen,
            progress=progress,
        )
        people = signing.sign_ins()
    typer.echo(f"Wrote {loaded.children:,} fictional children and {sum(loaded.rows.values()):,} rows.")
    _print_sign_ins(people, chosen)


@app.command()
def outside() -> None:
    """Former years of the county that `demo records` loaded, with results, attendance, suspensions and help given, for the
    warehouse to take in."""
    with records_with_bar() as progress:
        from attainable.demo.records.outside import hand_over

        rows = hand_over(progress)
    typer.echo(f"Wrote {sum(rows.values()):,} rows in {len(rows)} tables. Now: attainable warehouse build")


@app.command("sign-ins")
def sign_ins(
    new_password: Annotated[bool, typer.Option("--new-password", help="Make a new password and print it.")] = False,
    password: Annotated[str | None, typer.Option(help="Set this password.", envvar="ATTAINABLE_DEMO_PASSWORD")] = None,
) -> None:
    """The accounts with which to try each role of the fictional county."""
    from attainable.cli.records import records as opened

    with opened():
        from attainable.demo.records import makers as signing

        chosen = password or (signing.new_password() if new_password else None)
        if chosen:
            signing.set_password(chosen)
        people = signing.sign_ins()
    _print_sign_ins(people, chosen)


def _print_sign_ins(people: "list[SignIn]", password: str | None) -> None:
    from attainable.cli.output import emit, table_text

    rows = [[who.role, who.email, who.name, who.organisation, who.words] for who in people]
    emit(table_text(("role", "sign in with", "name", "of", "what the role sees"), rows), None)
    known = (
        f"Password for all accounts: {password}" if password else "We do not keep passwords. Use --new-password to set another."
    )
    typer.echo(f"\n{known}")
