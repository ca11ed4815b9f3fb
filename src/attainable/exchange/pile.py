"""The rows of a file between reading and planning: on disk, so that memory grows by a few bytes a row."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Self

from attainable.exchange.storage import folder
from attainable.formats.people.rows import Person, pack, unpack
from attainable.values.problem import Problem, ProblemsError


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that was read, packed."""

    packed: bytes
    problems: tuple[Problem, ...]
    number: int

    @property
    def person(self) -> Person:
        return unpack(self.packed)

    @property
    def refused(self) -> bool:
        return any(problem.is_error for problem in self.problems)


class Pile:
    """Rows by place, in the order of the file. What is behind them has no name on the disk, and goes when it is left."""

    def __init__(self) -> None:
        self._file = TemporaryFile(dir=folder())  # noqa: SIM115  (it is closed when the pile is left)
        self._starts, self._numbers = array("Q", [0]), array("L")
        self._problems: dict[int, tuple[Problem, ...]] = {}

    def clear(self) -> None:
        """Forget every row: the file is read again."""
        self._file.seek(0)
        self._file.truncate()
        self._starts, self._numbers, self._problems = array("Q", [0]), array("L"), {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: int) -> Kept:
        start, end = self._starts[place], self._starts[place + 1]
        self._file.seek(start)
        return Kept(self._file.read(end - start), self._problems.get(place, ()), self._numbers[place])

    def __iter__(self) -> Iterator[Kept]:
        return (self[place] for place in range(len(self)))

    def add(self, person: Person, problems: tuple[Problem, ...]) -> None:
        """Raises ProblemsError where the disk has no room."""
        packed = pack(person)
        try:
            if self._file.tell() != self._starts[-1]:
                self._file.seek(self._starts[-1])
            self._file.write(packed)
        except OSError as error:
            raise ProblemsError(
                Problem(
                    "disk",
                    f"The rows could not be saved: {error.strerror or 'the disk failed'}.",
                    "Free some disk space and try again. Nothing has changed.",
                )
            ) from None
        if problems:
            self._problems[len(self)] = problems
        self._starts.append(self._starts[-1] + len(packed))
        self._numbers.append(person.row)

    def person(self, place: int) -> Person:
        return self[place].person

    def number(self, place: int) -> int:
        return self._numbers[place]

    def say(self, place: int, problem: Problem) -> None:
        """One more problem of a row."""
        self._problems[place] = (*self._problems.get(place, ()), problem)

    def usable(self) -> list[int]:
        """Places of the rows without an error."""
        faulty = {place for place, found in self._problems.items() if any(problem.is_error for problem in found)}
        return [place for place in range(len(self)) if place not in faulty]
