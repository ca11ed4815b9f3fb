"""An evidence table as one declared file: its columns, their meaning, unit, codes in force, and what must be true."""

from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import msgspec
import yaml

from attainable.values import codes

Type = Literal["int8", "int16", "int32", "int64", "date", "code"]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LISTS: Final = {"sen-provision": codes.SEN_PROVISION, "sen-need": codes.SEN_NEED, "phases": codes.PHASES}
# Folders of declarations: our own first, then those that `add_folder` was given.
_FOLDERS: Final[list[Any]] = [files("attainable.evidence.tables.declared")]


class CodeInForce(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code and its meaning. `first` and `last` are the years that the academic years in force begin in."""

    label: str
    first: int | None = None
    last: int | None = None

    def in_force(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


class DeclaredColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column. `codes` are the only cells of a `code` column that has any; numbers stay within `least` and `most`.

    `codes_of` takes the codes of a list in `values.codes` instead: `sen-provision`, `sen-need`, `ethnicity`, `phases`.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    required: bool = True
    nullable: bool = False
    codes: dict[str, CodeInForce] = {}
    codes_of: str = ""
    # The cell tells of an earlier year, so its code may have ended since.
    earlier: bool = False
    least: int | None = None
    most: int | None = None

    @property
    def known_codes(self) -> dict[str, tuple[int | None, int | None]]:
        """The codes that a cell may hold with the first and last years in force; none for a column without a list."""
        if self.codes:
            return {code: (c.first, c.last) for code, c in self.codes.items()}
        if self.codes_of:
            listed = codes.ethnicity() if self.codes_of == "ethnicity" else _LISTS[self.codes_of]
            return {code.code: (code.first, code.last) for code in listed}
        return {}


class DeclaredConstraint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be true of each row, or of the table. `why` says it in words, `mend` how to put it right.

    `broken` is the condition, in SQL that both engines take, of a row that breaks it. `unique` names columns that no
    two rows may share. `refers` is a table in which the value of `column` must be found.
    """

    id: str
    why: str
    mend: str
    broken: str = ""
    unique: list[str] = []
    column: str = ""
    refers: str = ""


class TableDeclaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table: `grain` says what one row is; `partitioned` that it may be a folder of files, one a year."""

    id: str
    title: str
    grain: str
    meaning: str
    columns: list[DeclaredColumn]
    constraints: list[DeclaredConstraint] = []
    partitioned: bool = False
    required: bool = False
    # The column that names the person, shown in examples of broken rows as a pseudonym.
    person: str = ""

    def column(self, name: str) -> DeclaredColumn:
        return next(column for column in self.columns if column.name == name)


# What a table of facts about a child always has. Its declaration gives the other columns.
_OF_A_FACT: Final = """
person: pupil
columns:
  - {name: year, type: int16, meaning: Year in which the academic year begins., least: 1990, most: 2100}
  - {name: pupil, type: int64, meaning: Pseudonym of the pupil., least: 0}
"""


def add_folder(folder: Any) -> None:
    """Find declarations of facts in another folder too (a `Path` or resource). Each becomes a row of a pupil and year: these two
    columns, `person` and `id` (the name of the file) needn't be written. Of two tables of one name the first found counts."""
    if folder not in _FOLDERS:
        _FOLDERS.append(folder)
        declared.cache_clear()
        all_declared.cache_clear()


@cache
def declared(table: str) -> TableDeclaration:
    """The declaration of a table. Raises KeyError for a table that isn't declared."""
    folder = next((folder for folder in _FOLDERS if (folder / f"{table}.yaml").is_file()), None)
    if folder is None:
        raise KeyError(table)
    content = _read((folder / f"{table}.yaml").read_text("utf-8"))
    if folder is not _FOLDERS[0]:
        own, written = _read(_OF_A_FACT), {column["name"] for column in content.get("columns", [])}
        columns = [column for column in own["columns"] if column["name"] not in written] + content.get("columns", [])
        content = {"id": table, **own, **content, "columns": columns}
    return msgspec.convert(content, TableDeclaration)


def _read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(text, _LOADER)  # noqa: S506  (a safe loader, in C where there is one)
    return found


@cache
def all_declared() -> tuple[TableDeclaration, ...]:
    """Every declared table, the ones that others refer to first."""
    names = {
        entry.name.removesuffix(".yaml") for folder in _FOLDERS for entry in folder.iterdir() if entry.name.endswith(".yaml")
    }
    order = ("area", "school", "pupil_year")
    return tuple(declared(n) for n in sorted(names, key=lambda n: (order.index(n) if n in order else 9, n)))
