"""What the tiny world knows of provision: the catalogue of two schools, and one child with a row of each kind."""

from decimal import Decimal
from typing import Any

from tests.records.world.rows import Rows, ref_of

from attainable.domains.provision.models import (
    Adjustment,
    AgencyReferral,
    AgencyService,
    BandRow,
    BandTable,
    ChildPurchase,
    Concern,
    Contribution,
    Conversation,
    Diagnosis,
    FamilyContact,
    Given,
    Intervention,
    Recommendation,
    SchoolFunding,
    SchoolPurchase,
    Session,
    SpendingNote,
    StaffHours,
    StaffRate,
    Statement,
    Strategy,
    StrategyActivity,
    StrategyVersion,
    SupportPlan,
    Target,
    TopUp,
    TransitionMeeting,
)
from attainable.domains.provision.rules.strategy import Activity, Principle, Says
from attainable.domains.provision.rules.years import financial_year

PLANNED = {"minutes": 30, "sessions_per_week": 5, "weeks": 38, "group_size": 3}


def add_provision(rows: Rows) -> None:
    reading = _catalogue(rows)
    _statements(rows)
    child = rows.children["oak_plan"]
    begun = rows.day(-40)
    rows.add(Concern(child=child, from_date=begun, seen="Guesses words from pictures.", raised_by="Theo Teacher"))
    rows.add(SupportPlan(child=child, from_date=begun, review_on=rows.day(50), strengths="Kind to younger children."))
    rows.add(
        Target(
            child=child,
            from_date=begun,
            area="cognition",
            wording="Reads 45 words of the list without help.",
            baseline="12 words",
            success="Two checks a week apart",
            owner="Theo Teacher",
            due=rows.day(45),
        )
    )
    _money(rows, reading)
    _strategy(rows)
    given = rows.add(Given(child=child, intervention=reading, from_date=begun, **PLANNED))
    for days in (-30, -23):
        rows.add(Session(given=given, day=rows.day(days), logged_by_name="Asha Aid"))
    rows.add(Session(given=given, day=rows.day(-29), happened=False, reason="staff-absent", logged_by_name="Asha Aid"))
    rows.add(Conversation(child=child, from_date=begun, stage="explore", attended="The mother", family_said="He likes trains."))
    _around(rows, child)
    service = rows.add(
        AgencyService(
            organisation=rows.organisations["oak"],
            agency="speech",
            name="Talking well",
            provider="Countyshire health",
            steps="Ask",
        )
    )
    rows.add(Contribution(child=child, from_date=rows.day(-8), name="Dr Elsewhere", purpose="professional", said="Uses signs."))
    rows.add(Recommendation(child=child, from_date=rows.day(-9), agency="paediatrics", quoted="A hearing test each year."))
    rows.add(AgencyReferral(service=service, child=child, from_date=begun, agency="speech", why="Few words for his age."))


def _statements(rows: Rows) -> None:
    """One school has a list of its own; the others use the starting list."""
    texts = (
        ("cognition", "Loses the place on a line"),
        ("cognition", "Forgets a sum by the next day"),
        ("wellbeing", "Cries at the gate"),
    )
    for place, (area, words) in enumerate(texts):
        rows.add(Statement(organisation=rows.organisations["oak"], area=area, words=words, place=place))


def _strategy(rows: Rows) -> None:
    """A school writes an inclusion strategy, and published a version of it."""
    year = financial_year(rows.on)
    strategy = rows.add(
        Strategy(
            organisation=rows.organisations["oak"],
            ref=ref_of("strategy", "oak"),
            first_year=year,
            last_year=year,
            summary="Every pupil reads.",
            changed_by="Sam Senco",
        )
    )
    one: dict[str, Any] = {
        "barrier": "Reading",
        "activity": "A small group each day",
        "year": year,
        "pence": 1_400_000,
        "source": "imf",
    }
    rows.add(StrategyActivity(strategy=strategy, **one))
    principles = tuple(Principle(number, f"Wording {number}", "A letter", "We do it.") for number in range(1, 8))
    says = Says("Oak Primary School", year, year, rows.day(200), "Every pupil reads.", 12, (Activity(**one),), principles, {})
    rows.add(StrategyVersion(strategy=strategy, version=1, published_on=rows.on, published_by="Sam Senco", says=says.plain()))


def _money(rows: Rows, reading: Intervention) -> None:
    """A school with money, a council's table, and a child with a top-up; another child for whom something was bought."""
    year = financial_year(rows.on)
    oak = {"organisation": rows.organisations["oak"], "recorded_by": "Sam Senco"}
    for source, pence in (("school", 8_600_000), ("imf", 1_400_000)):
        rows.add(SchoolFunding(year=year, source=source, pence=pence, **oak))
    rows.add(
        SchoolPurchase(
            what="Reading scheme", kind="licence", pence=60_000, years=2, paid_by="imf", bought_on=rows.day(-10), **oak
        )
    )
    rows.add(StaffHours(staff_role="ta", from_date=rows.day(-100), minutes=1950, **oak))
    table = rows.add(
        BandTable(council="Countyshire", scheme="Top-up bands", from_date=rows.day(-100), found="A letter of last year", **oak)
    )
    rows.add(BandRow(table=table, name="A", hours_from=0, hours_to=13, least=0, most=0))
    rows.add(BandRow(table=table, name="B", hours_from=13, hours_to=19, least=0, most=300_000))
    child = rows.children["oak_plan"]
    rows.add(TopUp(child=child, from_date=rows.day(-40), council="Countyshire", band="A", hours=13, pounds=Decimal(1200)))
    rows.add(
        SpendingNote(
            child=child, from_date=rows.day(-5), year=str(year), reason="A smaller group than planned.", written_by="Sam Senco"
        )
    )
    rows.add(
        ChildPurchase(
            child=rows.children["oak_support"],
            from_date=rows.day(-10),
            what="Writing slope",
            kind="equipment",
            pounds=Decimal("45.50"),
            years=5,
            why="For handwriting.",
            decided_by_name="Sam Senco",
        )
    )


def _around(rows: Rows, child: Any) -> None:
    begun = rows.day(-40)
    pause = {"what": "A pause when he asks for one", "why": "Noise tires him.", "owner": "Theo Teacher"}
    rows.add(Adjustment(child=child, from_date=begun, kind="lessons", review_on=rows.day(20), **pause))
    rows.add(Diagnosis(child=child, from_date=begun, condition="Autism", state="waiting", by="Community paediatrics"))
    met = {"attended": "Nursery staff, the mother", "known": "Songs calm him.", "agreed": "Two visits in July."}
    rows.add(TransitionMeeting(child=child, from_date=begun, kind="into", **met))
    said = {"person": "The mother", "about": "He slept badly.", "by_name": "Theo Teacher"}
    rows.add(FamilyContact(child=child, from_date=begun, way="phone", **said))


def _catalogue(rows: Rows) -> Intervention:
    made = [
        rows.add(
            Intervention(
                organisation=rows.organisations[school], name=name, tier="targeted", area="cognition", staff_role="ta", **PLANNED
            )
        )
        for school, name in (("oak", "Precision reading"), ("oak", "Number gap"), ("elm", "Talk time"))
    ]
    for day, pence in ((rows.day(-400), 1724), (rows.day(-25), 1793)):
        rows.add(StaffRate(organisation=rows.organisations["oak"], staff_role="ta", from_date=day, pence=pence))
    return made[0]
