"""England's authorities: found by any code or name, dated, split and merged."""

from datetime import date

import pytest

from attainable.values.areas import ENGLAND, Area, AreaLevel, UnknownAreaError, england

LAST = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("E10000017", "E10000017"),
        ("e10000017", "E10000017"),
        ("888", "E10000017"),
        ("Lancashire", "E10000017"),
        ("lancashire county council", "E10000017"),
        (" Lancashire ", "E10000017"),
        ("E10000002", "E06000060"),
        ("E06000060", "E06000060"),
        ("825", "E06000060"),
        ("Buckinghamshire", "E06000060"),
        ("Kingston upon Hull", "E06000010"),
        ("Bristol", "E06000023"),
        ("Bristol, City of", "E06000023"),
        ("Herefordshire", "E06000019"),
        ("Durham", "E06000047"),
        ("County Durham", "E06000047"),
        ("St. Helens", "E08000013"),
        ("Bournemouth, Christchurch & Poole", "E06000058"),
        ("North Yorkshire", "E06000065"),
        ("E10000023", "E06000065"),
        ("E08000020", "E08000037"),
        ("Dorset", "E06000059"),
        ("E10000009", "E10000009"),
        ("835", "E10000009"),
        ("Cumbria", "E10000006"),
        ("England", ENGLAND),
        ("E92000001", ENGLAND),
        ("London", "E12000007"),
        ("City of London", "E09000001"),
        ("North West", "E12000002"),
        ("Inner London", "E13000001"),
        ("yorkshire and the humber", "E12000003"),
    ],
)
def test_an_area_is_found_by_code_number_or_name(text: str, code: str) -> None:
    assert england().find(text).code == code
    assert england().knows(text)


@pytest.mark.parametrize("text", ["", " ", "Lancastershire", "E99999999", "000", "Scotland"])
def test_what_is_no_area_is_refused(text: str) -> None:
    assert not england().knows(text)
    with pytest.raises(UnknownAreaError):
        england().find(text)


def test_a_name_spelt_nearly_so_is_offered() -> None:
    with pytest.raises(UnknownAreaError) as refused:
        england().find("Lancashir")
    assert refused.value.text == "Lancashir"
    assert "Lancashire" in refused.value.near
    with pytest.raises(UnknownAreaError):
        _ = england()["E00000000"]


def test_two_codes_of_buckinghamshire_are_one_authority() -> None:
    areas = england()
    assert areas.canonical("E10000002") == areas.canonical("E06000060") == "E06000060"
    assert areas["E10000002"].ends == date(2020, 3, 31)
    assert areas.formed_from("E06000060") is None
    assert areas.canonical("E12000002") == "E12000002"
    assert areas.canonical("nowhere") == "nowhere"


@pytest.mark.parametrize(
    ("after", "on", "before"),
    [
        ("E06000063", date(2023, 4, 1), ("E10000006",)),
        ("E06000064", date(2023, 4, 1), ("E10000006",)),
        ("E06000061", date(2021, 4, 1), ("E10000021",)),
        ("E06000062", date(2021, 4, 1), ("E10000021",)),
        ("E06000058", date(2019, 4, 1), ("E06000028", "E06000029", "E10000009")),
        ("E06000059", date(2019, 4, 1), ("E06000028", "E06000029", "E10000009")),
    ],
)
def test_a_split_or_merger_is_remembered(after: str, on: date, before: tuple[str, ...]) -> None:
    succession = england().formed_from(after)
    assert succession is not None
    assert (succession.on, succession.before) == (on, before)
    assert after in succession.after
    for code in before:
        assert not england()[code].lives_on(on)
    assert england()[after].begins == on


def test_there_were_153_authorities_at_the_start_of_2024() -> None:
    areas = england()
    living = areas.authorities(on=LAST)
    assert len(living) == 153
    assert len({area.name for area in living}) == len({area.old_code for area in living}) == 153
    assert len(areas.authorities(on=date(2018, 1, 1))) == 152
    assert len(areas.authorities(ENGLAND, LAST)) == 153
    assert len(areas.authorities("E12000007", LAST)) == 33
    assert sum(len(areas.authorities(region.code, LAST)) for region in _regions()) == 153


def _regions() -> list[Area]:
    return [a for a in england() if a.level is AreaLevel.REGIONAL and a.parent == ENGLAND]


def test_every_authority_has_a_region_and_a_country() -> None:
    areas = england()
    assert len(_regions()) == 9
    for authority in areas.authorities():
        region = areas.region_of(authority.code)
        assert region is not None
        assert region.level is AreaLevel.REGIONAL
        assert areas.country_of(authority.code).code == ENGLAND
    lancashire = areas.region_of("E10000017")
    assert lancashire is not None
    assert lancashire.name == "North West"
    assert areas.region_of("E12000002") is None
    assert areas.region_of(ENGLAND) is None
    assert areas.country_of(ENGLAND).code == ENGLAND


def test_no_living_authorities_share_a_name_or_number() -> None:
    for day in (date(2010, 1, 1), date(2019, 6, 1), date(2025, 6, 1)):
        living = england().authorities(on=day)
        assert len({a.old_code for a in living if a.old_code}) == sum(bool(a.old_code) for a in living)


def test_a_larger_register_leaves_the_first_as_it_was() -> None:
    larger = england().with_areas([Area("X06000001", "Eastmere", AreaLevel.AUTHORITY, "001", "E12000002")])
    assert larger.find("Eastmere").is_fictional
    assert larger.find("001").code == "X06000001"
    assert "X06000001" in larger
    assert "X06000001" not in england()
    assert larger.formed_from("E06000063") is not None


def test_a_new_code_for_an_old_number_is_the_same_authority_from_then_on() -> None:
    larger = england().with_areas([Area("E06000099", "Lancashire", AreaLevel.AUTHORITY, "888", "E12000002")])
    assert larger.find("E10000017").code == larger.find("Lancashire").code == "E06000099"
