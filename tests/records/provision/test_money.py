"""A school's money, the bands of councils and children's costs, as the people who keep them see them."""

import datetime as dt
import io
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from tests.records.people.changes.desk import errors_of, text_of
from tests.records.signing import gave_the_password
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.provision.models import (
    BandTable,
    EarlierPlan,
    Given,
    Intervention,
    SchoolFunding,
    SchoolPurchase,
    Session,
    StaffHours,
    StaffRate,
    TopUp,
)
from attainable.domains.provision.queries.money import school_money
from attainable.domains.provision.queries.spending import spent
from attainable.domains.provision.rules.years import bounds, financial_year

pytestmark = pytest.mark.django_db
PAGES = (
    "money",
    "money-download",
    "moving-hours",
    "without-one-to-one",
    "bands",
    "add-bands",
    "add-school-funding",
    "add-school-purchase",
    "add-staff-hours",
)
ONCE = {"minutes": 60, "sessions_per_week": 1, "weeks": 30, "group_size": 1}


@pytest.fixture
def world() -> World:
    return small()


def desk(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.accounts[who])
    gave_the_password(client, world.accounts[who])
    return client


def day(name: str, value: dt.date) -> dict[str, int]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def money_of(world: World) -> Any:
    school = world.organisations["oak"].school
    return school_money(world.actor("senco_oak"), school, financial_year(world.on))


def reading() -> Intervention:
    return Intervention.objects.get(name="Precision reading")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["teacher_oak", "governor_oak", "officer_county", "parent"])
def test_only_those_who_keep_provision_open_the_pages_of_money(world, who, page):
    assert desk(world, who).get(reverse(page)).status_code == 403


def test_the_page_shows_what_the_school_has_beside_what_it_spent(world):
    text = text_of(desk(world, "senco_oak").get(reverse("money")))
    # Sessions at 17.24 and 17.93 an hour, half an hour for a third of the group; half the licence of 600 pounds, paid by
    # the fund; a writing slope of 45.50 that lasts five years.
    assert "Notional SEN budget £86,000.00 £14.96" in text
    assert "Inclusive mainstream fund £14,000.00 £300.00 £300.00 £13,700.00" in text
    assert world.children["oak_plan"].listed_name in text and "A smaller group than planned." in text
    assert desk(world, "senco_elm").get(reverse("money")).status_code == 200
    assert "£86,000.00" not in text_of(desk(world, "senco_elm").get(reverse("money")))


def test_the_sums_by_source_are_those_of_children_and_of_the_school_exactly(world):
    found = money_of(world)
    of_children = sum(one.cost.to_date for one in found.children) + found.others.to_date
    assert found.total.to_date == of_children + found.bought
    assert sum(one.to_date for one in found.by_tier.values()) == sum(one.to_date for one in found.by_area.values())


def test_what_is_planned_is_the_weeks_that_are_still_to_come_in_the_year(world):
    row = Given.objects.get(intervention=reading())
    first, last = bounds(financial_year(world.on))
    (found,) = [one for one in spent(Given.objects.all(), first, last, world.on) if one.given == row.pk]
    weeks = [row.from_date + dt.timedelta(weeks=n) for n in range(38)]
    ahead = sum(world.on < day <= last for day in weeks)
    assert found.expected - found.to_date == ahead * 5 * Fraction(1793, 6)
    assert (found.sessions, found.not_given) == (2, 1)


def test_a_session_before_a_change_of_plan_is_costed_by_the_plan_of_its_day(world):
    row = Given.objects.get(intervention=reading())
    before = money_of(world).total.to_date
    EarlierPlan.objects.create(
        given=row,
        until_date=world.on - dt.timedelta(1),
        minutes=30,
        sessions_per_week=5,
        weeks=38,
        group_size=3,
        paid_by="school",
        changed_by="Sam Senco",
    )
    Given.objects.filter(pk=row.pk).update(minutes=60, group_size=1)
    assert money_of(world).total.to_date == before


