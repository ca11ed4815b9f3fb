"""A small table of counts in memory, rolled up by NumPy: what every chart and cell is worked out from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

type Category = str | int | bool | None
type Where = Mapping[str, Collection[Category]]


@dataclass(frozen=True)
class Cube:
    """Codes of each dimension (places in `categories`) and sums, all of one length.

    `dims[name]` is an int32 array of places in `categories[name]`; a null is a category of its own, `None`.
    """

    dims: Mapping[str, np.ndarray]
    categories: Mapping[str, tuple[Category, ...]]
    sums: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, table: Any, dims: Iterable[str]) -> "Cube":
        """A cube out of a `pyarrow.Table` whose other columns are whole-number sums (a null sum is 0).

        Cells and rows come in order, whatever order the engine gave them in: the same tables give the same last digit.
        """
        import pyarrow as pa
        import pyarrow.compute as compute

        codes: dict[str, np.ndarray] = {}
        categories: dict[str, tuple[Category, ...]] = {}
        names = tuple(dims)
        if not table.num_rows:
            added = (name for name in table.column_names if name not in names)
            none = np.zeros(0, np.int64)
            return cls(dict.fromkeys(names, none), dict.fromkeys(names, (None,)), dict.fromkeys(added, none))
        for name in names:
            column = table.column(name).combine_chunks()
            encoded = column if pa.types.is_dictionary(column.type) else compute.dictionary_encode(column)
            known = encoded.dictionary.to_pylist()
            in_order = sorted(range(len(known)), key=lambda place: (str(type(known[place])), known[place]))
            rank = np.empty(len(known) + 1, np.int32)
            rank[[*in_order, len(known)]] = np.arange(len(known) + 1)
            codes[name] = rank[_numbers(encoded.indices, len(known))]
            categories[name] = (*[known[place] for place in in_order], None)
        sums = {
            name: _numbers(table.column(name).cast(pa.int64()).combine_chunks(), 0)
            for name in table.column_names
            if name not in names
        }
        rows = np.lexsort([codes[name] for name in reversed(names)])
        return cls({n: c[rows] for n, c in codes.items()}, categories, {n: s[rows] for n, s in sums.items()})

    def __len__(self) -> int:
        return len(next(iter(self.dims.values()), ()))

    @cached_property
    def _none(self) -> np.ndarray:
        return np.ones(len(self), bool)

    def mask(self, where: Where) -> np.ndarray:
        """The rows whose cells are all among those wanted."""
        found = self._none
        for name, wanted in where.items():
            keep = np.array([cell in wanted for cell in self.categories[name]], bool)
            found = found & keep[self.dims[name]]
        return found

    def total(self, of: str, where: Where | None = None) -> int:
        """The sum of a column over the rows asked for."""
        values = self.sums[of]
        return int(values.sum() if not where else values[self.mask(where)].sum())

    def part(self, where: Where) -> "Cube":
        """The rows asked for, as a cube."""
        mask = self.mask(where)
        return Cube(
            {name: codes[mask] for name, codes in self.dims.items()},
            self.categories,
            {name: values[mask] for name, values in self.sums.items()},
        )

    def present(self, dim: str, of: str = "pupils") -> tuple[Category, ...]:
        """The cells of a dimension that have any of `of`, nulls left out, in order."""
        if not len(self):
            return ()
        counts = np.bincount(self.dims[dim], weights=self.sums[of], minlength=len(self.categories[dim]))
        found = [cell for cell, count in zip(self.categories[dim], counts, strict=True) if count and cell is not None]
        return tuple(sorted(found, key=lambda cell: (str(type(cell)), cell)))

    def rolled(self, dims: Collection[str]) -> "Cube":
        """The cube over fewer dimensions: rows alike in them added together."""
        key = np.zeros(len(self), np.int64)
        for name in dims:
            key = key * len(self.categories[name]) + self.dims[name]
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        sums = {}
        for name, values in self.sums.items():
            added = np.zeros(len(first), np.int64)
            np.add.at(added, inverse, values)
            sums[name] = added
        return Cube({n: self.dims[n][first] for n in dims}, {n: self.categories[n] for n in dims}, sums)

    def marked(self, name: str, mark: np.ndarray) -> "Cube":
        """The cube with one more dimension, true where `mark` is."""
        dims = {**self.dims, name: mark.astype(np.int32)}
        return Cube(dims, {**self.categories, name: (False, True, None)}, self.sums)

    def labels(self, dim: str) -> np.ndarray:
        """The cells of a dimension row by row, as an array of objects."""
        labels: np.ndarray = np.array(self.categories[dim], object)[self.dims[dim]]
        return labels


def _numbers(column: Any, null: int) -> np.ndarray:
    """A column of whole numbers, another number in place of its nulls. (pyarrow's own ways of doing it load pandas.)"""
    found = np.full(len(column), null, np.int64)
    known = np.from_dlpack(column.is_valid().cast("int8")) == 1
    found[known] = np.from_dlpack(column.drop_null())
    return found
