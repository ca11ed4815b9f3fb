"""Cells made out of other cells, by adding counts and nothing else: groups, regions, a year of terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from attainable.evidence.catalogue import Catalogue
from attainable.evidence.measures.cell import Key, PublishedCell
from attainable.evidence.result import distinct
from attainable.values.areas import AreaLevel
from attainable.values.periods import Period, PeriodKind

TERMS = (PeriodKind.AUTUMN, PeriodKind.SPRING, PeriodKind.SUMMER)


def years_of_terms(cells: Iterable[PublishedCell]) -> list[PublishedCell]:
    """The year's rate as the sum of its three terms' rates: near enough, since headcounts hardly move."""
    by_year: dict[Key, dict[PeriodKind, PublishedCell]] = {}
    for cell in cells:
        if cell.key.period.kind in TERMS and cell.value is not None:
            year = Period(PeriodKind.ACADEMIC, cell.key.period.year)
            by_year.setdefault(cell.key._replace(period=year), {})[cell.key.period.kind] = cell
    return [
        replace(
            next(iter(terms.values())),
            key=key,
            value=sum(c.value or 0.0 for c in terms.values()),
            terms=3,
            note="Sum of the three terms' rates, which is close to the year's rate.",
        )
        for key, terms in by_year.items()
        if len(terms) == 3
    ]


def add_any_sen(found: dict[Key, PublishedCell]) -> None:
    """Any SEN where the tables have only its two parts, with their counts."""
    for key in [key for key in found if key.group == "ehc-plan"]:
        whole = key._replace(group="any-sen")
        plan, support = found[key], found.get(key._replace(group="sen-support"))
        if support is None or (whole in found and (found[whole].is_known or found[whole].is_hidden)):
            continue  # what the publisher hid is not worked out from its parts
        added = add_cells(whole, (plan, support))
        if added is not None:
            found[whole] = replace(added, note="Sum of SEN support and EHC plan.")


def borrow_bases(found: dict[Key, PublishedCell]) -> None:
    """Give a figure without a base the size of its group in the nearest year, only for its interval.

    A cohort changes by a few per cent from year to year and the interval by half of that; without it, a figure
    with only a published rounded percentage would look more certain than one with known counts.
    """
    bases: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for key, cell in found.items():
        if cell.is_known and cell.denominator:
            bases.setdefault((key.area, key.group), []).append((key.period.position, cell.denominator))
    for key, cell in found.items():
        known = bases.get((key.area, key.group))
        if known and cell.is_known and cell.denominator is None and cell.value is not None:
            nearest = min(known, key=lambda base: abs(base[0] - key.period.position))
            found[key] = replace(cell, borrowed=nearest[1])


def add_cells(key: Key, cells: Sequence[PublishedCell], level: str = "") -> PublishedCell | None:
    """One cell out of the counts of several, or None if any of them has no counts (one may be hidden)."""
    if not cells or any(not c.is_known or c.numerator is None for c in cells):
        return None
    with_base = [c.denominator for c in cells if c.denominator is not None]
    if with_base and len(with_base) < len(cells):
        return None
    return PublishedCell(
        key,
        level or cells[0].level,
        distinct(s for c in cells for s in c.sources),
        sum(c.numerator or 0.0 for c in cells),
        sum(with_base) if with_base else None,
        rounded=max(c.rounded for c in cells) * len(cells),
        note=cells[0].note,
    )


def added_up(
    catalogue: Catalogue, cells: Mapping[Key, PublishedCell], within: str, period: Period, group: str
) -> PublishedCell | None:
    """A region or country as the sum of its authorities' counts, if every authority of the day has them."""
    authorities = catalogue.register.authorities(within=within, on=period.ends)
    parts = [cells.get(Key(period, catalogue.register.canonical(a.code), group)) for a in authorities]
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    added = add_cells(Key(period, within, group), whole, AreaLevel.REGIONAL.value)
    return replace(added, note=f"Sum of the counts of {len(whole)} authorities.") if added else None
