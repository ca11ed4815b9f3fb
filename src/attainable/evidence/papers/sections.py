"""The sections of the scrutiny paper, each a list of blocks; empty where the store has nothing to say."""

from dataclasses import dataclass

from attainable.documents.model import Block, Column, Heading, Paragraph, Table
from attainable.evidence import words
from attainable.evidence.charts.bars import bars_chart
from attainable.evidence.charts.map import map_chart
from attainable.evidence.charts.strip import strip_chart
from attainable.evidence.charts.trend import trend_chart
from attainable.evidence.papers.asking import Evidence
from attainable.evidence.papers.blocks import drawn, figures_table, numbers, sources
from attainable.evidence.papers.boundaries import features
from attainable.evidence.papers.district_sections import district_development, district_sen
from attainable.evidence.papers.districts import district_view
from attainable.evidence.papers.gap_overview import gap_overview
from attainable.evidence.papers.plan_numbers import plan_numbers
from attainable.evidence.result import ProtectedResult, Row

ATTAINMENT = ("eyfs-gld", "phonics-expected", "ks2-rwm-expected", "ks4-engmath-94", "attainment-8", "destinations-sustained")
ALSO_ATTAINMENT = ("multiplication-full-marks", "progress-8", "level-2-at-19")
PROCESS = (
    "ehc-requests-refused",
    "ehc-six-weeks",
    "ehc-assessments-plan-issued",
    "ehc-20-weeks",
    "ehc-20-weeks-all",
    "ehc-over-one-year",
    "annual-reviews-expected",
    "annual-reviews-held",
    "annual-review-decision-4-weeks",
    "tribunal-appeal-rate",
)


