"""Whether the rows of evidence tables keep what their declarations say: one scan a table, and one for what must be unique."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from attainable.evidence.backends import Backend, IbisTable
from attainable.evidence.tables.declaration import DeclaredColumn, DeclaredConstraint, TableDeclaration, declared
from attainable.evidence.tables.reading import TablesFolder
from attainable.values.problem import Problem, ProblemsError
from attainable.values.progress import Progress

_EXAMPLES = 5
_OF_A_PACK = ("area", "school", "pupil_year", "provision_given")


@dataclass(frozen=True)
class _Rule:
    """What a row breaks: a condition over the table, and the words for it."""

    code: str
    column: str
    condition: Any
    what: str
    mend: str


def check_tables(
    folder: TablesFolder, backend: Backend, *, progress: Progress | None = None, tables: Collection[str] = ()
) -> list[Problem]:
    """Every broken constraint, with how many rows break it and up to five examples by pseudonym (never a name); of some
    named tables only, if there are any."""
    found: list[Problem] = []
    names = [name for name in folder.tables if not tables or name in tables]
    for done, name in enumerate(names):
        if progress is not None:
            progress(f"Checking {name}", done, len(names))
        table, rows = declared(name), backend.table(f"checked_{name}", folder.files(name))
        found += _broken(table, rows, backend, folder)
        found += [p for c in table.constraints if c.unique for p in _repeated(table, c, rows, backend)]
    return found


def require_right(
    folder: TablesFolder, backend: Backend, *, progress: Progress | None = None, tables: Collection[str] = _OF_A_PACK
) -> None:
    """Raises ProblemsError with every broken constraint of the tables that are read, those of a pack if none is named: figures
    of wrong rows would be wrong in silence."""
    faults = check_tables(folder, backend, progress=progress, tables=tables)
    if any(fault.is_error for fault in faults):
        raise ProblemsError(faults)


def _broken(table: TableDeclaration, rows: IbisTable, backend: Backend, folder: TablesFolder) -> Iterator[Problem]:
    rules = [*_column_rules(table, rows), *_row_rules(table, rows), *_references(table, rows, backend, folder)]
    if not rules:
        return
    counted = backend.run(rows.aggregate(**{f"r{at}": rule.condition.sum() for at, rule in enumerate(rules)})).to_pylist()[0]
    for at, rule in enumerate(rules):
        count = counted[f"r{at}"] or 0
        if count:
            who = _examples(table, rows.filter(rule.condition), backend)
            some = "rows" if count > 1 else "row"
            yield Problem(rule.code, f"{count:,} {some}: {rule.what}{who}", rule.mend, table.id, column=rule.column or None)


def _column_rules(table: TableDeclaration, rows: IbisTable) -> Iterator[_Rule]:
    for column in table.columns:
        cell = rows[column.name]
        if not column.nullable:
            yield _Rule("empty-cell", column.name, cell.isnull(), "the cell is empty.", "Enter it.")
        if column.least is not None:
            yield _Rule("too-small", column.name, cell < column.least, f"below {column.least}.", "Correct the number.")
        if column.most is not None:
            yield _Rule("too-large", column.name, cell > column.most, f"above {column.most}.", "Correct the number.")
        yield from _code_rules(table, column, rows)


def _code_rules(table: TableDeclaration, column: DeclaredColumn, rows: IbisTable) -> Iterator[_Rule]:
    known = column.known_codes
    if not known:
        return
    cell = rows[column.name]
    yield _Rule(
        "unknown-code",
        column.name,
        cell.notnull() & ~cell.isin(list(known)),
        "the code is not in any list.",
        f"Use one of: {', '.join(list(known)[:12])}{' …' if len(known) > 12 else ''}.",
    )
    if column.earlier or not any(c.name == "year" for c in table.columns):
        return
    for code, (first, last) in known.items():
        early = rows.year < first if first is not None else None
        late = rows.year > last if last is not None else None
        outside = early | late if early is not None and late is not None else early if early is not None else late
        if outside is not None:
            yield _Rule(
                "code-not-in-force",
                column.name,
                (cell == code) & outside,
                f"the code {code} was not in force in that year.",
                f"It was in force {f'from {first}' if first else ''}{f' to {last}' if last else ''}.",
            )


def _row_rules(table: TableDeclaration, rows: IbisTable) -> Iterator[_Rule]:
    for constraint in table.constraints:
        if constraint.broken:
            yield _Rule(
                constraint.id,
                "",
                _condition(rows, constraint.broken),
                f"{constraint.why[0].lower()}{constraint.why[1:]}",
                constraint.mend,
            )


def _condition(rows: IbisTable, text: str) -> Any:
    """The small language of `broken`: comparisons of columns, sums and words, joined by AND."""
    found = None
    for part in text.split(" AND "):
        one = _comparison(rows, part.strip())
        found = one if found is None else found & one
    return found


def _comparison(rows: IbisTable, text: str) -> Any:
    tests: tuple[tuple[str, Callable[[Any], Any]], ...] = (
        (" IS NOT NULL", lambda c: c.notnull()),
        (" IS NULL", lambda c: c.isnull()),
    )
    for words, test in tests:
        if text.endswith(words):
            return test(rows[text.removesuffix(words)])
    left, sign, right = text.partition(" = " if " = " in text else " > ")
    one, other = _term(rows, left), _term(rows, right)
    return one == other if sign.strip() == "=" else one > other


def _term(rows: IbisTable, text: str) -> Any:
    text = text.strip()
    if text.startswith("'"):
        return text.strip("'")
    parts = [rows[name.strip()].cast("int32") if " + " in text else rows[name.strip()] for name in text.split(" + ")]
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _references(table: TableDeclaration, rows: IbisTable, backend: Backend, folder: TablesFolder) -> Iterator[_Rule]:
    for constraint in table.constraints:
        if constraint.refers and constraint.refers in folder.tables:
            target = declared(constraint.refers).columns[0].name
            known = backend.run(
                backend.table(f"known_{constraint.refers}", folder.files(constraint.refers)).select(target).distinct()
            )
            listed = [cell for cell in known.column(target).to_pylist() if cell is not None]
            cell = rows[constraint.column]
            yield _Rule(
                constraint.id,
                constraint.column,
                cell.notnull() & ~cell.isin(listed),
                f"not true: {constraint.why[0].lower()}{constraint.why[1:]}",
                constraint.mend,
            )


def _repeated(table: TableDeclaration, constraint: DeclaredConstraint, rows: IbisTable, backend: Backend) -> Iterator[Problem]:
    grouped = rows.group_by(constraint.unique).aggregate(times=rows.count())
    twice = grouped.filter(grouped.times > 1)
    count = backend.run(twice.aggregate(n=twice.count())).column("n")[0].as_py()
    if count:
        who = _examples(table, twice, backend)
        yield Problem(
            constraint.id,
            f"{count:,} times not true: {constraint.why[0].lower()}{constraint.why[1:]}{who}",
            constraint.mend,
            table.id,
        )


def _examples(table: TableDeclaration, rows: IbisTable, backend: Backend) -> str:
    names = [name for name in (table.person, "year") if name and name in rows.columns]
    if table.person not in names:
        return ""
    some = backend.run(rows.select(names).limit(_EXAMPLES)).to_pylist()
    such = ", ".join(f"{row[table.person]}{' in ' + str(row['year']) if 'year' in row else ''}" for row in some)
    return f" Pupils such as {such}."
