"""A measure over today's register as one reviewed file."""

from functools import cache
from typing import Final, Literal

from attainable.evidence.definition import Definition, Definitions

# Tables in the order in which they are shown: of the children themselves, and of the places of their schools.
BY_CHILD: Final = ("year", "need", "sex", "meals", "before")
BY_PLACE: Final = ("phase", "district", "place")


class RegisterMeasure(Definition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`table` is what children are counted by; shares are of all children on roll, or of all on the register. `heading` and
    `first_column` name the table, `drawn` the groups that its chart shows (none: it has no chart)."""

    over = "today's register"

    table: Literal["year", "need", "sex", "meals", "before", "phase", "district", "place"]
    heading: str
    first_column: str
    share_of: Literal["roll", "register"] = "roll"
    drawn: tuple[str, ...] = ()


REGISTER_MEASURES: Final = Definitions("attainable.evidence.register.definitions", RegisterMeasure)


@cache
def register_measures() -> dict[str, RegisterMeasure]:
    """Every measure over the register by its table, in order."""
    found = {measure.table: measure for measure in REGISTER_MEASURES.all()}
    return {table: found[table] for table in (*BY_CHILD, *BY_PLACE)}
