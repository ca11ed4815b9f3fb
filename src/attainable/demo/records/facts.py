"""What the years of a cohort brought, as the records tell it: results, sessions and suspensions of the same lives that the
evidence tables are made of, draw for draw."""

import datetime as dt
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa

from attainable.demo.lives.children import Children
from attainable.demo.lives.marks import Mark, marks
from attainable.demo.lives.sessions import TERMS, suspensions, terms
from attainable.records.making.cohort import Columns, Facts
from attainable.records.making.draws import of_year
from attainable.values.school_year import TERMS as STARTS
from attainable.values.school_year import school_year, term_start

# How much of a life a school's file tells: the stages, years of sessions and years of suspensions, the present one beside them.
_STAGES, _SESSIONS, _SUSPENSIONS = 2, 1, 2
_SUBJECTS: Final = {"english": "ENG", "reading": "REA", "writing": "WRI", "maths": "MAT", "profile": "GLD"}
_STAGE_CODES: Final = {"EYFS": "EYF"}
# A test, else an assessment by teachers; examinations have neither.
_TEST, _TEACHERS = "TT", "TA"


def facts_of(children: Children, years: list[pa.Table], seed: int, chunk: int, on: dt.date) -> Facts:
    """What was known on a day of children whose rows of `pupil_year` these are, by year group: terms that have ended, stages that
    were ignored by the summer."""
    now = school_year(on)
    results: list[Columns] = []
    sessions: list[Columns] = []
    suspended: list[Columns] = []
    for group, rows in enumerate(years):
        year = children.year + group
        draws = partial(of_year, seed, began=children.year, chunk=chunk, group=group)
        if year < now:
            stage = [_result(mark) for mark in marks(children, rows, draws("marks"))]
            results += [_together(stage)] if stage else []
        if now - _SESSIONS <= year <= now:
            sessions.append(_sessions(terms(rows, draws("attendance")), group, year, on))
        if now - _SUSPENSIONS <= year <= now:
            suspended.append(_suspensions(suspensions(rows, draws("suspension")), children, group, on))
    return Facts(_together(results[-_STAGES:]), _together(sessions), _together(suspended))


def _together(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


def _result(mark: Mark) -> Columns:
    size, ladder = len(mark.at), mark.ladder
    method = ["" if f.startswith("gcse") else _TEST if f == "scaled" else _TEACHERS for f in ladder.frameworks]
    return {
        "child": np.arange(size),
        "year": np.full(size, mark.year),
        "result": np.array(ladder.outcomes)[mark.at],
        "stage": np.full(size, _STAGE_CODES.get(mark.stage, mark.stage)),
        "subject": np.full(size, _SUBJECTS[mark.subject]),
        "method": np.array(method)[mark.at],
    }


def _sessions(told: pa.Table, group: int, year: int, on: dt.date) -> Columns:
    ended = TERMS if year < school_year(on) else ended_terms(on)
    rows = {name: told.column(name).to_numpy() for name in ("year", "illness", "authorised", "unauthorised")}
    size = told.num_rows // len(TERMS)
    columns = {
        "child": np.tile(np.arange(size), len(TERMS)),
        "group": np.full(told.num_rows, group),
        "term": np.repeat(np.array(list(TERMS)), size),
        "possible": told.column("sessions").to_numpy(),
        **rows,
    }
    some = np.isin(columns["term"], list(ended))
    return {name: column[some] for name, column in columns.items()}


def ended_terms(on: dt.date) -> list[str]:
    """Terms of the present year that were over before a day.

    >>> ended_terms(dt.date(2026, 11, 26)), ended_terms(dt.date(2027, 5, 4))
    ([], ['autumn', 'spring'])
    """
    begins = {term: dt.date(school_year(on) + (month < 9), month, day) for term, (month, day) in STARTS}
    return [term for term, start in begins.items() if start < term_start(on)]


def _suspensions(told: pa.Table, children: Children, group: int, on: dt.date) -> Columns:
    """As a census tells them: of terms that are over."""
    order = np.argsort(children.pupil)
    at = order[np.searchsorted(children.pupil[order], told.column("pupil").to_numpy())]
    columns = {
        "child": at,
        "group": np.full(told.num_rows, group),
        "day": told.column("date").to_numpy().astype("datetime64[D]"),
        **{name: np.array(told.column(name).to_pylist(), "<U4") for name in ("category", "reason")},
        "sessions": told.column("sessions").fill_null(0).to_numpy(),
    }
    some = columns["day"] < np.datetime64(term_start(on), "D")
    return {name: column[some] for name, column in columns.items()}