@dataclass(slots=True)
class Writer:
    """Gathers the blocks of one paper."""

    evidence: Evidence

    @property
    def focus(self) -> str:
        return self.evidence.area.code

    def measure(self, measure: str, *, by: str | None = None) -> list[Block]:
        """A measure under a heading of its own: why it matters, its trend, its latest figures."""
        trend = self.evidence.show(measure, by=by)
        latest = self.evidence.latest(measure, **({"by": by} if by else {}))
        if trend is None or latest is None:
            return []
        worded = fewer_groups(trend).in_words()
        blocks: list[Block] = [Heading(2, latest.subject.title), Paragraph(latest.subject.why)]
        if len({row.period for row in trend if row.area.code == self.focus and row.value is not None}) > 1:
            blocks += drawn(lambda: trend_chart(worded, focus=self.focus))
        blocks.append(figures_table(latest, f"{latest.subject.title}, {latest.rows[0].period.label}"))
        return blocks

    def also(self, title: str, measures: tuple[str, ...]) -> list[Block]:
        """Measures that need no picture: a table each under one heading."""
        found = [r for m in measures if (r := self.evidence.latest(m)) is not None]
        tables = [figures_table(r, f"{r.subject.title}, {r.rows[0].period.label}") for r in found]
        return [Heading(2, title), *tables] if tables else []

    def bars(self, measure: str, by: str) -> list[Block]:
        latest = self.evidence.latest(measure, by=by)
        if latest is None:
            return []
        worded = latest.in_words()
        caption = f"{latest.subject.title}, {latest.rows[0].period.label}"
        return [
            Heading(2, latest.subject.title),
            Paragraph(latest.subject.why),
            *drawn(lambda: bars_chart(worded, focus=self.focus)),
            figures_table(latest, caption),
        ]

    def standing(self, measure: str, group: str = "total") -> list[Block]:
        ranked = self.evidence.show(measure, statistic="rank", compare="", groups=group)
        if ranked is None:
            return []
        near = [area.code for area in self.evidence.neighbours]
        result = ranked.unranked().in_words()
        return drawn(lambda: strip_chart(result, focus=self.focus, neighbours=near))

    # The sections of the paper, in order.

    def identification(self) -> list[Block]:
        return self._section(
            "Pupils with special educational needs",
            [*self.measure("pupils-with-sen"), *self.also("In mainstream schools", ("mainstream-pupils-with-sen",))],
        )

    def attainment(self) -> list[Block]:
        blocks = gap_overview(self.evidence)
        for measure in ATTAINMENT:
            blocks += self.measure(measure)
        blocks += self.also("After 16, and other checks", ALSO_ATTAINMENT)
        return self._section("Attainment at each key stage", blocks)

    def need(self) -> list[Block]:
        blocks = [*self.bars("ehc-primary-need", "need"), *self.bars("overall-absence", "need")]
        return self._section("Type of need", blocks)

    def process(self) -> list[Block]:
        blocks = [*plan_numbers(self.evidence), *self._rates(), *self.measure("ehc-20-weeks")]
        blocks += [*self.standing("ehc-20-weeks"), *self._map("ehc-20-weeks")]
        blocks += [*self.measure("ehc-plans"), *self.measure("ehc-requests-refused"), *self.measure("tribunal-appeal-rate")]
        return self._section("Education, health and care plans", blocks)

    def _rates(self) -> list[Block]:
        results = [r for m in PROCESS if (r := self.evidence.latest(m)) is not None]
        if not results:
            return []
        return [Heading(2, "The process from request to review"), self._lines(results, "The EHC process, latest figures")]

    def _lines(self, results: list[ProtectedResult], caption: str) -> Table:
        """One line a measure: the authority, its region and country side by side, and the rank."""
        evidence = self.evidence
        areas = [a for a in (evidence.area, evidence.region, evidence.country) if a is not None]
        columns = (
            Column("Measure", share=0.27),
            Column("Period", share=0.09),
            *(Column(a.name, numeric=True, share=0.36 / len(areas)) for a in areas),
            Column(f"Numbers, {evidence.area.name}", numeric=True, share=0.14),
            Column("Rank", share=0.14),
        )
        rows = []
        for result in results:
            by_area = {row.area: row for row in result}
            rank = evidence.rank(result.subject.measure, "total")
            rows.append(
                (
                    result.subject.title,
                    result.rows[0].period.label,
                    *(words.cell_of(by_area[a], result.subject) if a in by_area else "–" for a in areas),
                    numbers(by_area.get(evidence.area)),
                    _rank_words(rank),
                )
            )
        place = "; ".join(dict.fromkeys(sources(result) for result in results))
        notes = ["Rank 1 is the best, if the measure has a best end. The range of possible ranks is in brackets."]
        doubtful = [(r.subject.title, row) for r in results for row in r if row.doubt and row.area == evidence.area]
        notes += [f"{title}. {row.note}" for title, row in doubtful]
        return Table(caption, columns, tuple(rows), notes=tuple(notes), source=place)

    def _map(self, measure: str) -> list[Block]:
        ranked = self.evidence.show(measure, statistic="rank", compare="", groups="total")
        shapes = features(self.evidence.catalogue, fictional=self.evidence.is_fictional)
        if ranked is None or not shapes:
            return []
        result = ranked.unranked().in_words()
        return drawn(lambda: map_chart(result, focus=self.focus, features=shapes))

    def placement(self) -> list[Block]:
        blocks = [*self.bars("ehc-placement", "placement"), *self.measure("ehc-sen-units")]
        return self._section("Placement and support", blocks)

    def absence(self) -> list[Block]:
        blocks = [*self.measure("persistent-absence"), *self.standing("persistent-absence", "ehc-plan")]
        blocks += self.also("Other measures of absence", ("overall-absence", "severe-absence", "attendance"))
        return self._section("Absence", blocks)

    def exclusion(self) -> list[Block]:
        return self._section(
            "Suspension and exclusion",
            [
                *self.measure("suspension-rate"),
                *self.also("Other measures of exclusion", ("permanent-exclusion-rate", "pupils-suspended")),
            ],
        )

    def districts(self) -> list[Block]:
        view = district_view(self.evidence.catalogue, self.evidence.area)
        self.evidence.used.update({r.subject.measure: r for r in (view.sen, view.development) if r is not None})
        blocks = [*district_sen(view, self.focus), *district_development(view, self.focus)]
        return self._section("The districts", blocks)

    def _section(self, title: str, blocks: list[Block]) -> list[Block]:
        return [Heading(1, title), *blocks] if blocks else []


_DRAWN = ("no-sen", "sen-support", "ehc-plan")


def fewer_groups(result: ProtectedResult) -> ProtectedResult:
    """No SEN, SEN support and EHC plan, where a result has them: a picture of their sums as well says no more."""
    have = {row.group for row in result}
    return result.where(lambda row: row.group in _DRAWN) if len(have.intersection(_DRAWN)) >= 2 else result


def _rank_words(rank: Row | None) -> str:
    if rank is None or rank.value is None:
        return "–"
    return f"{rank.value:.0f} of {rank.denominator:.0f} ({rank.lower:.0f} to {rank.upper:.0f})"
