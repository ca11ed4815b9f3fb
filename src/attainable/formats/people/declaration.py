"""A format declared as data: its fields with meaning, kind, codes and whether they are required. Pages and commands list it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

KINDS: Final = {
    "text": "Text",
    "date": "Date",
    "code": "Code",
    "upn": "UPN",
    "uln": "ULN",
    "school": "URN or DfE number",
    "codes": "Codes separated by semicolons",
    "yes-no": "Yes or no",
    "number": "Whole number",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `id` is ours, `element` is what the format calls it, `others` are other headings that mean it."""

    id: str
    title: str
    meaning: str
    kind: str = "text"
    required: bool = False
    element: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    longest: int = 200

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files of people."""

    id: str
    title: str
    words: str
    version: str
    source: str
    endings: tuple[str, ...]
    fields: tuple[Field, ...]
    written: bool = True
    declared: dict[str, Field] = field(default_factory=dict)
    """Fields that are added when the program starts, by id."""

    @property
    def all_fields(self) -> tuple[Field, ...]:
        return (*self.fields, *self.declared.values())

    def field(self, name: str) -> Field:
        for known in self.all_fields:
            if known.id == name:
                return known
        raise KeyError(name)
