"""The observable statements with which each school begins, by area of need."""

from functools import cache
from importlib.resources import files

import msgspec


@cache
def starting_list() -> dict[str, tuple[str, ...]]:
    """Statements by code of the area, in order."""
    text = files("attainable.domains.provision").joinpath("statements.yaml").read_text()
    return msgspec.yaml.decode(text, type=dict[str, tuple[str, ...]])