def test_what_a_family_pays_is_in_no_sum(world):
    """Case P4."""
    before = money_of(world).total.to_date
    row = Given.objects.create(
        child=world.children["oak_none"], intervention=reading(), from_date=world.on, paid_by="family", **ONCE
    )
    Session.objects.create(given=row, day=world.on, logged_by_name="Somebody")
    assert money_of(world).total.to_date == before


def test_sessions_not_given_are_not_spent_and_say_what_they_would_have_cost(world):
    found = money_of(world)
    # Half an hour at 17.24 for a third of the group.
    assert (found.not_given, found.missed) == (1, Fraction(1724, 6))


def test_a_cost_below_the_threshold_bars_nobody_from_an_assessment(world):
    """Case P8: 4,800 pounds are spent, and nothing says that the child is not eligible."""
    child = world.children["oak_support"]
    what = Intervention.objects.get(name="Number gap")
    StaffRate.objects.filter(organisation=world.organisations["oak"]).delete()
    row = Given.objects.create(
        child=child,
        intervention=what,
        from_date=world.on - dt.timedelta(60),
        minutes=60,
        sessions_per_week=25,
        weeks=9,
        group_size=1,
    )
    StaffRate.objects.create(
        organisation=world.organisations["oak"], staff_role="ta", from_date=world.on - dt.timedelta(61), pence=8000
    )
    days = [world.on - dt.timedelta(n) for n in range(60)]
    Session.objects.bulk_create(Session(given=row, day=one, logged_by_name="Asha Aid") for one in days)
    senco = desk(world, "senco_oak")
    text = text_of(senco.get(reverse("child-money", args=[child.ref])))
    # With the share of a writing slope.
    assert "£4,809.10" in text
    assert "They never decide whether a child can be assessed" in text
    for words in ("not eligible", "not enough", "must spend", "below the threshold"):
        assert words not in text.lower()


def test_a_child_with_a_top_up_is_measured_against_the_threshold_and_the_top_up(world):
    found = {one.child.pk: one for one in money_of(world).children}
    one = found[world.children["oak_plan"].pk]
    year = financial_year(world.on)
    first, last = bounds(year)
    days = (last - (world.on - dt.timedelta(40))).days + 1
    assert one.top_up == Fraction(120_000) * days / ((last - first).days + 1)
    assert one.received == Fraction(120_000) * 41 / ((last - first).days + 1)
    assert one.over == one.cost.expected - 600_000 - one.top_up and one.over < 0
    # Without a top-up the threshold is no amount that every child is to have.
    assert found[world.children["oak_support"].pk].over is None


def test_the_band_of_the_council_is_shown_beside_our_own_cost(world):
    """Case P9: 13 hours are in the band of up to 13 hours, whatever ours cost."""
    text = text_of(desk(world, "senco_oak").get(reverse("child-money", args=[world.ref("oak_plan")])))
    assert "A, £0.00" in text and "Our own cost of the year, as planned" in text
    TopUp.objects.update(hours=14)
    text = text_of(desk(world, "senco_oak").get(reverse("child-money", args=[world.ref("oak_plan")])))
    assert "B, £0.00 to £3,000.00" in text


def test_a_restricted_child_is_in_the_sums_and_not_in_the_list(world):
    hidden = world.children["restricted"]
    row = Given.objects.create(child=hidden, intervention=reading(), from_date=world.on, **ONCE)
    Session.objects.create(given=row, day=world.on, logged_by_name="Somebody")
    school = world.organisations["oak"].school
    found = school_money(world.actor("head_oak"), school, financial_year(world.on))
    assert hidden.pk not in {one.child.pk for one in found.children}
    assert found.others.to_date == 1793
    text = text_of(desk(world, "head_oak").get(reverse("money")))
    assert hidden.listed_name not in text and "whose records you can’t open" in text


