"""Attainable: SEND evidence that is right, safe to publish and in time.

For a notebook, the same things as the terminal in a few obvious functions:

    import attainable
    attainable.add("store", "downloads")
    result = attainable.show("store", "ks2-rwm-expected", "Lancashire", compare=["region", "england"])
    attainable.rows(result)          # a list of dictionaries: pandas.DataFrame(attainable.rows(result))
    attainable.chart(result, "Lancashire")   # draws itself in a notebook
    attainable.paper("store", "Lancashire", "papers")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attainable.notebook import add, chart, measures, paper, rows, show

__all__ = ["add", "chart", "measures", "paper", "rows", "show"]


def __getattr__(name: str) -> Any:
    """Loaded when asked for: a command or a server that needs none of it doesn't wait for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from attainable import notebook

    return getattr(notebook, name)
