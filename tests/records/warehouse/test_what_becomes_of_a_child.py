"""What the evidence tables say of a child, in words: the manual of `pupil_year`."""

import datetime as dt

import pytest
from tests.records.warehouse.made import TODAY, table, years

from attainable.domains.people.models import Characteristic, Need, NeedSet, Residence
from attainable.values.problem import ProblemsError
from attainable.warehouse.records.pseudonyms import pseudonym

JUNE_2016 = dt.date(2016, 6, 1)  # born so, a child begins Reception in September 2020


def test_a_child_has_a_row_for_each_year_in_which_they_were_on_roll_in_january(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    rows = years(built(), child)
    assert [(year, row["year_group"]) for year, row in rows.items()] == [
        (2020, 0),
        (2021, 1),
        (2022, 2),
        (2023, 3),
        (2024, 4),
        (2025, 5),
        (2026, 6),
    ]


def test_a_child_who_left_before_january_has_no_row_that_year_and_none_later(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1), dt.date(2022, 12, 16))
    assert list(years(built(), child)) == [2020, 2021]


def test_a_child_who_joined_after_january_has_no_row_that_year(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2023, 2, 1))
    assert min(years(built(), child)) == 2023


def test_a_child_who_joined_on_census_day_itself_has_a_row_and_one_who_left_the_day_before_has_not(place, built):
    joined, left = place.child(JUNE_2016), place.child(JUNE_2016)
    place.enrol(joined, place.oak, dt.date(2024, 1, 18), dt.date(2024, 1, 18))
    place.enrol(left, place.oak, dt.date(2023, 9, 1), dt.date(2024, 1, 17))
    outcome = built()
    assert list(years(outcome, joined)) == [2023]
    assert not years(outcome, left)


def test_a_year_that_is_under_way_is_told_as_at_today_until_its_january_has_come(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    place.register(child, "K", dt.date(2026, 10, 5))
    place.register(child, "E", dt.date(2027, 2, 1))
    assert years(built(), child)[2026]["sen"] == "K"
    later = built(on=dt.date(2027, 3, 1))
    assert years(later, child)[2026]["sen"] == "K"
    assert later.snapshot.about["census"]["2026"] == "2027-01-21"


def test_a_child_who_moved_school_in_the_year_stands_at_the_school_of_january(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1), dt.date(2023, 11, 30))
    place.enrol(child, place.far, dt.date(2023, 12, 1))
    rows = years(built(), child)
    assert {year: (row["school"], row["authority"]) for year, row in rows.items() if 2022 <= year <= 2023} == {
        2022: (100001, "X10000001"),
        2023: (100003, "X10000002"),
    }


def test_a_child_at_two_schools_stands_once_at_the_main_one(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.far, dt.date(2021, 9, 1), status="S")
    place.enrol(child, place.oak, dt.date(2020, 9, 1), status="M")
    outcome = built()
    assert {row["school"] for row in years(outcome, child).values()} == {100001}
    stands = next(row for row in table(outcome, "standing") if row["pupil"] == pseudonym(child.ref))
    assert (stands["school"], stands["second_school"]) == (100001, 100003)


def test_a_guest_or_a_second_enrolment_alone_makes_no_row(place, built):
    guest, second = place.child(JUNE_2016), place.child(JUNE_2016)
    place.enrol(guest, place.oak, dt.date(2020, 9, 1), status="G")
    place.enrol(second, place.oak, dt.date(2020, 9, 1), status="S")
    outcome = built()
    assert not years(outcome, guest) and not years(outcome, second)


