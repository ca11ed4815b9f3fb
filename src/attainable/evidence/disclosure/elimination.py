"""Which cells can be published without revealing an unsafe one by adding and subtracting.

Gaussian elimination over the integers modulo a prime, so that nothing is rounded (the idea of GaussSuppression: cells are taken
in order of the wish to publish them; one is hidden if an unsafe cell would then lie in the span of the published ones).
Source: Langsrud (2024), Secondary cell suppression by Gaussian elimination.
"""

from dataclasses import dataclass

import numpy as np

PRIME = 2_147_483_629
_HASHES = 2


@dataclass(frozen=True)
class Pattern:
    """`shown[i]` says whether candidate i can be published; `pivots` are the candidates that were new to what was known."""

    shown: np.ndarray
    pivots: list[int]


def eliminate(candidates: np.ndarray, unsafe: np.ndarray, known: np.ndarray) -> Pattern:
    """Decide in order which rows to publish so that no unsafe row can be worked out.

    `candidates`, `unsafe` and `known` are 0/1 (or −1) rows over the same unknowns; candidates come in order of the wish to
    publish, `known` rows are out already. An unsafe row that is worked out only from `known` stays unsafe.
    """
    matrix = _with_sums(np.concatenate([known, candidates, unsafe]))
    width = matrix.shape[1] - _HASHES
    first, last = len(known), len(known) + len(candidates)
    open_unsafe = np.arange(last, len(matrix))
    shown = np.zeros(len(candidates), bool)
    pivots: list[int] = []
    for place in range(last):
        row = matrix[place]
        filled = np.flatnonzero(row[:width])
        is_known = place < first
        if len(filled) == 0:
            if not is_known:
                shown[place - first] = True
            continue
        if not is_known and _gives_away(matrix, open_unsafe, row, width):
            continue
        _pivot(matrix, place, filled, width)
        if not is_known:
            shown[place - first] = True
            pivots.append(place - first)
    return Pattern(shown, pivots)


def _gives_away(matrix: np.ndarray, unsafe: np.ndarray, row: np.ndarray, width: int) -> bool:
    """Whether a reduced unsafe row is a multiple of the reduced row."""
    if not len(unsafe):
        return False
    one, two = matrix[unsafe, width], matrix[unsafe, width + 1]
    same = (one * row[width + 1]) % PRIME == (two * row[width]) % PRIME
    return bool((same & ((one != 0) | (two != 0))).any())


def _pivot(matrix: np.ndarray, place: int, filled: np.ndarray, width: int) -> None:
    """Take the row out of all later rows. The column is the one that the fewest later rows have."""
    later = matrix[place + 1 :]
    if len(filled) > 1:
        sample = filled[:: max(1, len(filled) // 4)]
        column = int(sample[np.argmin(np.count_nonzero(later[:, sample], axis=0))])
    else:
        column = int(filled[0])
    row = matrix[place]
    touched = np.flatnonzero(later[:, column])
    if not len(touched):
        return
    inverse = pow(int(row[column]), PRIME - 2, PRIME)
    factors = (later[touched, column] * inverse) % PRIME
    spots = np.concatenate([filled, np.arange(width, width + _HASHES)])
    block = later[np.ix_(touched, spots)]
    block -= (factors[:, None] * row[spots][None, :]) % PRIME
    block[block < 0] += PRIME
    later[np.ix_(touched, spots)] = block


def _with_sums(rows: np.ndarray) -> np.ndarray:
    """The rows modulo the prime, each followed by random sums of it.

    A row is a multiple of another when two random sums of each agree: cheaper than comparing them, and wrong once in 2^31.
    """
    height, width = rows.shape
    weights = np.random.default_rng(12345).integers(1, PRIME, (width, _HASHES), np.int64)
    matrix = np.empty((height, width + _HASHES), np.int64)
    matrix[:, :width] = rows
    # Cells are 0, 1 or −1, so that the sums of even a million of them stay far below 2^63.
    for place in range(_HASHES):
        matrix[:, width + place] = (matrix[:, :width] @ weights[:, place]) % PRIME
    if rows.size and rows.min() < 0:
        matrix[:, :width][rows < 0] += PRIME
    return matrix
