"""Children by name, date of birth, sex and postcode, with Splink (Ministry of Justice): how likely it is that two are one.

The weights are data and not learned from a file, so that the same row is answered alike today and tomorrow. They were set on
the fictional county with planted duplicates and misspellings, and are measured there by `bench/imports.py`.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final

from attainable.domains.people.queries.states import for_linking
from attainable.domains.people.rules import words_of
from attainable.evidence.backends import without_bar
from attainable.exchange.storage import folder
from attainable.formats.people.rows import Person

ASK_FROM: Final = 0.02
"""At least so likely: a person is asked."""
SURE_FROM: Final = 0.9999
"""At least so likely, and nobody else likely: matched without asking."""
RIVAL_FROM: Final = 0.02
MOST_CANDIDATES: Final = 5
_AT_ONCE: Final = 5_000
_OUTWEIGHS: Final = 100
"""A candidate whose odds are so many times better than another's leaves it out of the question."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A child whom a row may be about."""

    child: int
    likely: float


@dataclass(slots=True)
class Linked:
    certain: int | None = None
    candidates: list[Candidate] = field(default_factory=list)


def link(
    people: Sequence[Person],
    schools: Sequence[int | None] = (),
    progress: Callable[[str], None] | None = None,
) -> list[Linked]:
    """For each row (of a school, where that is known) the child whom it is certainly about, or those whom it may be about, the
    likeliest first."""
    if not people:
        return []
    if progress:
        progress("Comparing names")
    found = [Linked() for _ in people]
    numbers: dict[int, str] = {}
    for place, child, likely, exact, upn in _pairs(people, schools):
        found[place].candidates.append(Candidate(child, likely))
        numbers[child] = upn
        if exact and likely >= SURE_FROM:
            found[place].certain = child if found[place].certain is None else -1
    taken: dict[int, int] = defaultdict(int)
    for linked in found:
        if linked.certain is not None:
            taken[linked.certain] += 1
    for person, linked in zip(people, found, strict=True):
        if linked.certain is not None and not _alone(person, linked, taken, numbers):
            linked.certain = None
        linked.candidates = _worth_asking(linked.candidates)
    return found


def _pairs(
    people: Sequence[Person], schools: Sequence[int | None]
) -> Iterator[tuple[int, int, float, bool, str]]:
    """Pairs of row and child that may be one, a few thousand rows at a time: what is compared at once is held in memory."""
    record = _table(_records())
    for part in batched(_rows(people, schools), _AT_ONCE):
        yield from _predict(_table(part), record)


def _worth_asking(candidates: list[Candidate]) -> list[Candidate]:
    """The likeliest, and those beside whom it is not a hundred times as likely."""
    found = sorted(candidates, key=lambda c: -c.likely)[:MOST_CANDIDATES]
    if not found:
        return []
    best = _odds(found[0].likely)
    return [c for c in found if c.likely >= ASK_FROM and _odds(c.likely) * _OUTWEIGHS >= best]


def _odds(likely: float) -> float:
    return likely / max(1e-12, 1 - likely)


def _alone(person: Person, linked: Linked, taken: dict[int, int], upns: dict[int, str]) -> bool:
    """No rival is likely, no other row takes the child, and no number stands against it."""
    child = linked.certain
    if child is None or child < 0 or taken[child] > 1:
        return False
    rivals = [c for c in linked.candidates if c.child != child and c.likely >= RIVAL_FROM]
    has = upns.get(child, "")
    return not rivals and not (person.upn and has and person.upn != has)


def _rows(people: Sequence[Person], schools: Sequence[int | None]) -> Iterator[dict[str, Any]]:
    for place, person in enumerate(people):
        school = schools[place] if schools else None
        told = (
            person.forename,
            person.known_as,
            person.surname,
            person.date_of_birth,
            person.sex,
            "",
            person.postcode,
        )
        yield _row(place, *told, school)


def _records() -> Iterator[dict[str, Any]]:
    for row in for_linking():
        yield _row(*row)


