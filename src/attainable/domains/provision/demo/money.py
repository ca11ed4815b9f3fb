"""Money of the fictional county: what each school has and bought, the council's bands, and what is paid and bought for
children."""

import datetime as dt
from typing import Final

from attainable.domains.provision.models import (
    BandRow,
    BandTable,
    ChildPurchase,
    SchoolFunding,
    SchoolPurchase,
    SpendingNote,
    StaffHours,
    Strategy,
    StrategyActivity,
    TopUp,
)
from attainable.domains.provision.rules.years import bounds, financial_year
from attainable.records.making.draws import Draws
from attainable.records.making.sink import Sink

_BY: Final = "Fictional staff"
_COUNCIL: Final = "The county council"
# Pence of a year by source, minutes a week by role, and bands by hours: made up, of the size that a primary school has.
_FUNDING: Final = {"school": 8_600_000, "imf": 1_400_000, "premium": 900_000}
_MINUTES: Final = {"ta": 9_750, "hlta": 1_950}
_BANDS: Final = (("A", 0, 13, 0, 0), ("B", 13, 20, 0, 300_000), ("C", 20, 29, 300_000, 700_000), ("D", 29, None, 700_000, None))
# The activities that the fund pays for add up to it.
_ACTIVITIES: Final = (
    ("Children can’t yet say what they need.", "Talk groups in Reception and year 1", 600_000, "imf"),
    ("Reading holds children back in other subjects.", "Precision reading, and books that match it", 800_000, "imf"),
    ("Children come in upset.", "A calm start with an adult who knows the child", 1_900_000, "school"),
    ("Children fall behind in number.", "Number groups four times a week", 2_400_000, "school"),
    ("Clubs are out of reach.", "Places in clubs, with an adult where it is needed", 250_000, "premium"),
)
# In thousandths of the children who are given something.
_TOPPED_UP, _BOUGHT = 60, 50
# What is bought for children with a need: what, kind, pounds and years.
_THINGS: Final = {
    "PD": ("Writing slope and seat wedge", "equipment", 62, 5),
    "ASD": ("Ear defenders", "equipment", 24, 3),
    "SLCN": ("Communication software", "licence", 95, 1),
    "SPLD": ("Reading pen", "equipment", 180, 4),
}


def add_school_money(sink: Sink, on: dt.date, schools: list[int]) -> None:
    """What schools have, bought and pay staff for, and the bands of the county's council as each of them keeps them."""
    first, _ = bounds(financial_year(on))
    given = [(school, source, pence) for school in schools for source, pence in _FUNDING.items()]
    sink.add(
        SchoolFunding,
        len(given),
        organisation_id=[school for school, _, _ in given],
        year=financial_year(on),
        source=[source for _, source, _ in given],
        pence=[pence for _, _, pence in given],
        recorded_by=_BY,
    )
    sink.add(
        SchoolPurchase,
        len(schools),
        organisation_id=schools,
        what="Reading scheme for small groups",
        kind="licence",
        pence=120_000,
        years=3,
        paid_by="imf",
        bought_on=min(first + dt.timedelta(days=150), on),
        recorded_by=_BY,
    )
    hours = [(school, role, minutes) for school in schools for role, minutes in _MINUTES.items()]
    sink.add(
        StaffHours,
        len(hours),
        organisation_id=[school for school, _, _ in hours],
        staff_role=[role for _, role, _ in hours],
        minutes=[minutes for _, _, minutes in hours],
        from_date=first,
        recorded_by=_BY,
    )
    _add_bands(sink, first, schools)


def _add_bands(sink: Sink, first: dt.date, schools: list[int]) -> None:
    """The council's table, as each school keeps it."""
    tables = sink.add(
        BandTable,
        len(schools),
        organisation_id=schools,
        council=_COUNCIL,
        scheme="Top-up bands",
        from_date=first,
        found="A made-up table",
        recorded_by=_BY,
    )
    rows = [(table, band) for table in tables for band in _BANDS]
    sink.add(
        BandRow,
        len(rows),
        table_id=[table for table, _ in rows],
        name=[band[0] for _, band in rows],
        hours_from=[band[1] for _, band in rows],
        hours_to=[band[2] for _, band in rows],
        least=[band[3] for _, band in rows],
        most=[band[4] for _, band in rows],
    )


def add_strategies(sink: Sink, on: dt.date, schools: list[int]) -> None:
    """An inclusion strategy that each school is writing. Its principles are still without their official wording."""
    year = financial_year(on)
    strategies = sink.add(
        Strategy,
        len(schools),
        organisation_id=schools,
        first_year=year,
        last_year=year,
        review_on=on + dt.timedelta(days=240),
        summary="Every pupil can take part in every lesson, and is helped early.",
        changed_by=_BY,
        changed_at=dt.datetime.combine(on, dt.time(12), tzinfo=dt.UTC),
    )
    rows = [(strategy, activity) for strategy in strategies for activity in _ACTIVITIES]
    sink.add(
        StrategyActivity,
        len(rows),
        strategy_id=[strategy for strategy, _ in rows],
        barrier=[activity[0] for _, activity in rows],
        activity=[activity[1] for _, activity in rows],
        year=year,
        pence=[activity[2] for _, activity in rows],
        source=[activity[3] for _, activity in rows],
    )


def add_child_money(sink: Sink, on: dt.date, began: dt.date, rows: list[tuple[int, int, str]], draws: Draws) -> None:
    """Top-up for some children, with why the school spends less than it has for them, and what was bought for others: of
    children, their schools and their stories."""
    topped = [key for (key, _, _), some in zip(rows, draws.chance(len(rows), _TOPPED_UP), strict=True) if some]
    sink.add(TopUp, len(topped), child_id=topped, from_date=began, council=_COUNCIL, band="B", hours=15, pounds=1500)
    sink.add(
        SpendingNote,
        len(topped),
        child_id=topped,
        from_date=on,
        year=str(financial_year(on)),
        reason="The second assistant begins in January. Until then a group of three shares one.",
        written_by=_BY,
    )
    bought = [
        (key, _THINGS[story])
        for (key, _, story), some in zip(rows, draws.chance(len(rows), _BOUGHT), strict=True)
        if some and story in _THINGS
    ]
    sink.add(
        ChildPurchase,
        len(bought),
        child_id=[key for key, _ in bought],
        from_date=began,
        what=[thing[0] for _, thing in bought],
        kind=[thing[1] for _, thing in bought],
        pounds=[thing[2] for _, thing in bought],
        years=[thing[3] for _, thing in bought],
        why="It was agreed at the first conversation with the family.",
        decided_by_name=_BY,
    )
