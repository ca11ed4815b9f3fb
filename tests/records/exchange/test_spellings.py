"""One child in many spellings: unseen characters, accents and strokes, names the other way round, numbers that were temporary."""

import pytest
from tests.records.exchange.files import apply, bring, csv_file, row_of
from tests.records.exchange.test_importing import codes, outcomes
from tests.records.world import World, small

from attainable.domains.people.models import Child
from attainable.domains.people.standing import restate
from attainable.exchange import actions
from attainable.exchange.models import ImportRun
from attainable.records.imports import Outcome
from attainable.values.identifiers import upn_letter

pytestmark = pytest.mark.django_db
KNOWN = ("oak_support", "oak_plan", "oak_none", "twin_one", "twin_two")
TEMPORARY = upn_letter("99920007001A") + "99920007001A"
PERMANENT = upn_letter("999200070018") + "999200070018"


@pytest.fixture
def world() -> World:
    return small()


def renamed(world: World, key: str, **values: str) -> Child:
    child = world.children[key]
    Child.objects.filter(pk=child.pk).update(**values)
    restate([child.pk])
    child.refresh_from_db()
    return child


def notes(run: ImportRun) -> list[str]:
    return [note["code"] for note in run.notes]


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202a", "\u00a0", "\u2009", "\u202f"]
)
def test_characters_that_nobody_sees_change_nothing(world, mark):
    child = world.children["oak_support"]
    row = row_of(child, upn=child.upn[:5] + mark + child.upn[5:], surname=child.surname + mark, forename=mark + child.forename)
    run = bring(world, csv_file(row))
    assert (outcomes(run), codes(run)) == ([Outcome.UNCHANGED], [[]])


@pytest.mark.parametrize(
    ("kept", "given"),
    [
        (("Brzęczyszczykiewicz", "Wacław"), ("Brzeczyszczykiewicz", "Waclaw")),
        (("Ærø", "Jørgen"), ("Aero", "Jorgen")),
        (("Weiß", "Œdipe"), ("WEISS", "OEDIPE")),
        (("Đorđević", "Þór"), ("Dordevic", "Thor")),
        (("Sigurðsson", "Ilgın"), ("Sigurdsson", "Ilgin")),
        (("McDonald", "Zoë"), ("MCDONALD", "ZOE")),
    ],
)
def test_a_plain_spelling_is_the_same_child_and_changes_no_name(world, kept, given):
    child = renamed(world, "oak_support", surname=kept[0], forename=kept[1])
    run = bring(world, csv_file(row_of(child, surname=given[0], forename=given[1])))
    assert (outcomes(run), codes(run)) == ([Outcome.UNCHANGED], [["plain-spelling", "plain-spelling"]])
    assert all(f"“{name}”" in str(run.rows.get().problems) for name in (*kept, *given))


def test_an_accent_that_the_record_lacks_is_taken(world):
    child = renamed(world, "oak_support", surname="Pawlowska")
    apply(world, bring(world, csv_file(row_of(child, surname="Pawłowska"))))
    child.refresh_from_db()
    assert child.surname == "Pawłowska"


def test_two_spellings_of_a_child_without_a_number_are_one_row_too_many(world):
    rows = [["", "Łęcka", "Iza", "04/03/2018", "F"], ["", "Lecka", "Iza", "04/03/2018", "F"]]
    run = bring(world, csv_file(*[row + [""] * 4 for row in rows]))
    assert outcomes(run) == [Outcome.REFUSED, Outcome.REFUSED]


def test_a_permanent_number_replaces_a_temporary_one_without_a_question(world):
    child = renamed(world, "oak_support", upn=TEMPORARY, surname="Ottercrag", forename="Nadia")
    run = bring(world, csv_file(row_of(child, upn=PERMANENT)))
    assert outcomes(run) == [Outcome.CHANGED]
    apply(world, run)
    child.refresh_from_db()
    assert (child.upn, child.former_upn) == (PERMANENT, TEMPORARY)
    again = bring(world, csv_file(row_of(child, upn=TEMPORARY)))
    assert outcomes(again) == [Outcome.UNCHANGED], "the former number still means the child"


def test_a_temporary_number_never_replaces_a_permanent_one(world):
    child = renamed(world, "oak_support", upn=PERMANENT, surname="Ottercrag", forename="Nadia")
    run = bring(world, csv_file(row_of(child, upn=TEMPORARY)))
    assert (outcomes(run), codes(run)) == ([Outcome.UNCHANGED], [["temporary-upn"]])


def numbered(world: World) -> list[Child]:
    return [world.children[key] for key in KNOWN if world.children[key].upn]


def test_columns_of_names_the_wrong_way_round_are_one_note(world):
    children = numbered(world)
    rows = [row_of(child, surname=child.forename, forename=child.surname) for child in children]
    run = bring(world, csv_file(*rows, ["", "Newby", "Ned", "04/03/2018", "M", "", "", "", ""]))
    assert outcomes(run) == [*[Outcome.UNCHANGED] * len(children), Outcome.REFUSED]
    assert notes(run) == ["names-swapped"]
    assert codes(run) == [*[[]] * len(children), ["names-swapped"]]


def test_one_child_with_names_the_other_way_round_is_a_question(world):
    first, *others = numbered(world)
    swapped = row_of(first, surname=first.forename, forename=first.surname)
    run = bring(world, csv_file(swapped, *map(row_of, others)))
    assert outcomes(run) == [Outcome.DOUBTFUL, *[Outcome.UNCHANGED] * len(others)]


def in_one(world: World, *names: str, number: str = "") -> ImportRun:
    rows = [["", name, f"0{place}/03/2018", "F"] for place, name in enumerate(names, 1)]
    child = world.children["oak_support"]
    if number:
        rows.append([child.upn, number.format(s=child.surname, f=child.forename), f"{child.date_of_birth:%d/%m/%Y}", child.sex])
    return bring(world, csv_file(*rows, headings=["UPN", "Name", "Date of birth", "Sex"]))


@pytest.mark.parametrize(("number", "surname"), [("{s} {f}", "Zamoyska"), ("{f} {s}", "Ada")])
def test_the_order_of_names_in_one_column_follows_children_known_by_number(world, number, surname):
    run = in_one(world, "Zamoyska Ada", number=number)
    assert (outcomes(run), notes(run)) == ([Outcome.CREATED, Outcome.UNCHANGED], ["name-order"])
    apply(world, run)
    assert Child.objects.filter(surname=surname).exists()


def test_without_such_a_child_the_order_is_asked_once(world):
    run = in_one(world, "Zamoyska Ada", "Zamoyska, Ewa", "Van Der Zamoyska Ida")
    assert outcomes(run) == [Outcome.REFUSED, Outcome.CREATED, Outcome.REFUSED]
    assert codes(run) == [["name-order"], [], ["name"]]
    chosen = {int(place): field for place, field in run.mapping["columns"].items()}
    by = world.actor("senco_oak")
    run = actions.map_columns(by=by, run=run.ref, chosen=chosen, names="surname", background=False)
    from attainable.exchange.tasks import carry_out

    carry_out(run, by)
    apply(world, run)
    assert set(Child.objects.filter(surname="Zamoyska").values_list("forename", flat=True)) == {"Ada", "Ewa"}