@pytest.mark.parametrize("page", ["money", "without-one-to-one", "moving-hours"])
def test_a_page_costs_the_same_number_of_queries_however_many_children(world, page):
    senco = desk(world, "senco_oak")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert senco.get(reverse(page)).status_code == 200
        return len(found)

    asked()
    few = asked()
    for key in ("oak_support", "oak_none", "oak_taught", "twin_one"):
        row = Given.objects.create(
            child=world.children[key], intervention=reading(), from_date=world.on, **{**ONCE, "group_size": 2}
        )
        Session.objects.create(given=row, day=world.on, logged_by_name="Somebody")
    assert asked() == few <= 32


def test_the_workbook_says_why_it_left_and_holds_the_children(world):
    senco, address = desk(world, "senco_oak"), reverse("money-download")
    assert senco.post(address, {"why": ""}).status_code == 422
    answer: Any = senco.post(address, {"why": "For the governors."})
    sheet: Any = load_workbook(io.BytesIO(answer.content)).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    row = rows[world.children["oak_plan"].listed_name]
    assert (row[3], row[7], row[9]) == (5.86, 6000, "A smaller group than planned.")
    assert Entry.objects.filter(account=world.accounts["senco_oak"].pk, why="For the governors.").exists()


def test_a_new_amount_takes_the_place_of_the_old_one_which_stays_to_be_seen(world):
    senco, address = desk(world, "senco_oak"), reverse("add-school-funding")
    year = financial_year(world.on)
    given = {"year": year, "source": "imf", "pounds": "14500.50", "note": "The letter of May."}
    for pounds in ("-1", "much", "", "1.234"):
        assert errors_of(senco.post(address, {**given, "pounds": pounds})).keys() == {"pounds"}
    assert senco.post(address, given).status_code == 302
    rows = SchoolFunding.objects.filter(year=year, source="imf").order_by("pk")
    assert [(row.pence, row.withdrawn_at is None) for row in rows] == [(1_400_000, False), (1_450_050, True)]
    entry = Entry.objects.get(action="school-funding.recorded")
    assert entry.details.values["pence"] == [1_400_000, 1_450_050]
    text = text_of(senco.get(reverse("money")))
    assert "£14,500.50" in text and "A new amount was recorded." in text and "The letter of May." in text


def test_something_that_the_school_bought_costs_each_year_of_its_life(world):
    senco, address = desk(world, "senco_oak"), reverse("add-school-purchase")
    given = {"what": "Sloping desks", "kind": "equipment", "pounds": "300", "years": 3, "paid_by": "premium"}
    given |= {"intervention": "", **day("bought_on", world.on)}
    wrong = {**given, "pounds": "0", "years": 0, **day("bought_on", world.on + dt.timedelta(1))}
    assert errors_of(senco.post(address, wrong)).keys() == {"pounds", "bought_on"}
    assert errors_of(senco.post(address, {**given, "years": 0})).keys() == {"years"}
    elm = Intervention.objects.get(name="Talk time")
    assert errors_of(senco.post(address, {**given, "intervention": elm.pk})).keys() == {"intervention"}
    assert senco.post(address, given).status_code == 302
    assert SchoolPurchase.objects.get(what="Sloping desks").pence == 30_000
    assert "Pupil premium spent on SEND Not entered £100.00" in text_of(senco.get(reverse("money")))


def test_hours_in_contracts_stand_beside_what_is_planned(world):
    senco = desk(world, "senco_oak")
    # Five half hours a week of a group of three, of which one child is given it.
    assert "Teaching assistant 50 minutes 32 hours 30 minutes 31 hours 40 minutes free" in text_of(senco.get(reverse("money")))
    address = reverse("add-staff-hours")
    given = {"staff_role": "ta", "hours": "0.5", **day("from_date", world.on)}
    assert errors_of(senco.post(address, {**given, "hours": "0"})).keys() == {"hours"}
    assert senco.post(address, given).status_code == 302
    assert "recorded already" in errors_of(senco.post(address, given))["from_date"]
    assert "20 minutes too many" in text_of(senco.get(reverse("money")))
    assert StaffHours.objects.filter(minutes=30).count() == 1


