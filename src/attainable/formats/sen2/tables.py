"""SEN2 as tables: COLLECT's nine CSV files, the pre-submission workbook, and our own files, which have the same columns.

Each table has a column `<table>tableid` and that of the table above it. Headings are taken in any case and order.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from attainable.formats.containers import contents_of
from attainable.formats.sen2.spec import HEADER, ITEMS, LINE, MANY, PARENTS, SLIPS, YEARS, Record, Return, blocks
from attainable.formats.tables import Sheet, rows_of, sheets_of
from attainable.values.problem import Problem, ProblemsError, Severity

# The table of each block, as COLLECT names it.
TABLES: Final = {
    "person": "Person",
    "requests": "Requests",
    "assessment": "Assessment",
    "namedplan": "NamedPlan",
    "plandetail": "PlanDetail",
    "activeplans": "ActivePlans",
    "placementdetail": "PlacementDetail",
    "senneed": "SENneed",
}
_HEADER_TABLE: Final = "sen2"
_NAMES: Final = {block: table for table, block in TABLES.items()}
# Sheets of the pre-submission workbook that have another name.
_SHEETS: Final = {"assessments": "assessment", "activeplan": "activeplans", "request": "requests"}
_ITEMS: Final = {**{name.lower(): name for name in (*ITEMS, *HEADER)}, **{slip.lower(): right for slip, right in SLIPS.items()}}
# Columns of COLLECT that say nothing of a person.
_OWN: Final = re.compile(r"nativeid|sourceid|[a-z0-9]*orderseqcolumn|[a-z0-9]*tableid")
_FLOAT: Final = re.compile(r"([0-9]+)\.0+")
_DATES: Final = ("%Y-%m-%d", "%Y-%b-%d", "%d/%m/%Y", "%d-%m-%Y")
_INDICATORS: Final = ("SENunitIndicator", "ResourcedProvisionIndicator")


@dataclass
class _Table:
    """Rows of a table by their key, with the key of the row above and where each row is."""

    rows: list[tuple[str, str, Record]] = field(default_factory=list)


def read_tables(paths: Iterable[Path], year: int | None = None) -> tuple[Return, list[Problem]]:
    """The return in tables. `year` is asked for where no table has the header, as in the workbook. ProblemsError where the tables
    are none of a SEN2 return."""
    reader = _Reader(year)
    for path in paths:
        for content in contents_of(path):
            for sheet in sheets_of(content):
                reader.take(sheet)
    return reader.found()


class _Reader:
    def __init__(self, year: int | None) -> None:
        self._year = year
        self._header: dict[str, str] = {}
        self._tables: dict[str, _Table] = {}
        self._problems: list[Problem] = []

    def take(self, sheet: Sheet) -> None:
        keys = [re.sub(r"[^a-z0-9]", "", heading.lower()) for heading in sheet.header]
        table = self._which(sheet, keys)
        if table is None:
            self._add("unknown-table", sheet, None, "This is not a table of a SEN2 return.", "Leave it out.", Severity.WARNING)
            return
        items = {at: _ITEMS[key] for at, key in enumerate(keys) if key in _ITEMS}
        for at, key in enumerate(keys):
            if at not in items and key and not _OWN.fullmatch(key):
                what = f"The heading “{sheet.header[at][:40]}” is not known, so its column was not read."
                self._add("unknown-heading", sheet, 1, what, "Correct the heading, or leave the column out.", Severity.WARNING)
        if table == _HEADER_TABLE:
            self._take_header(sheet, items)
        else:
            self._take_rows(sheet, table, keys, items)

    def _which(self, sheet: Sheet, keys: list[str]) -> str | None:
        """The table that a sheet is: by its name, else by the key that no other table has."""
        for name in (sheet.sheet_name, Path(sheet.content.name).stem.rpartition("_")[2], Path(sheet.content.name).stem):
            plain = re.sub(r"[^a-z0-9]", "", name.lower())
            plain = _SHEETS.get(plain, plain)
            if plain in TABLES or plain == _HEADER_TABLE:
                return plain
        own = [table for table in (*TABLES, _HEADER_TABLE) if f"{table}tableid" in keys]
        return own[0] if len(own) == 1 else next((t for t in reversed(TABLES) if f"{t}tableid" in keys), None)

    def _take_header(self, sheet: Sheet, items: dict[int, str]) -> None:
        for _, cells in rows_of(sheet, short_rows=True):
            for at, name in items.items():
                if at < len(cells) and (text := _plain(name, cells[at] or "")):
                    self._header[name] = text
        self._header.setdefault("Collection", "SEN2")

    def _take_rows(self, sheet: Sheet, table: str, keys: list[str], items: dict[int, str]) -> None:
        block = TABLES[table]
        above = _NAMES.get(PARENTS.get(block, ""), "")
        own, parent = _place(keys, table), _place(keys, above) if above else None
        if (own is None and block in PARENTS.values()) or (above and parent is None):
            missing = f"{table}tableid" if own is None else f"{above}tableid"
            what = f"The column “{missing}” is missing."
            self._add("missing-key", sheet, 1, what, "Add the key by which the tables belong together.")
            return
        found = self._tables.setdefault(table, _Table())
        for number, cells in rows_of(sheet, short_rows=True):
            record: Record = {}
            for at, name in items.items():
                text = _plain(name, cells[at] or "") if at < len(cells) else ""
                if text:
                    record[name] = text
            if table in ("plandetail", "placementdetail") and record:
                for name in _INDICATORS:
                    if record.get("URN"):
                        record.setdefault(name, "0")
            record[LINE] = number
            found.rows.append((_key(cells, own), _key(cells, parent), record))

    def found(self) -> tuple[Return, list[Problem]]:
        year = self._year or (int(text) if (text := self._header.get("Year", "")).isdigit() else None)
        if "person" not in self._tables:
            self._problems.append(Problem("no-people", "There is no table of persons.", "Add the table “person” to the others."))
        if year not in YEARS:
            what = "It is not said which year the return is for." if year is None else f"We know no return of {year}."
            self._problems.append(Problem("unknown-year", what, f"Give --year, from {YEARS[0]} to {YEARS[-1]}."))
        if any(problem.is_error for problem in self._problems):
            raise ProblemsError(self._problems)
        people = self._joined()
        return Return(year or 0, self._header | {"Year": str(year)}, people), self._problems

    def _joined(self) -> list[Record]:
        """Blocks beneath those that they belong to; the rows of `person` are the people."""
        places: dict[str, dict[str, Record]] = {"person": {}}
        people = [record for _, _, record in self._tables["person"].rows]
        for key, _, record in self._tables["person"].rows:
            self._once(places["person"], "person", key, record)
        for table, block in list(TABLES.items())[1:]:
            above = _NAMES[PARENTS[block]]
            places[table] = {}
            for key, parent, record in self._tables.get(table, _Table()).rows:
                holder = places.get(above, {}).get(parent)
                if holder is None:
                    what = f"{table}, row {record[LINE]}: its {above} “{parent[:20]}” is not there."
                    self._problems.append(Problem("no-parent", what, f"Add the {above}, or correct the key.", row=record[LINE]))
                    continue
                self._once(places[table], table, key, record)
                self._hang(holder, block, record)
        return people

    def _once(self, known: dict[str, Record], table: str, key: str, record: Record) -> None:
        if key and key in known:
            what = f"{table}, row {record[LINE]}: the key “{key[:20]}” is there twice."
            self._problems.append(Problem("key-twice", what, "Give each row a key of its own.", row=record[LINE]))
        known.setdefault(key, record)

    def _hang(self, holder: Record, block: str, record: Record) -> None:
        line = record.pop(LINE)
        if block in MANY:
            holder.setdefault(block, []).append(record)
        elif block in holder:
            what = f"{_NAMES[block]}, row {line}: there is one already."
            self._problems.append(Problem("twice", what, "Keep the right one.", row=line))
        else:
            holder[block] = record

    def _add(self, code: str, sheet: Sheet, row: int | None, what: str, mend: str, severity: Severity = Severity.ERROR) -> None:
        name = f"{sheet.content.name} {sheet.sheet_name}".strip()
        self._problems.append(Problem(code, what, mend, name, row, severity=severity))


def _place(keys: list[str], table: str) -> int | None:
    return next((keys.index(key) for key in (f"{table}tableid", f"{table}id") if key in keys), None)


def _key(cells: Sequence[str | None], at: int | None) -> str:
    text = (cells[at] or "").strip() if at is not None and at < len(cells) else ""
    whole = _FLOAT.fullmatch(text)
    return whole[1] if whole else text


def _plain(name: str, text: str) -> str:
    """A cell as the XML would have it: days as ISO dates, flags as 1 and 0, numbers without decimals."""
    text = text.strip()
    item = ITEMS.get(name)
    if not text or item is None:
        return _whole(text) if name in ("Year", "LEA", "SerialNo") else text
    if item.kind == "date":
        return _day(text)
    if item.kind == "flag":
        return {"true": "1", "false": "0"}.get(text.lower(), _whole(text))
    return _whole(text) if item.kind in ("number", "code") or name in ("UPN", "UniqueLearnerNumber") else text


def _whole(text: str) -> str:
    found = _FLOAT.fullmatch(text)
    return found[1] if found else text


def _day(text: str) -> str:
    first = text.split("T")[0].split(" ")[0]
    for form in _DATES:
        try:
            return dt.datetime.strptime(first, form).date().isoformat()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return text


def write_tables(found: Return, folder: Path) -> None:
    """Write our own nine files, which `read_tables` reads again. The folder is there and empty."""
    with (folder / "sen2.csv").open("w", encoding="utf-8", newline="") as file:
        given = {name: found.header.get(name, "") for name in HEADER}
        csv.writer(file).writerows([["sen2tableid", *given], ["1", *given.values()]])
    rows: dict[str, list[list[str]]] = {table: [] for table in TABLES}
    shapes = blocks(found.year)
    columns = {block: [part for part in shapes[block].parts if part in ITEMS] for block in shapes}
    for person in found.people:
        _gather(rows, columns, "Person", person, "1")
    for table, block in TABLES.items():
        above = _NAMES.get(PARENTS.get(block, ""), _HEADER_TABLE)
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([f"{table}tableid", f"{above}tableid", *columns[block]])
            writer.writerows(rows[table])


def _gather(rows: dict[str, list[list[str]]], columns: dict[str, list[str]], block: str, record: Record, above: str) -> None:
    """A block and those beneath it as rows of their tables; the number of a row is its key."""
    own = rows[_NAMES[block]]
    key = str(len(own) + 1)
    own.append([key, above, *(record.get(name, "") for name in columns[block])])
    for part, held in record.items():
        if part in _NAMES:
            for one in held if part in MANY else (held,):
                _gather(rows, columns, part, one, key)
