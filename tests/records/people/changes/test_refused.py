"""What a change page refuses: it says why beside the field, keeps what was typed, and changes nothing."""

import pytest
from tests.records.people.changes.case import Case, named, typed
from tests.records.people.changes.desk import Desk, errors_of, paper_of
from tests.records.people.changes.every_case import CASES, REFUSALS, pages_of_changes
from tests.records.people.changes.refusal import Refusal
from tests.records.world import World, small

from attainable.audit.models import Entry
from attainable.domains.people.models import Child

pytestmark = pytest.mark.django_db
PAGES = sorted(pages_of_changes())


@pytest.fixture
def world() -> World:
    return small()


def changes(world: World, child: str) -> tuple[int, int]:
    """The version of a record, and how often it was changed."""
    noted = Entry.objects.filter(child=world.ref(child)).exclude(action="child.viewed")
    return Child.objects.get(pk=world.children[child].pk).version, noted.count()


def test_every_change_page_has_its_refusals() -> None:
    assert {refusal.page for refusal in REFUSALS} == pages_of_changes()
    assert len({refusal.id for refusal in REFUSALS}) == len(REFUSALS)


@pytest.mark.parametrize("refusal", [r for r in REFUSALS if r.first is not None], ids=lambda refusal: refusal.id)
def test_what_was_done_before_is_refused(world: World, refusal: Refusal) -> None:
    desk = Desk(world, refusal.by)
    address = refusal.address(desk)
    assert desk.sends(desk.opens(address), typed(world, refusal.first or {})).status_code == 302
    is_refused(desk, refusal, address)


@pytest.mark.parametrize("page", PAGES)
def test_what_can_not_be_right_is_refused(world: World, page: str) -> None:
    for refusal in (r for r in REFUSALS if r.page == page and r.first is None):
        desk = Desk(world, refusal.by)
        is_refused(desk, refusal, refusal.address(desk))


def is_refused(desk: Desk, refusal: Refusal, address: str) -> None:
    before = changes(desk.world, refusal.child)
    if refusal.of and not refusal.says:
        assert desk.client.get(address).status_code == desk.client.post(address, {}).status_code == 404, refusal.id
        assert changes(desk.world, refusal.child) == before, refusal.id
        return
    paper = desk.opens(address)
    entered = typed(desk.world, refusal.typed)
    answer = desk.sends(paper, entered)
    assert answer.status_code == 422, refusal.id
    errors = errors_of(answer)
    says = {named(name) or paper.first: words for name, words in refusal.says.items()}
    assert errors.keys() == says.keys(), (refusal.id, errors)
    for name, words in says.items():
        assert words.lower() in errors[name].lower(), (refusal.id, errors)
    _keeps_what_was_typed(paper.filled(entered), paper_of(answer, address).values, refusal)
    assert changes(desk.world, refusal.child) == before, refusal.id


def _keeps_what_was_typed(sent: dict[str, list[str]], shown: dict[str, list[str]], refusal: Refusal) -> None:
    """Every text is still there. A choice that the page doesn't offer can't be."""
    for name, values in sent.items():
        offered = [value for value in values if value.strip() and name not in refusal.says]
        assert not offered or shown.get(name) == values or name == "csrfmiddlewaretoken", (
            refusal.id,
            name,
            values,
            shown.get(name),
        )


@pytest.mark.parametrize("case", {case.page: case for case in CASES}.values(), ids=lambda case: case.page)
def test_who_may_not_is_refused_even_with_a_form_that_is_right(world: World, case: Case) -> None:
    desk = Desk(world, case.by)
    paper = desk.opens(desk.address(case.page, case.child, case.about))
    before = changes(world, case.child)
    may_not, stranger = Desk(world, case.may_not), Desk(world, case.stranger)
    assert may_not.sees(case.child)
    assert may_not.sends(paper, typed(world, case.typed)).status_code == 403
    assert not stranger.sees(case.child)
    assert stranger.sends(paper, typed(world, case.typed)).status_code == 404
    assert changes(world, case.child) == before


def test_a_school_cannot_record_that_a_child_leaves_another_school(world: World) -> None:
    refusal = Refusal("leave-school", "", "dual_oak_far", {}, {}, key="school:far")
    desk = Desk(world, "senco_oak")
    before = changes(world, "dual_oak_far")
    paper = desk.opens(refusal.address(desk))
    assert desk.sends(paper, {"until_date": world.on, "reason": "Moved away."}).status_code == 403
    assert changes(world, "dual_oak_far") == before


def test_the_same_code_from_another_day_changes_nothing(world: World) -> None:
    desk = Desk(world, "senco_oak")
    paper = desk.opens(desk.address("change-ethnicity", "oak_support", ""))
    assert desk.sends(paper, {"code": "WBRI", "from_date": world.on}).status_code == 302
    assert changes(world, "oak_support")[1] == 0
