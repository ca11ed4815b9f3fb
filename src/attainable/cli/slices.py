"""Which pupils a command is asked about, out of its options: areas, subgroup and years."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from attainable.cli.options import listed
from attainable.values.school_year import year_words

if TYPE_CHECKING:
    from attainable.evidence.cubes.slices import Slice
    from attainable.evidence.tables.reading import TablesFolder
    from attainable.values.problem import Problem

Within = Annotated[
    str | None, typer.Option(help="Only pupils of schools in these authorities, or homes in these districts: codes or names.")
]
Only = Annotated[str | None, typer.Option(help="Only these pupils: sex=F or need=ASD/SLCN or ethnicity=…, separated by commas.")]
Years = Annotated[str | None, typer.Option(help="Only these academic years: 2005/06-2009/10, or several separated by commas.")]
_NUMBERS: Final = ("fsm", "eal", "looked_after")


def slice_of(folder: "TablesFolder", within: str | None, only: str | None, years: str | None) -> "Slice":
    """The slice that the options mean. Raises ProblemsError with everything that is wrong with them."""
    from attainable.evidence.cubes.slices import Slice
    from attainable.values.problem import ProblemsError

    problems: list[Problem] = []
    authorities, districts = _areas(folder, listed(within), problems)
    found = Slice(
        years=_years(folder, years, problems), authorities=authorities, districts=districts, subgroup=_subgroup(only, problems)
    )
    if problems:
        raise ProblemsError(problems)
    return found


def _areas(folder: "TablesFolder", names: list[str], problems: "list[Problem]") -> tuple[tuple[str, ...], tuple[str, ...]]:
    from attainable.values.areas import AreaLevel
    from attainable.values.problem import Problem

    found: dict[AreaLevel, list[str]] = {AreaLevel.AUTHORITY: [], AreaLevel.DISTRICT: []}
    for name in names:
        area = next((a for a in folder.areas.values() if name.lower() in (a.code.lower(), a.name.lower())), None)
        if area is None or area.level not in found:
            have = ", ".join(a.name for a in folder.areas.values() if a.level in found)
            mend = f"Name authorities or districts of the tables: {have[:200]}."
            problems.append(Problem("unknown-area", f"The tables have no authority or district {name!r}.", mend))
        else:
            found[area.level].append(area.code)
    return tuple(found[AreaLevel.AUTHORITY]), tuple(found[AreaLevel.DISTRICT])


def _subgroup(text: str | None, problems: "list[Problem]") -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    from attainable.evidence.cubes.slices import SUBGROUPS, cells_of
    from attainable.values.problem import Problem

    found: list[tuple[str, tuple[str | int, ...]]] = []
    for part in listed(text):
        column, _, cells = part.partition("=")
        if column not in SUBGROUPS or not cells:
            problems.append(
                Problem(
                    "unknown-group",
                    f"{part!r} does not name a group of pupils.",
                    f"Write column=code, such as sex=F; columns: {', '.join(SUBGROUPS)}.",
                )
            )
            continue
        known = cells_of(column)
        wrong = [cell for cell in cells.split("/") if cell not in known]
        if wrong:
            problems.append(
                Problem(
                    "unknown-code",
                    f"{column} has no code {', '.join(map(repr, wrong))}.",
                    f"Use {', '.join(known)}, with / between.",
                )
            )
        values = tuple(int(c) if column in _NUMBERS and c.isdigit() else c for c in cells.split("/"))
        found.append((column, values))
    return tuple(found)


def _years(folder: "TablesFolder", text: str | None, problems: "list[Problem]") -> tuple[int, ...]:
    from attainable.values.periods import NotAPeriodError, PeriodKind, parse_period
    from attainable.values.problem import Problem

    found: set[int] = set()
    for part in listed(text):
        first, _, last = part.partition("-") if "/" in part else (part, "", "")
        try:
            ends = [parse_period(end.strip(), PeriodKind.ACADEMIC).year for end in (first, last) if end]
        except NotAPeriodError as error:
            problems.append(Problem("not-a-period", str(error), "Write 2008/09, or 2005/06-2009/10."))
            continue
        asked = range(ends[0], ends[-1] + 1)
        if not any(year in folder.years for year in asked):
            have = f"{year_words(folder.years[0])} to {year_words(folder.years[-1])}"
            problems.append(Problem("no-figures", f"The tables have no year of {part}.", f"They have {have}."))
        found |= {year for year in asked if year in folder.years}
    return tuple(sorted(found))
