"""`attainable demo`: fictional figures to try everything with."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Fictional figures to try everything with.", no_args_is_help=True)


@app.callback()
def common() -> None:
    """Fictional figures to try everything with."""


Scale = Annotated[
    float, typer.Option(help="1 is the true size: England's for the nation, Lancashire's for the county.")
]
Years = Annotated[
    str | None, typer.Option(help="Academic years, such as 2003/04-2009/10 or 2015/16-2024/25.")
]
Seed = Annotated[int, typer.Option(help="Another seed makes other children.")]


@app.command()
def nation(
    out: Annotated[Path, typer.Option(help="Folder to write the tables to.")],
    scale: Scale = 0.01, years: Years = None, seed: Seed = 2026,
) -> None:  # fmt: skip
    """Evidence tables of a fictional nation whose children live through their school years."""
    from attainable.cli.progress import bytes_progress
    from attainable.demo.lives.nation import make_nation

    with bytes_progress() as progress:
        rows = make_nation(
            out, scale=_positive(scale), seed=seed, years=_years(years, (2003, 2009)), progress=progress
        )
    _wrote(rows, out)


@app.command()
def county(
    out: Annotated[Path, typer.Option(help="Folder to write the tables to.")],
    scale: Scale = 0.1, years: Years = None, seed: Seed = 2026,
) -> None:  # fmt: skip
    """Every evidence table of a fictional county: twelve districts, plans, places, interventions, attendance."""
    from attainable.cli.progress import bytes_progress
    from attainable.demo.lives.nation import make_county

    with bytes_progress() as progress:
        rows = make_county(
            out, scale=_positive(scale), seed=seed, years=_years(years, (2015, 2025)), progress=progress
        )
    _wrote(rows, out)


def _wrote(rows: int, out: Path) -> None:
    typer.echo(
        f"Wrote {rows:,} fictional pupil-years to {out}. Now: attainable pack --tables {out} --out pack"
    )


def _positive(scale: float) -> float:
    from attainable.values.problem import Problem, ProblemsError

    if not 0 < scale <= 4:
        raise ProblemsError(
            Problem(
                "bad-scale",
                f"{scale:g} is no scale.",
                "Use a number above 0 and up to 4; 1 is the true size.",
            )
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
        raise ProblemsError(
            Problem(
                "not-a-period", f"{text!r} is no span of years that can be made.", "Use 2003/04 to 2030/31."
            )
        )
    return tuple(range(first, last + 1))


@app.command()
def calibration(folder: Annotated[Path, typer.Argument(help="A fictional nation.")]) -> None:
    """What was published beside what was made."""
    from attainable.cli.output import emit, table_text
    from attainable.demo.lives.calibration import compare

    rows = [
        [
            c.id,
            f"{c.wanted:g}",
            f"{c.found:.3g}" if c.found is not None else "–",
            f"±{c.tolerance:g}",
            c.verdict,
            c.text,
        ]
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
