"""Outcomes and days of the fictional lives: official codes, on the right side of the standard, while schools are open."""

import numpy as np
import pytest

from attainable.demo.lives.children import make_children
from attainable.demo.lives.marks import marks
from attainable.demo.lives.places import county
from attainable.demo.lives.rates import STAGES
from attainable.demo.lives.sessions import school_days, suspensions
from attainable.demo.lives.tables import pupil_year
from attainable.domains.progress.rules import read_result
from attainable.records.making.draws import Draws

CODES = {"english": "ENG", "reading": "REA", "writing": "WRI", "maths": "MAT", "profile": "GLD"}
PLACES = county(1, 400)


@pytest.mark.parametrize("began", [2003, 2008, 2012, 2016])
def test_every_outcome_is_read_as_the_years_row_says(began):
    children = make_children(PLACES, 1, began, 0, 400, 0)
    for group in STAGES:
        rows = pupil_year(children, group, PLACES, 1, 0)
        found = marks(children, rows, Draws(1, "marks", group))
        assert bool(found) == (rows.column("expected").null_count == 0)
        for mark in found:
            expected = rows.column(
                "expected_maths" if mark.subject == "maths" else "expected" if mark.subject == "profile" else "expected_english"
            ).to_pylist()
            for place, met in zip(mark.at.tolist(), expected, strict=True):
                outcome, framework = mark.ladder.outcomes[place], mark.ladder.frameworks[place]
                read = read_result(mark.stage, CODES[mark.subject], mark.year, outcome)
                # The profile of the years before 2008 was another one.
                assert (read is None) == (mark.stage == "EYFS" and mark.year < 2008)
                assert read is None or (read.framework, int(read.met)) == (framework, met)


def test_abler_children_come_further_above_the_standard():
    children = make_children(PLACES, 1, 2012, 0, 400, 0)
    rows = pupil_year(children, 6, PLACES, 1, 0)
    (maths,) = (mark for mark in marks(children, rows, Draws(1, "marks")) if mark.subject == "maths")
    scores = [int(o) if o.isdigit() else 80 for o in (maths.ladder.outcomes[at] for at in maths.at.tolist())]
    assert len(set(scores)) > 20
    assert np.corrcoef(scores, children.z)[0, 1] > 0.4


def test_suspensions_of_a_child_lie_on_different_school_days_and_an_exclusion_is_the_last():
    children = make_children(PLACES, 1, 2012, 0, 400, 0)
    rows = pupil_year(children, 9, PLACES, 1, 0)
    times, excluded = np.arange(400) % 5, (np.arange(400) % 3 == 0).astype(np.int8)
    for name, column in (("suspensions", times.astype(np.int16)), ("excluded", excluded)):
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, name, [column])
    found: dict[int, list[tuple[object, str]]] = {}
    for row in suspensions(rows, Draws(1, "suspension")).to_pylist():
        found.setdefault(row["pupil"], []).append((row["date"], row["category"]))
    opened = set(school_days(2021).tolist())
    for pupil, times_, out in zip(children.pupil.tolist(), times.tolist(), excluded.tolist(), strict=True):
        days = sorted(found.get(pupil, []))
        assert [category for _, category in days] == ["SUSP"] * times_ + ["PERM"] * out
        assert len({day for day, _ in days}) == len(days) and {day for day, _ in days} <= opened
