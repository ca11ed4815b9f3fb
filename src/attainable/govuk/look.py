"""How a field of a form looks: what Django's own fields cannot say."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Look:
    """Options of one field, given in a form's `looks`.

    width: 2, 3, 4, 5, 10, 20 characters, or "one-half" and the like of the column.
    heading: the label or legend is the page's heading (then the page has no other h1).
    inline, small: radios and checkboxes side by side, and smaller.
    hints: value of a choice -> a line under it. reveals: value of a choice -> name of the field shown when it is chosen.
    divider: value of the choice that has "or" before it.
    words, characters: a count of what is left under a text area.
    optional: whether "(optional)" follows the label of an optional field.
    """

    width: int | str = ""
    heading: bool = False
    inline: bool = False
    small: bool = False
    prefix: str = ""
    suffix: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    rows: int = 0
    words: int = 0
    characters: int = 0
    hints: Mapping[str, str] = field(default_factory=dict)
    reveals: Mapping[str, str] = field(default_factory=dict)
    divider: str = ""
    optional: bool = True
    accept: str = ""


PLAIN = Look()
