"""The cells of one question, with the areas, groups and periods that it is about: what every statistic is worked out from."""

from collections.abc import Mapping

from attainable.evidence.catalogue import Catalogue
from attainable.evidence.measures.cell import Key, PublishedCell
from attainable.evidence.measures.cells import all_cells, read_cells
from attainable.evidence.measures.question import POOLED, CompareWith, Question
from attainable.evidence.measures.sums import TERMS, add_cells, added_up
from attainable.evidence.result import Statistic, distinct
from attainable.values.areas import Area, AreaLevel
from attainable.values.codes import GROUPS
from attainable.values.periods import Period


class AskedCells:
    """The cells of one question, with the areas and periods that it is about."""

    def __init__(self, catalogue: Catalogue, question: Question) -> None:
        self.catalogue, self.question, self.measure = catalogue, question, question.measure
        self.register = catalogue.register
        self.cells: Mapping[Key, PublishedCell]
        if self._needs_all():
            self.cells = all_cells(catalogue, question.measure, question.by, release=question.release)
        else:
            self.cells = read_cells(catalogue, question.measure, question.by, areas=self._codes(), release=question.release)

    def _needs_all(self) -> bool:
        whole = {Statistic.RANK, Statistic.MANTEL_HAENSZEL}
        levels = {AreaLevel.NATIONAL, AreaLevel.REGIONAL}
        adds = any(a.level in levels for a in self.question.areas) or bool(
            {CompareWith.REGION, CompareWith.ENGLAND} & set(self.question.compare)
        )
        return self.question.statistic in whole or adds

    def _codes(self) -> list[str]:
        return [area.code for area in (*self.question.areas, *self.question.neighbours)]

    def areas(self) -> tuple[Area, ...]:
        """The areas asked for, then their region, country and neighbours."""
        question, found = self.question, list(self.question.areas)
        for area in question.areas:
            top = area if area.level is not AreaLevel.DISTRICT else self.register[area.parent]
            region = self.register.region_of(top.code)
            if CompareWith.REGION in question.compare and region is not None:
                found.append(region)
            if CompareWith.ENGLAND in question.compare:
                found.append(self.register.country_of(top.code))
        if CompareWith.NEIGHBOURS in question.compare:
            found += question.neighbours
        return distinct(found)

    def groups(self) -> tuple[str, ...]:
        """The groups of the breakdown that have cells, in the order people expect them."""
        have = {key.group for key in self.cells}
        if self.question.groups:
            return tuple(g for g in self.question.groups if g in have)
        official = [g for g in GROUPS.get(self.question.by, ()) if g in have]
        return (*official, *sorted((g for g in have if g not in official), key=natural))

    def periods(self, *groups: str) -> tuple[Period, ...]:
        """The periods asked for, or all in which an area asked for has a cell (of the groups), in order.

        A region or country also has the periods in which its authorities can be added up. Where a group has
        both years and terms, years are shown unless a term is asked for.
        """
        asked = self.question.periods
        wanted = {area.code for area in self.question.areas}
        keys = [k for k in self.cells if k.group in groups]
        everything = {k.period for k in keys}
        found = {k.period for k in keys if k.area in wanted}
        for area in self.question.areas:
            if area.level in (AreaLevel.REGIONAL, AreaLevel.NATIONAL):
                found |= {p for p in everything - found if any(self.cell(p, area, g) for g in groups)}
        have = sorted(found or everything)
        if asked:
            labels = {p.label for p in asked}
            return tuple(p for p in have if p.label in labels)
        yearly = [p for p in have if p.kind not in TERMS]
        return tuple(yearly or have)

    def cell(self, period: Period, area: Area, group: str) -> PublishedCell | None:
        """A published cell; for a region or country without one, its authorities' counts added up."""
        if area.code == POOLED:
            parts = [self.cells.get(Key(period, n.code, group)) for n in self.question.neighbours]
            known = [part for part in parts if part is not None]
            return add_cells(Key(period, POOLED, group), known) if known and len(known) == len(parts) else None
        found = self.cells.get(Key(period, area.code, group))
        if found is not None and (found.is_known or found.is_hidden):
            return found
        if area.level in (AreaLevel.REGIONAL, AreaLevel.NATIONAL):
            return added_up(self.catalogue, self.cells, area.code, period, group) or found
        return found

    def pooled(self) -> Area | None:
        """All statistical neighbours as one area, when they are compared with."""
        if CompareWith.NEIGHBOURS not in self.question.compare or not self.question.neighbours:
            return None
        name = f"Statistical neighbours of {self.question.areas[0].name}"
        return Area(POOLED, name, AreaLevel.AUTHORITY)

    def notes(self) -> list[str]:
        """What a reader must know of the places asked about."""
        found = []
        for area in self.question.areas:
            succession = self.register.formed_from(area.code)
            if succession is not None:
                found.append(f"{succession.note}. Figures before {succession.on:%B %Y} are not for {area.name}.")
        return found


def natural(group: str) -> tuple[tuple[int, str], ...]:
    """Age 9 before age 10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in group.split("-"))
