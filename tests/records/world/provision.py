"""What the tiny world knows of provision: the catalogue of two schools, and one child with a row of each kind."""

from tests.records.world.rows import Rows

from attainable.domains.provision.models import (
    AgencyReferral,
    Concern,
    Conversation,
    Given,
    Intervention,
    Session,
    StaffRate,
    Statement,
    SupportPlan,
    Target,
)

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
    given = rows.add(Given(child=child, intervention=reading, from_date=begun, **PLANNED))
    for days in (-30, -23):
        rows.add(Session(given=given, day=rows.day(days), logged_by_name="Asha Aid"))
    rows.add(Session(given=given, day=rows.day(-29), happened=False, reason="staff-absent", logged_by_name="Asha Aid"))
    rows.add(Conversation(child=child, from_date=begun, stage="explore", attended="The mother", family_said="He likes trains."))
    rows.add(AgencyReferral(child=child, from_date=begun, agency="speech", why="Few words for his age."))


def _statements(rows: Rows) -> None:
    """One school has a list of its own; the others use the starting list."""
    texts = (
        ("cognition", "Loses the place on a line"),
        ("cognition", "Forgets a sum by the next day"),
        ("wellbeing", "Cries at the gate"),
    )
    for place, (area, words) in enumerate(texts):
        rows.add(Statement(organisation=rows.organisations["oak"], area=area, words=words, place=place))


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