def test_a_named_group_is_counted_once(world):
    Given.objects.filter(intervention=reading()).update(group="Tuesday")
    for key in ("oak_support", "oak_none"):
        Given.objects.create(
            child=world.children[key],
            intervention=reading(),
            from_date=world.on,
            group="Tuesday",
            minutes=30,
            sessions_per_week=5,
            weeks=38,
            group_size=3,
        )
    assert "Teaching assistant 2 hours 30 minutes 32 hours 30 minutes" in text_of(desk(world, "senco_oak").get(reverse("money")))


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("funding", "school-funding.withdrawn"),
        ("purchase", "school-purchase.withdrawn"),
        ("hours", "staff-hours.withdrawn"),
        ("bands", "band-table.withdrawn"),
    ],
)
def test_an_entry_that_was_wrong_is_withdrawn_with_the_reason(world, kind, event):
    senco = desk(world, "senco_oak")
    model = {"funding": SchoolFunding, "purchase": SchoolPurchase, "hours": StaffHours, "bands": BandTable}[kind]
    row = model._default_manager.all()[0]
    address = reverse("withdraw-money", args=[kind, row.pk])
    assert senco.get(address).status_code == 200
    assert desk(world, "senco_elm").get(address).status_code == 404
    assert "Say why" in errors_of(senco.post(address, {"why": ""}))["why"]
    assert senco.post(address, {"why": "Typed twice."}).status_code == 302
    assert Entry.objects.get(action=event).why == "Typed twice."
    assert senco.post(address, {"why": "Again."}).status_code == 404
    assert "Typed twice." in text_of(senco.get(reverse("bands" if kind == "bands" else "money")))
    assert senco.get(reverse("withdraw-money", args=["nothing", row.pk])).status_code == 404


SURREY = (
    "Band,Hours from,Hours to,Top-up from,Top-up to\n"
    'None,0,13,£0,£0\n1,13,19,0,"£3,000"\n2,20,28,3000,7000\n3,29,34,7000,10000\n4,35,,10000,\n'
)


def table_of(world: World, **more: Any) -> dict[str, Any]:
    when = day("from_date", world.on)
    return {"council": "Surrey", "scheme": "Bands", "found": "The page of a school, undated.", **when, **more}


def test_a_table_of_bands_is_loaded_from_a_file(world):
    """Case P9."""
    senco, address = desk(world, "senco_oak"), reverse("add-bands")
    file = SimpleUploadedFile("bands.csv", SURREY.encode())
    assert senco.post(address, table_of(world, file=file)).status_code == 302
    rows = list(BandTable.objects.get(council="Surrey").bands.values_list("name", "hours_from", "hours_to", "least", "most"))
    assert [list(map(str, row)) for row in rows[1::3]] == [
        ["1", "13.00", "19.00", "0", "300000"],
        ["4", "35.00", "None", "1000000", "None"],
    ]
    assert len(rows) == 5
    text = text_of(senco.get(reverse("bands")))
    assert "13 to 19 £0.00 to £3,000.00" in text and "35 or more £10,000.00 or more" in text


