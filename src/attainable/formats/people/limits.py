"""How large a file of children may be. A site's settings can say otherwise (`exchange/apps.py`); nothing real comes near."""

from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class Limits:
    rows: int = 250_000
    columns: int = 300
    expanded: int = 600 * 1024**2
    """Bytes of a workbook once unpacked."""
    cell: int = 5_000
    """Characters of a cell."""


LIMITS: Final = Limits()
