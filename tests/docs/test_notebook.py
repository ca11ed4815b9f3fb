"""The notebook of the guide runs from top to bottom, and shows what it shows."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "evidence-pack.ipynb"


def test_the_notebook_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    before = [_shown(cell) for cell in notebook.cells]
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(tmp_path)}}).execute()
    after = [_shown(cell) for cell in notebook.cells]
    assert after == before, "run `make notebook`"
    assert sum(kinds.count("image/png") for kinds, _ in after) >= 3


def _shown(cell: nbformat.NotebookNode) -> tuple[tuple[str, ...], str]:
    """The kinds of output of a cell, and its text (pictures may differ by a pixel from machine to machine)."""
    outputs = cell.get("outputs", [])
    kinds = tuple(kind for output in outputs for kind in sorted(output.get("data", {})))
    return kinds, "".join(output.get("text", "") for output in outputs)