def test_provision_is_that_of_january_whatever_came_before_or_after_in_the_year(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    for provision, day in (
        ("K", dt.date(2022, 10, 1)),
        ("N", dt.date(2023, 1, 10)),
        ("K", dt.date(2023, 2, 1)),
        ("E", dt.date(2023, 7, 1)),
    ):
        place.register(child, provision, day)
    rows = years(built(), child)
    assert [rows[year]["sen"] for year in (2021, 2022, 2023)] == ["N", "N", "E"]


def test_a_change_that_was_withdrawn_as_wrong_is_passed_over(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    place.register(child, "K", dt.date(2021, 10, 1), withdrawn_at=dt.datetime(2021, 11, 1, tzinfo=dt.UTC), withdrawn_why="w")
    assert {row["sen"] for row in years(built(), child).values()} == {"N"}


def test_status_at_the_start_of_key_stage_2_is_that_of_january_in_year_3(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    place.register(child, "K", dt.date(2022, 9, 10))
    place.register(child, "N", dt.date(2024, 9, 10))
    row = years(built(), child)[2026]
    assert (row["stage"], row["sen_start"], row["sen"]) == ("KS2", "K", "N")


def test_status_at_the_start_is_not_known_of_a_child_who_was_not_on_roll_here_then(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2025, 9, 1))
    row = years(built(), child)[2026]
    assert (row["stage"], row["sen_start"]) == ("KS2", None)


def test_needs_are_ranked_as_they_stood_in_january_and_go_with_the_register(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    place.register(child, "K", dt.date(2021, 10, 1))
    place.register(child, "N", dt.date(2023, 6, 1))
    for day, codes in ((dt.date(2021, 10, 1), ["SLCN", "MLD", "HI"]), (dt.date(2022, 11, 1), ["ASD"])):
        found = NeedSet.objects.create(child=child, from_date=day, why="x", decided_by_name="y")
        for rank, code in enumerate(codes, 1):
            Need.objects.create(set=found, rank=rank, code=code)
    rows = years(built(), child)
    assert [(rows[y]["need"], rows[y]["need2"]) for y in (2020, 2021, 2022, 2023)] == [
        (None, None),
        ("SLCN", "MLD"),
        ("ASD", None),
        (None, None),
    ]


def test_home_and_school_can_lie_in_two_authorities_and_a_move_of_home_counts_from_its_day(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    Residence.objects.create(
        child=child, authority=place.county, district="X07000001", from_date=JUNE_2016, until_date=dt.date(2024, 1, 17)
    )
    Residence.objects.create(child=child, authority=place.beyond, district="X07000009", from_date=dt.date(2024, 1, 18))
    rows = years(built(), child)
    assert [(rows[y]["authority"], rows[y]["home_authority"], rows[y]["home_district"]) for y in (2022, 2023)] == [
        ("X10000001", "X10000001", "X07000001"),
        ("X10000001", "X10000002", "X07000009"),
    ]


def test_characteristics_are_those_of_january_and_what_nobody_recorded_is_not_known(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    for kind, code, begins, ends in (
        ("ethnicity", "WBRI", dt.date(2020, 9, 1), None),
        ("language", "OTH", dt.date(2021, 9, 1), None),
        ("fsm", "Y", dt.date(2020, 9, 1), dt.date(2022, 8, 31)),
        ("fsm", "N", dt.date(2022, 9, 1), None),
    ):
        Characteristic.objects.create(child=child, kind=kind, code=code, from_date=begins, until_date=ends)
    rows = years(built(), child)
    assert [(rows[y]["ethnicity"], rows[y]["fsm"], rows[y]["eal"]) for y in (2020, 2021, 2022)] == [
        ("WBRI", 1, None),
        ("WBRI", 1, 1),
        ("WBRI", 0, 1),
    ]
    assert {row["looked_after"] for row in rows.values()} == {None}


def test_a_child_taught_out_of_their_year_stands_in_the_year_group_that_they_are_taught_in(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1), year_offset=-1)
    assert years(built(), child)[2026]["year_group"] == 5


def test_twins_of_one_name_birthday_and_school_are_two_pupils(place, built):
    twins = [place.child(JUNE_2016, sex="M"), place.child(JUNE_2016, sex="M")]
    for twin in twins:
        place.enrol(twin, place.oak, dt.date(2020, 9, 1))
    place.register(twins[1], "K", dt.date(2021, 10, 1))
    outcome = built()
    assert [years(outcome, twin)[2022]["sen"] for twin in twins] == ["N", "K"]


def test_a_upn_that_is_used_again_does_not_join_two_children(place, built):
    upn = "A999200120001"
    first = place.child(JUNE_2016, former_upn=upn)
    second = place.child(JUNE_2016, upn=upn)
    place.enrol(first, place.oak, dt.date(2020, 9, 1), dt.date(2023, 7, 20))
    place.enrol(second, place.oak, dt.date(2023, 9, 1))
    outcome = built()
    assert list(years(outcome, first)) == [2020, 2021, 2022]
    assert list(years(outcome, second)) == [2023, 2024, 2025, 2026]


def test_years_before_the_register_begins_are_not_told_since_nobody_knows_who_was_on_it(place, built):
    child = place.child(dt.date(2007, 6, 1))
    place.enrol(child, place.oak, dt.date(2011, 9, 1), dt.date(2018, 7, 20))
    assert min(years(built(), child)) == 2015


def test_nothing_that_names_a_child_is_in_any_file(place, built):
    child = place.child(JUNE_2016, upn="Z999200116001")
    child.surname = "Quetzalcoatl"
    child.save()
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    Residence.objects.create(
        child=child, authority=place.county, from_date=JUNE_2016, address="7 Zyzzyva Lane", postcode="ZZ9 9ZZ"
    )
    folder = built().snapshot.path
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for text in (b"Quetzalcoatl", b"Z999200116001", b"Zyzzyva", b"ZZ9", child.ref.encode()):
                assert text not in content, file


def test_a_broken_constraint_stops_the_build_is_told_by_pseudonym_and_leaves_the_snapshot_that_stood(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    stood = built().snapshot
    # School Action ended with the Code of 2001.
    place.register(child, "A", dt.date(2022, 10, 1))
    with pytest.raises(ProblemsError) as refused:
        built()
    told = " ".join(str(problem) for problem in refused.value.problems)
    assert "code A was not in force" in told and str(pseudonym(child.ref)) in told
    from attainable.warehouse.records.snapshots import current, root

    now = current()
    assert now is not None and now.id == stood.id
    assert sorted(path.name for path in root().iterdir()) == [".lock", "current", "snapshots"]


def test_a_plan_is_issued_once_though_a_statement_became_it_and_ceases_on_the_day_it_ended(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    Residence.objects.create(child=child, authority=place.beyond, from_date=JUNE_2016)
    place.register(child, "E", dt.date(2021, 10, 1))
    place.register(child, "N", dt.date(2023, 6, 1))
    place.register(child, "E", dt.date(2025, 6, 1))
    rows = [r for r in table(built(), "plan_event") if r["pupil"] == pseudonym(child.ref)]
    assert [(r["event"], r["date"], r["authority"]) for r in rows] == [
        ("issued", dt.date(2021, 10, 1), "X10000002"),
        ("ceased", dt.date(2023, 6, 1), "X10000002"),
        ("issued", dt.date(2025, 6, 1), "X10000002"),
    ]
    assert rows[0]["case"] == rows[1]["case"] != rows[2]["case"]


def test_a_child_who_was_erased_is_in_no_table_of_the_next_snapshot(place, built):
    child = place.child(JUNE_2016)
    place.enrol(child, place.oak, dt.date(2020, 9, 1))
    assert years(built(), child)
    child.delete()
    outcome = built()
    assert not outcome.why_full
    assert not years(outcome, child)
    assert pseudonym(child.ref) not in {row["pupil"] for row in table(outcome, "standing")}


def test_today_is_the_day_of_these_tests():
    assert dt.date(2026, 11, 26) == TODAY