def _row(
    key: int, forename: str, known_as: str, surname: str, born: Any, sex: str, upn: str, postcode: str, school: int | None
) -> dict[str, Any]:  # fmt: skip
    first, last = _flat(forename), _flat(surname)
    day = born.isoformat() if born else None
    return {
        "unique_id": key, "forename": first or None, "known_as": _flat(known_as) or first or None, "surname": last or None,
        "born": day, "sex": sex or None, "postcode": "".join(postcode.split()).upper() or None, "upn": upn,
        "school": school, "month_day": day[5:] if day else None, "year": day[:4] if day else None,
        "swapped": f"{day[:4]}-{day[8:]}-{day[5:7]}" if day else None,
    }  # fmt: skip


def _flat(name: str) -> str:
    """A name in plain small letters without spaces, hyphens or accents."""
    return max(words_of("".join(name.split())), key=len, default="")


def _table(rows: Iterable[dict[str, Any]]) -> Any:
    """Rows as an Arrow table, a batch at a time: a county as dictionaries would take hundreds of megabytes."""
    import pyarrow as pa

    schema = _schema()
    batches = [pa.RecordBatch.from_pylist(list(part), schema) for part in batched(rows, 5000)]
    return pa.Table.from_batches(batches, schema)


def _predict(left: Any, right: Any) -> list[tuple[int, int, float, bool, str]]:
    import duckdb
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect(
        ":memory:",
        config={"memory_limit": "150MB", "threads": 2, "temp_directory": str(folder() / "linking")},
    )
    try:
        without_bar(connection)
        api = DuckDBAPI(connection)
        tables = [
            api.register(left, dataset_display_name="file"),
            api.register(right, dataset_display_name="record"),
        ]
        linker = Linker(tables, _settings(), log_level=logging.ERROR, validate_settings=False)
        pairs = linker.inference.predict(threshold_match_probability=ASK_FROM / 4)
        source = pairs.physical_name
        query = f"""
            select case when source_dataset_l = 'file' then unique_id_l else unique_id_r end,
                   case when source_dataset_l = 'file' then unique_id_r else unique_id_l end,
                   match_probability, born_l = born_r and forename_l = forename_r and surname_l = surname_r,
                   case when source_dataset_l = 'file' then upn_r else upn_l end
            from {source} where match_probability >= {ASK_FROM / 4}
        """  # noqa: S608  (names and numbers of our own)
        found: list[tuple[int, int, float, bool, str]] = connection.execute(query).fetchall()
        return found
    finally:
        connection.close()


def _schema() -> Any:
    import pyarrow as pa

    text = (
        "forename",
        "known_as",
        "surname",
        "born",
        "sex",
        "postcode",
        "upn",
        "month_day",
        "year",
        "swapped",
    )
    return pa.schema(
        [("unique_id", pa.int64()), ("school", pa.int64()), *((name, pa.string()) for name in text)]
    )


def _settings() -> Any:
    from splink import SettingsCreator, block_on
    from splink.blocking_rule_library import CustomRule

    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=1 / 200_000,
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            block_on("surname", "forename"),
            block_on("surname", "month_day"),
            block_on("forename", "month_day", "sex"),
            block_on("surname", "swapped"),
            block_on("postcode", "forename"),
            CustomRule("l.swapped = r.born and l.forename = r.forename"),
            CustomRule("l.surname = r.forename and l.forename = r.surname"),
        ],
        comparisons=[_forename(), _surname(), _born(), _sex(), _postcode(), _school()],
        additional_columns_to_retain=["upn"],
        retain_matching_columns=True,
    )


def _level(sql: str, label: str, m: float, u: float) -> dict[str, Any]:
    return {"sql_condition": sql, "label_for_charts": label, "m_probability": m, "u_probability": u}


def _null(*columns: str) -> dict[str, Any]:
    sql = " or ".join(f"{c}_{side} is null" for c in columns for side in "lr")
    return {"sql_condition": sql, "label_for_charts": "missing", "is_null_level": True}


