"""How long work says how far it has come."""

from collections.abc import Callable

# What is being done, how much of it is done, and of how much.
type Progress = Callable[[str, int, int], None]
