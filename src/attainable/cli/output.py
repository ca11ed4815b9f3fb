"""Rows to the screen or a file, as a table, CSV or JSON."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def emit(text: str | bytes, out: Path | None) -> None:
    """Print, or write to a file in one step so that no reader finds half of it."""
    data = text.encode() if isinstance(text, str) else text
    if out is None:
        sys.stdout.buffer.write(data)
        if isinstance(text, str) and not text.endswith("\n"):
            sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.new")
    beside.write_bytes(data)
    beside.replace(out)
    print(f"Wrote {out}", file=sys.stderr)  # noqa: T201


def json_text(records: Iterable[dict[str, Any]]) -> str:
    return json.dumps(list(records), indent=1, ensure_ascii=False, allow_nan=False)


def csv_text(records: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def table_text(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[str] = ()) -> str:
    """A plain table; wide enough for its cells when it goes to a file or a pipe."""
    from rich.console import Console
    from rich.table import Table

    to_right = set(right)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        is_right = column in to_right
        table.add_column(column, justify="right" if is_right else "left", no_wrap=is_right)
    for row in rows:
        table.add_row(*row)
    is_screen = sys.stdout.isatty()
    console = Console(width=None if is_screen else 220, force_terminal=is_screen, highlight=False)
    with console.capture() as captured:
        console.print(table, markup=False)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