def test_a_workbook_of_bands_is_read_too(world):
    book: Any = Workbook()
    for line in SURREY.replace('"£3,000"', "3000").replace("£", "").splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    raw = io.BytesIO()
    book.save(raw)
    file = SimpleUploadedFile("bands.xlsx", raw.getvalue())
    assert desk(world, "senco_oak").post(reverse("add-bands"), table_of(world, file=file)).status_code == 302
    assert BandTable.objects.get(council="Surrey").bands.count() == 5


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Band,Hours from\nA,1\n", ["“Top-up from”"]),
        ("Band,Hours from,Top-up from\nA,many,0\n,2,x\n", ["Row 2", "Row 3: “Top-up from”", "Row 3 has no name"]),
        ("Band,Hours from,Top-up from\nA,5,0\nB,4,0\n", ["in order"]),
        ('Band,Hours from,Top-up from\n"A,5,0\n', ["quotation mark"]),
    ],
)
def test_a_file_that_is_wrong_says_everything_that_is_and_leaves_nothing(world, content, says):
    answer = desk(world, "senco_oak").post(
        reverse("add-bands"), table_of(world, file=SimpleUploadedFile("bands.csv", content.encode()))
    )
    assert answer.status_code == 422
    for words in says:
        assert words in errors_of(answer)["file"] or words in text_of(answer)
    assert not BandTable.objects.filter(council="Surrey").exists()


def test_bands_can_be_entered_one_by_one_and_the_next_table_ends_the_one_before(world):
    senco = desk(world, "senco_oak")
    given = {**table_of(world), "council": "countyshire"}
    assert senco.post(reverse("add-bands"), given).status_code == 302
    old, new = BandTable.objects.order_by("from_date")
    assert old.until_date == world.on - dt.timedelta(1) and new.until_date is None
    address = reverse("add-band", args=[new.pk])
    band = {"name": "A", "hours_from": "0", "hours_to": "12.5", "least": "0", "most": "10"}
    assert errors_of(senco.post(address, {**band, "most": "", "hours_to": "-1"})).keys() == {"hours_to"}
    assert senco.post(address, band).status_code == 302
    assert "in order" in errors_of(senco.post(address, band))["hours_from"]
    # The table before holds again once this one is withdrawn.
    senco.post(reverse("withdraw-money", args=["bands", new.pk]), {"why": "The wrong council."})
    old.refresh_from_db()
    assert old.until_date is None


def test_a_scenario_says_what_other_hours_would_cost_and_changes_nothing(world):
    senco, address = desk(world, "senco_oak"), reverse("moving-hours")
    first = text_of(senco.get(address))
    assert "No change" in first
    key = f"{reading().ref}-0"
    then = {f"{key}-minutes": 60, f"{key}-per_week": 5, f"{key}-weeks": 19, f"{key}-group": 3}
    text = text_of(senco.get(address, then))
    # 17.93 an hour today: 2.5 hours for 38 weeks shared by three, and 5 hours for 19 weeks, cost the same.
    assert "Hours of staff a week 2 hours 30 minutes 5 hours 2 hours 30 minutes more" in text
    assert "Cost of the whole runs £567.78 £567.78 No change" in text
    more = text_of(senco.get(address, {**then, f"{key}-group": 1}))
    assert "£567.78 £1,703.35 £1,135.57 more" in more
    row = Given.objects.get(intervention=reading())
    assert (row.minutes, row.weeks, row.group_size) == (30, 38, 3) and not EarlierPlan.objects.exists()
    wrong = senco.get(address, {f"{key}-minutes": "0", f"{key}-per_week": "99", f"{key}-weeks": "x", f"{key}-group": ""})
    assert wrong.status_code == 422 and len(errors_of(wrong)) == 4


def test_children_without_one_to_one_support_are_listed_with_the_least_supported_first(world):
    senco, address = desk(world, "head_oak"), reverse("without-one-to-one")
    text = text_of(senco.get(address))
    plan, support = world.children["oak_plan"].listed_name, world.children["oak_support"].listed_name
    assert text.index(support) < text.index(plan)
    assert "Precision reading 2 hours 30 minutes" in text
    assert f"{world.children['restricted'].listed_name} Year" not in text and world.children["oak_none"].listed_name not in text
    Given.objects.create(child=world.children["oak_support"], intervention=reading(), from_date=world.on, **ONCE)
    assert support not in text_of(senco.get(address))
