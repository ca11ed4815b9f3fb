"""Who teaches, supports, cares for and may not see the children of the tiny world."""

import datetime as dt

from django.utils import timezone
from tests.records.world.rows import Rows

from attainable.accounts.models import Account
from attainable.domains.people.models import (
    Assignment,
    Carer,
    Consent,
    ContactRule,
    EmergencyAccess,
    GroupMember,
    GroupStaff,
    Involvement,
    Responsibility,
    Restriction,
    RestrictionException,
    TeachingGroup,
)
from attainable.values.school_year import school_year


def add_relations(rows: Rows) -> None:
    _taught_and_named(rows)
    _bodies(rows)
    _families(rows)
    _restrictions(rows)
    _emergencies(rows)


def _taught_and_named(rows: Rows) -> None:
    year = school_year(rows.on)
    for key, school, name, teacher in (("oak", "oak", "Class 4", "teacher_oak"), ("elm", "elm", "8A", "teacher_elm")):
        group = rows.groups[key] = rows.add(TeachingGroup(school=rows.schools[school], year=year, name=name))
        rows.add(GroupStaff(group=group, account=rows.accounts[teacher], from_date=rows.day(-80)))
    for key, group_key, until in (
        ("oak_taught", "oak", None),
        ("oak_none", "oak", None),
        ("formerly_taught", "oak", rows.day(-1)),
        ("left_yesterday", "oak", None),
        ("restricted", "oak", None),
        ("elm_plan", "elm", None),
        ("elm_none", "elm", None),
    ):
        rows.add(GroupMember(group=rows.groups[group_key], child=rows.children[key], from_date=rows.day(-80), until_date=until))
    for key, who, where, part, until in (
        ("named", "assistant_oak", "oak", "support", None),
        ("twin_one", "assistant_oak", "oak", "key-worker", None),
        ("formerly_named", "assistant_oak", "oak", "support", rows.day(-1)),
        # Of an organisation in which the assistant has no post, and of a child who has left.
        ("elm_plan", "assistant_oak", "elm", "support", None),
        ("moved_to_elm", "assistant_oak", "oak", "support", None),
        ("oak_plan", "writer_county", "county", "plan-writer", None),
        ("lives_beyond", "writer_county", "county", "plan-writer", None),
        ("restricted", "writer_county", "county", "plan-writer", None),
    ):
        rows.add(
            Assignment(
                child=rows.children[key],
                account=rows.accounts[who],
                organisation=rows.organisations[where],
                part=part,
                from_date=rows.day(-70),
                until_date=until,
            )
        )


def _bodies(rows: Rows) -> None:
    """Involvements with consent, without, with one withdrawn, by duty, ended, and of three bodies at once."""
    ended = rows.day(-1)
    for key, body, basis, involved_until, consents in (
        ("consented", "health_a", "consent", None, [None]),
        ("unconsented", "health_a", "consent", None, []),
        ("consent_withdrawn", "health_a", "consent", None, [ended]),
        ("by_duty", "health_a", "duty", None, []),
        ("involvement_ended", "health_a", "consent", ended, [None]),
        ("restricted", "health_a", "protection", None, []),
        ("three_bodies", "health_a", "consent", None, [None]),
        ("three_bodies", "health_b", "consent", None, [ended]),
        ("three_bodies", "health_c", "duty", None, []),
        ("oak_plan", "county", "duty", None, []),
        ("elm_plan", "partner", "consent", None, [ended, None]),
        ("under_five_plan", "health_b", "consent", None, [None]),
    ):
        child, organisation = rows.children[key], rows.organisations[body]
        rows.add(
            Involvement(
                child=child,
                organisation=organisation,
                basis=basis,
                from_date=rows.day(-50),
                until_date=involved_until,
                service="Therapy",
            )
        )
        for number, until in enumerate(consents):
            rows.add(
                Consent(
                    child=child,
                    organisation=organisation,
                    given_by="A parent",
                    relationship="mother",
                    from_date=rows.day(-50 + number),
                    until_date=until,
                )
            )
    # Consent for another body than the one that is involved.
    rows.add(
        Consent(
            child=rows.children["unconsented"],
            organisation=rows.organisations["health_b"],
            given_by="A parent",
            relationship="mother",
            from_date=rows.day(-50),
        )
    )


def _families(rows: Rows) -> None:
    for key, name, account in (
        ("parent", "Mira Twin", "parent"),
        ("barred", "Bram Split", "parent_barred"),
        ("former", "Faye Former", "parent_former"),
        ("of_adult", "Olive Grown", "parent_of_adult"),
        ("double", "Dora Double", "officer_and_parent"),
        ("quiet", "Quinn Split", ""),
    ):
        rows.carers[key] = rows.add(
            Carer(name=name, email=f"{key}@family.example", account=rows.accounts[account] if account else None)
        )
    for child, carer, relationship, may_see, until in (
        ("twin_one", "parent", "mother", True, None),
        ("twin_two", "parent", "mother", True, None),
        ("split", "barred", "father", False, None),
        ("split", "quiet", "mother", True, None),
        ("oak_support", "former", "step-parent", True, rows.day(-1)),
        ("nearly_adult", "of_adult", "mother", True, None),
        ("adult_today", "of_adult", "mother", True, None),
        ("young_person", "of_adult", "mother", True, None),
        ("officers_own", "double", "mother", True, None),
        ("restricted", "parent", "guardian", True, None),
    ):
        row = rows.add(
            Responsibility(
                child=rows.children[child],
                carer=rows.carers[carer],
                relationship=relationship,
                from_date=rows.day(-300),
                until_date=until,
                may_see=may_see,
                parental_responsibility=True,
                lives_with=may_see,
                why_not="" if may_see else "A court order forbids contact.",
            )
        )
        if may_see:
            rows.add(ContactRule(responsibility=row, message="sen", by="post"))
    rows.children["young_person"].account = rows.accounts["young_person"]


def _restrictions(rows: Rows) -> None:
    """One that names people (some for a time that is over), one that names nobody, one that was lifted."""
    named = rows.add(Restriction(child=rows.children["restricted"], why="Fictional reason.", from_date=rows.day(-30)))
    for who, until in (("senco_oak", None), ("health_a", None), ("writer_county", None), ("head_oak", rows.day(-1))):
        account: Account = rows.accounts[who]
        rows.add(RestrictionException(restriction=named, account=account, from_date=rows.day(-30), until_date=until))
    rows.add(Restriction(child=rows.children["restricted_unnamed"], why="Fictional reason.", from_date=rows.day(-30)))
    rows.add(
        Restriction(
            child=rows.children["restricted_formerly"], why="Fictional reason.", from_date=rows.day(-30), until_date=rows.day(-1)
        )
    )


def _emergencies(rows: Rows) -> None:
    """One that is open, one that is over, and one of a record that was restricted after it was opened."""
    now = timezone.now()
    for key, minutes in (("emergency", 30), ("emergency_over", -1), ("restricted", 30)):
        rows.add(
            EmergencyAccess(
                child=rows.children[key],
                account=rows.accounts["officer_county"],
                organisation=rows.organisations["county"],
                why="A child in danger, says a neighbour.",
                opened=now,
                expires=now + dt.timedelta(minutes=minutes),
            )
        )
