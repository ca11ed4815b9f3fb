"""Everything that is to be published together, as sums over inner cells: what an intruder could subtract.

An inner cell that is zero is left out of the equations: the intruder is taken to know it, so that no zero ever protects
anything. Where a profile hides that none or all of a small group met something, the zeros of that group are unknown too. Inner
cells that are in exactly the same published cells are one unknown.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

type Where = Mapping[str, Collection[object]]


@dataclass(frozen=True, slots=True)
class Share:
    """The two cells of a share: places in the system's list."""

    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class CellKey:
    """A published cell in words that don't change from one release to the next."""

    space: str
    where: tuple[tuple[str, tuple[str, ...]], ...]
    of: tuple[str, ...]

    def __str__(self) -> str:
        parts = " and ".join(f"{dim} in {'/'.join(cells)}" for dim, cells in self.where) or "all"
        return f"{self.space}: {'+'.join(self.of)} where {parts}"


@dataclass
class Space:
    """Inner cells with their attributes and counts; published cells are sums over them.

    `attributes[dim]` and `counts[column]` are arrays of one length; counts are whole numbers of 0 or more. With `contributors`
    the numbers are amounts (of money, in pence), and the array says whose each is.
    """

    name: str
    attributes: Mapping[str, np.ndarray]
    counts: Mapping[str, np.ndarray]
    system: "System"
    contributors: np.ndarray | None = None
    _rows: list[tuple[np.ndarray, tuple[str, ...]]] = field(default_factory=list)
    _ids: list[int] = field(default_factory=list)
    _known: dict[CellKey, int] = field(default_factory=dict)
    _masks: dict[tuple[str, tuple[str, ...]], np.ndarray] = field(default_factory=dict)
    _open: dict[str, np.ndarray] = field(default_factory=dict)

    def can_tell(self, where: Where) -> bool:
        """Whether the space has the attributes that a condition names."""
        return where.keys() <= self.attributes.keys()

    def cell(self, where: Where, of: Sequence[str]) -> int:
        """Enter a cell: the sum of some columns over the inner cells with these attributes. Entered twice, it is one."""
        key = CellKey(self.name, _canonical(where), tuple(of))
        if key not in self._known:
            mask = self._mask(key)
            value = sum(int(self.counts[column][mask].sum()) for column in of)
            self._known[key] = self.system.add(key, value, self)
            if self.contributors is not None:
                self.system.contributions[self._known[key]] = self._contributions(mask, of)
            self._rows.append((mask, tuple(of)))
            self._ids.append(self._known[key])
        return self._known[key]

    def _contributions(self, mask: np.ndarray, of: Sequence[str]) -> tuple[int, ...]:
        """What each contributor gave to a cell, the largest first."""
        _, whose = np.unique(np.asarray(self.contributors)[mask], return_inverse=True)
        given = np.zeros(int(whose.max(initial=-1)) + 1, np.int64)
        for column in of:
            np.add.at(given, whose, self.counts[column][mask])
        return tuple(np.sort(given)[::-1].tolist())

    def open(self, id: int, but: int | None = None) -> None:
        """Take the zeros of a cell for unknown (without those of another cell): that nobody is in it must not come out."""
        mask, of = self._rows[self._ids.index(id)]
        left = () if but is None else self._rows[self._ids.index(but)][1]
        for column in set(of) - set(left):
            self._open[column] = self._open.get(column, np.zeros(len(mask), bool)) | mask

    def share(self, where: Where, of: Sequence[str], out_of: Sequence[str]) -> Share:
        """Enter a share: its numerator, its denominator, and the rest, which must not come out by subtraction."""
        share = Share(self.cell(where, of), self.cell(where, out_of))
        if share not in self.system.shares and share.numerator != share.denominator:
            self.system.shares[share] = None
        return share

    def _mask(self, key: CellKey) -> np.ndarray:
        size = len(next(iter(self.counts.values())))
        mask = np.ones(size, bool)
        for dim, cells in key.where:
            if (dim, cells) not in self._masks:
                self._masks[dim, cells] = np.isin(self._text(dim), cells)
            mask = mask & self._masks[dim, cells]
        return mask

    def _text(self, dim: str) -> np.ndarray:
        return np.array([_word(cell) for cell in self.attributes[dim].tolist()], dtype=object).astype(str)

    def matrix(self) -> tuple[np.ndarray, np.ndarray]:
        """The cells as 0/1 rows over the merged unknowns (cells × unknowns, int8), and the unknowns' values."""
        columns = sorted({column for _, of in self._rows for column in of})
        parts, values = [], []
        for column in columns:
            some = self.counts[column] > 0
            if column in self._open:
                some = some | self._open[column]
            parts.append(np.array([mask[some] if column in of else np.zeros(int(some.sum()), bool) for mask, of in self._rows]))
            values.append(self.counts[column][some])
        whole = np.concatenate(parts, axis=1)
        amounts = np.concatenate(values)
        packed = np.packbits(whole, axis=0)
        _, first, inverse = np.unique(packed, axis=1, return_index=True, return_inverse=True)
        merged = np.bincount(inverse.ravel(), weights=amounts, minlength=len(first)).astype(np.int64)
        seen = whole[:, first].any(axis=0)
        return whole[:, first][:, seen].astype(np.int8), merged[seen]

    @property
    def ids(self) -> list[int]:
        return self._ids