def _forename() -> dict[str, Any]:
    """Also by the name that the child goes by. Twins differ here and in little else, so that another name weighs much."""
    same = "forename_l = forename_r"
    known = "known_as_l = known_as_r or known_as_l = forename_r or forename_l = known_as_r"
    near = "damerau_levenshtein(forename_l, forename_r) <= 1 and length(forename_l) > 3"
    like = "jaro_winkler_similarity(forename_l, forename_r) >= 0.88"
    part = "starts_with(forename_l, forename_r) or starts_with(forename_r, forename_l)"
    swapped = "forename_l = surname_r and surname_l = forename_r"
    return {"output_column_name": "forename", "comparison_levels": [
        _null("forename"), _level(same, "same", 0.90, 0.006), _level(known, "known as", 0.03, 0.003),
        _level(swapped, "swapped", 0.003, 0.00002), _level(near, "one letter", 0.03, 0.003),
        _level(part, "beginning", 0.012, 0.004), _level(like, "like", 0.012, 0.008), _level("ELSE", "another", 0.013, 0.976),
    ]}  # fmt: skip


def _surname() -> dict[str, Any]:
    near = "damerau_levenshtein(surname_l, surname_r) <= 1 and length(surname_l) > 3"
    part = (
        "length(surname_l) > 3 and length(surname_r) > 3 "
        "and (contains(surname_l, surname_r) or contains(surname_r, surname_l))"
    )
    like = "jaro_winkler_similarity(surname_l, surname_r) >= 0.9"
    swapped = "forename_l = surname_r and surname_l = forename_r"
    return {"output_column_name": "surname", "comparison_levels": [
        _null("surname"), _level("surname_l = surname_r", "same", 0.90, 0.004), _level(swapped, "swapped", 0.003, 0.00002),
        _level(near, "one letter", 0.04, 0.0015), _level(part, "one in the other", 0.015, 0.001),
        _level(like, "like", 0.012, 0.006), _level("ELSE", "another", 0.03, 0.987),
    ]}  # fmt: skip


def _born() -> dict[str, Any]:
    near = "damerau_levenshtein(born_l, born_r) <= 1"
    parts = (
        "left(born_l, 7) = left(born_r, 7) or month_day_l = month_day_r "
        "or (year_l = year_r and right(born_l, 2) = right(born_r, 2))"
    )
    return {"output_column_name": "born", "comparison_levels": [
        _null("born"), _level("born_l = born_r", "same", 0.945, 0.00018),
        _level("swapped_l = born_r", "day and month swapped", 0.012, 0.0001), _level(near, "one digit", 0.025, 0.004),
        _level(parts, "two parts of three", 0.015, 0.008), _level("ELSE", "another", 0.003, 0.988),
    ]}  # fmt: skip


def _sex() -> dict[str, Any]:
    return {"output_column_name": "sex", "comparison_levels": [
        _null("sex"), _level("sex_l = sex_r", "same", 0.99, 0.5), _level("ELSE", "another", 0.01, 0.5)]}  # fmt: skip


def _postcode() -> dict[str, Any]:
    """Families move, and many live in one postcode: being elsewhere weighs little, being in the same place a good deal."""
    sector = "left(postcode_l, length(postcode_l) - 2) = left(postcode_r, length(postcode_r) - 2)"
    return {"output_column_name": "postcode", "comparison_levels": [
        _null("postcode"), _level("postcode_l = postcode_r", "same", 0.80, 0.0002),
        _level(sector, "same sector", 0.06, 0.003), _level("ELSE", "another", 0.14, 0.9968)]}  # fmt: skip


def _school() -> dict[str, Any]:
    """A file is most often about children on the roll already."""
    return {"output_column_name": "school", "comparison_levels": [
        _null("school"), _level("school_l = school_r", "same", 0.9, 0.003), _level("ELSE", "another", 0.1, 0.997)]}  # fmt: skip
