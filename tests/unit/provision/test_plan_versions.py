"""Kinds of plan as dated data, and two versions of a plan side by side."""

import datetime as dt
from dataclasses import dataclass

import msgspec

from attainable.domains.provision.rules.comparing import sections, targets
from attainable.domains.provision.rules.plan_kinds import SECTIONS, PlanKind, kinds_for, plan_kind, plan_kinds

TODAY = dt.date(2026, 11, 26)


def kind(code: str, **more: object) -> PlanKind:
    base = {"id": code, "label": code, "sections": ("strengths",), "signs": ("senco",), "review_within": 100, "reviews_a_year": 3}
    return msgspec.convert({**base, "source": "A test", "first": dt.date(2020, 1, 1), **more}, PlanKind)


def test_every_kind_says_its_source_and_only_known_sections():
    assert {known.id for known in plan_kinds()} == {"provision-plan", "iep", "isp"}
    assert all(known.source and set(known.sections) <= set(SECTIONS) and known.signs for known in plan_kinds())


def test_a_kind_that_is_not_law_yet_can_not_begin():
    assert [known.id for known in kinds_for(TODAY)] == ["provision-plan", "iep"]
    assert plan_kind("isp").first is None


def test_a_kind_begins_and_ends_on_its_days():
    among = (kind("new", first=dt.date(2029, 9, 1)), kind("old", last=dt.date(2029, 8, 31)))
    assert [k.id for k in kinds_for(dt.date(2029, 8, 31), among=among)] == ["old"]
    assert [k.id for k in kinds_for(dt.date(2029, 9, 1), among=among)] == ["new"]


def test_a_council_uses_its_own_kind_in_place_of_the_general_one():
    among = (kind("general"), kind("other"), kind("own", authorities=("926",), instead_of="general"))
    assert [k.id for k in kinds_for(TODAY, "926", among=among)] == ["other", "own"]
    assert [k.id for k in kinds_for(TODAY, "301", among=among)] == ["general", "other"]


@dataclass
class Row:
    pk: int
    wording: str
    outcome: str = ""

    def get_outcome_display(self) -> str:
        return {"met": "Met"}[self.outcome]


def test_a_target_that_went_on_is_one_line_and_a_result_is_a_change():
    found = targets([Row(1, "Reads 45 words."), Row(2, "Writes 5 lines")], [Row(1, "Reads 45 words."), Row(3, "Asks for help")])
    assert [(line.state, line.before, line.now) for line in found] == [
        ("same", "Reads 45 words.", "Reads 45 words."),
        ("gone", "Writes 5 lines.", ""),
        ("new", "", "Asks for help."),
    ]
    (line,) = targets([Row(1, "Reads")], [Row(1, "Reads", "met")])
    assert (line.state, line.now) == ("changed", "Reads. Met.")


def test_strategies_are_compared_line_by_line_whatever_their_order_and_spaces():
    before, now = {"strategies": "One step at a time\nA seat  near the board"}, {"strategies": "A seat near the board\nA timer"}
    found = sections({"strategies": "Strategies", "home": "At home"}, before, now)
    assert [(line.state, line.before or line.now) for line in found] == [
        ("same", "A seat near the board"),
        ("gone", "One step at a time"),
        ("new", "A timer"),
    ]


def test_a_section_that_says_the_same_is_not_a_change():
    (line,) = sections({"strengths": "Strengths"}, {"strengths": "Kind to others"}, {"strengths": "kind  to others"})
    assert line.state == "same"
    assert sections({"strengths": "Strengths"}, {}, {"strengths": ""}) == []