@dataclass
class System:
    """Spaces whose cells are published together, and cells of different spaces that are the same number."""

    keys: list[CellKey] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    spaces: dict[str, Space] = field(default_factory=dict)
    shares: dict[Share, None] = field(default_factory=dict)
    equal: list[tuple[int, int]] = field(default_factory=list)
    nearly: list[tuple[int, int]] = field(default_factory=list)
    contributions: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _home: list[str] = field(default_factory=list)

    def space(
        self,
        name: str,
        attributes: Mapping[str, np.ndarray],
        counts: Mapping[str, np.ndarray],
        contributors: np.ndarray | None = None,
    ) -> Space:
        """A new space. Raises ValueError for a negative count or a name that is taken."""
        if name in self.spaces or any((np.asarray(c) < 0).any() for c in counts.values()):
            raise ValueError(f"the space {name} already exists, or a count in it is negative")
        self.spaces[name] = Space(name, attributes, {n: np.asarray(c, np.int64) for n, c in counts.items()}, self, contributors)
        return self.spaces[name]

    def in_spaces(self, id: int) -> dict[str, int]:
        """The cells that are the same number, by the name of their space."""
        same = [id, *(b for a, b in self.equal if a == id), *(a for a, b in self.equal if b == id)]
        return {self._home[one]: one for one in reversed(same)}

    def add(self, key: CellKey, value: int, space: Space) -> int:
        self.keys.append(key)
        self.values.append(value)
        self._home.append(space.name)
        return len(self.keys) - 1

    def same(self, one: int, other: int) -> None:
        """Two cells that count the same people in two spaces: what hides one must hide the other."""
        if one != other and self.values[one] == self.values[other]:
            self.equal.append((one, other))

    def near(self, one: int, other: int) -> None:
        """Two cells that count nearly the same people: those who are in only one must not come out by subtraction."""
        if self.values[one] == self.values[other]:
            self.same(one, other)
        else:
            self.nearly.append((one, other))

    def groups(self) -> list[list[Space]]:
        """Spaces that hang together through cells of the same people, or nearly; the others are protected one by one."""
        parent = {name: name for name in self.spaces}

        def root(name: str) -> str:
            while parent[name] != name:
                name = parent[name]
            return name

        for one, other in (*self.equal, *self.nearly):
            parent[root(self._home[one])] = root(self._home[other])
        found: dict[str, list[Space]] = {}
        for name, space in self.spaces.items():
            found.setdefault(root(name), []).append(space)
        return [group for group in found.values() if any(space.ids for space in group)]


def _canonical(where: Where) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((dim, tuple(sorted(_word(cell) for cell in cells))) for dim, cells in where.items()))


def _word(cell: object) -> str:
    return "none" if cell is None else str(cell)
