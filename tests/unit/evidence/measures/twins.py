"""The slow, obvious twins of the statistics: plain formulas on plain rows, nothing of the engine's own."""

import csv
import gzip
from collections.abc import Callable, Sequence
from math import exp, log, sqrt
from pathlib import Path

from scipy.stats import chi2, norm, t

type Three = tuple[float, float, float]
Z = float(norm.ppf(0.975))


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a published CSV file, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def where(rows: Sequence[dict[str, str]], **wanted: str) -> list[dict[str, str]]:
    return [row for row in rows if all(row[column] == cell for column, cell in wanted.items())]


def share(met: float, of: float) -> Three:
    """A percentage with the Wilson interval."""
    p = met / of
    middle = (p + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z / (1 + Z * Z / of) * sqrt(p * (1 - p) / of + Z * Z / (4 * of * of))
    return 100 * p, 100 * (middle - half), 100 * (middle + half)


def count(n: float) -> Three:
    """A number of events with the exact Poisson interval."""
    lower = float(chi2.ppf(0.025, 2 * n)) / 2 if n else 0.0
    return n, lower, float(chi2.ppf(0.975, 2 * n + 2)) / 2


def gap(first: Three, second: Three) -> Three:
    """First minus second; the limits by the square-and-add rule (Newcombe, Zou and Donner)."""
    d = first[0] - second[0]
    below = sqrt((first[0] - first[1]) ** 2 + (second[2] - second[0]) ** 2)
    above = sqrt((first[2] - first[0]) ** 2 + (second[0] - second[1]) ** 2)
    return d, d - below, d + above


def odds_ratio(met: float, of: float, other_met: float, other_of: float) -> Three:
    a, b, c, d = met, of - met, other_met, other_of - other_met
    ratio, error = a * d / (b * c), sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return ratio, exp(log(ratio) - Z * error), exp(log(ratio) + Z * error)


def risk_ratio(met: float, of: float, other_met: float, other_of: float) -> Three:
    ratio = (met / of) / (other_met / other_of)
    error = sqrt(1 / met - 1 / of + 1 / other_met - 1 / other_of)
    return ratio, exp(log(ratio) - Z * error), exp(log(ratio) + Z * error)


def mantel_haenszel(strata: Sequence[tuple[float, float, float, float]]) -> Three:
    """Strata of (met, of, other met, other of); the interval of Robins, Breslow and Greenland."""
    r = s = pr = ps_qr = qs = 0.0
    for met, of, other_met, other_of in strata:
        a, b, c, d = met, of - met, other_met, other_of - other_met
        n = a + b + c + d
        p, q = (a + d) / n, (b + c) / n
        r, s = r + a * d / n, s + b * c / n
        pr, ps_qr, qs = pr + p * a * d / n, ps_qr + p * b * c / n + q * a * d / n, qs + q * b * c / n
    error = sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s))
    return r / s, r / s * exp(-Z * error), r / s * exp(Z * error)


def times(last: float, first: float) -> Three:
    """One count over another."""
    error = sqrt(1 / last + 1 / first)
    return last / first, last / first * exp(-Z * error), last / first * exp(Z * error)


def trend(points: Sequence[tuple[float, Three]]) -> Three:
    """The weighted straight line, its error inflated where the points scatter more than they may."""
    se = [(high - low) / (2 * Z) for _, (_, low, high) in points]
    w = [1 / e**2 for e in se]
    xs, ys = [x for x, _ in points], [y for _, (y, _, _) in points]
    mx = sum(a * x for a, x in zip(w, xs, strict=True)) / sum(w)
    my = sum(a * y for a, y in zip(w, ys, strict=True)) / sum(w)
    sxx = sum(a * (x - mx) ** 2 for a, x in zip(w, xs, strict=True))
    slope = sum(a * (x - mx) * (y - my) for a, x, y in zip(w, xs, ys, strict=True)) / sxx
    chi = sum(a * (y - my - slope * (x - mx)) ** 2 for a, x, y in zip(w, xs, ys, strict=True))
    error = sqrt(1 / sxx) * sqrt(max(1.0, chi / (len(xs) - 2)))
    margin = float(t.ppf(0.975, len(xs) - 2)) * error
    return slope, slope - margin, slope + margin


def rank(mine: Three, others: Sequence[Three], better: Callable[[float, float], bool]) -> Three:
    """My rank among me and the others; then 1 + those surely better, and all − those surely worse."""
    place, best, worst = 1, 1, len(others) + 1
    for other in others:
        place += better(other[0], mine[0])
        difference = gap(other, mine)
        if difference[1] > 0 or difference[2] < 0:  # surely not alike
            if better(other[0], mine[0]):
                best += 1
            else:
                worst -= 1
    return place, best, worst
