"""Every declared table can be told from every other, and what it lacks is named."""

import pytest

from attainable.formats.published.recognise import TIDY, recognise
from attainable.formats.published.spec import TableSpec, all_specs, load_specs
from attainable.values.problem import ProblemsError

SPECS = list(all_specs().values())
TABLES = [spec for spec in SPECS if spec.shape in ("table", "manifest")]

# Made of nothing but columns of places, which any tidy file has: short of one, it can't be told what it is.
ONLY_PLACES = ("region-authority-lookup",)


def heading(spec: TableSpec) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A heading made of a table's own columns, and a first row that tells it from its twins."""
    header = tuple(dict.fromkeys([*spec.place_columns, *spec.has, *spec.told_by]))
    return header, tuple(spec.told_by.get(column, ["1"])[0] for column in header)


def test_every_file_of_tables_loads() -> None:
    assert len(SPECS) >= 60
    assert len({spec.title for spec in SPECS}) == len(SPECS)
    for spec in SPECS:
        assert spec.id == spec.id.lower()
        assert spec.publication
        assert spec.publisher
        assert spec.licence


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.id)
def test_a_table_is_known_by_its_columns(spec: TableSpec) -> None:
    header, first = heading(spec)
    found = recognise("a.csv", header, first)
    assert (found.spec.id, found.is_declared) == (spec.id, True)
    # Further columns do no harm, nor does another order.
    more = recognise("a.csv", (*header[::-1], "one more"), (*first[::-1], "1"))
    assert more.spec.id == spec.id


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.id)
def test_no_other_table_claims_the_same_heading_as_well(spec: TableSpec) -> None:
    header, first = heading(spec)
    cells = dict(zip(header, first, strict=True))
    claims = sorted(
        (
            (len(has), other.id)
            for other in TABLES
            for has in [other.has, *(layout.has for layout in other.layouts)]
            if set(has) <= set(header)
            and not set(other.lacks) & set(header)
            and all(cells.get(column) in values for column, values in other.told_by.items())
        ),
        reverse=True,
    )
    assert claims[0][1] == spec.id
    assert len(claims) == 1 or claims[1][0] < claims[0][0]


@pytest.mark.parametrize("spec", [s for s in TABLES if len(s.has) >= 4 and s.id not in ONLY_PLACES], ids=lambda spec: spec.id)
def test_a_column_that_is_missing_is_named(spec: TableSpec) -> None:
    header, first = heading(spec)
    told = 0
    for gone in spec.has:
        if gone in spec.told_by:
            continue
        kept = [(column, cell) for column, cell in zip(header, first, strict=True) if column != gone]
        try:
            found = recognise("a.csv", tuple(c for c, _ in kept), tuple(c for _, c in kept))
        except ProblemsError as refused:
            assert refused.problems
            told += any((p.code, p.column, p.row) == ("missing-column", gone, 1) for p in refused.problems)
        else:
            assert found.spec.id != spec.id
    assert told >= 1


@pytest.mark.parametrize("spec", [s for s in TABLES if s.place_columns], ids=lambda spec: spec.id)
def test_a_column_of_place_or_period_that_is_missing_is_named(spec: TableSpec) -> None:
    header, first = heading(spec)
    for gone in set(spec.place_columns) - set(spec.has):
        kept = [(column, cell) for column, cell in zip(header, first, strict=True) if column != gone]
        with pytest.raises(ProblemsError) as refused:
            recognise("a.csv", tuple(c for c, _ in kept), tuple(c for _, c in kept))
        assert refused.value.problems
        assert any(p.column == gone for p in refused.value.problems) or gone in spec.told_by


def test_a_renamed_layout_is_given_todays_names() -> None:
    header = (
        "time_period",
        "time_identifier",
        "geographic_level",
        "region_name",
        "new_la_code",
        "InreqEHC",
        "AssRefusedEHC",
        "TotNoExcEHC",
        "NoExc20weekEHC",
        "NoExc20weekRate",
        "NewallEHC",
    )
    found = recognise("mi.csv", header)
    assert found.spec.id == "ehc-management-information"
    assert found.columns[5:8] == ("inreq_ehc", "ass_refused_ehc", "tot_no_exc_ehc")
    # A file with both names keeps both.
    both = recognise("mi.csv", (*header, "inreq_ehc"))
    assert len(set(both.columns)) == len(both.columns)
    for layout in found.spec.layouts:
        assert set(found.spec.has) <= {layout.rename.get(c, c) for c in layout.has}
        assert len(set(layout.rename.values())) == len(layout.rename)


def test_tables_with_the_same_columns_are_told_by_their_first_row() -> None:
    spec = all_specs()["ehc-primary-need"]
    header, _ = heading(spec)
    for told, expected in (("Academic year", "ehc-primary-need"), ("Calendar year", "ehc-primary-need-new-plans")):
        first = tuple(told if column == "time_identifier" else "1" for column in header)
        assert recognise("a.csv", header, first).spec.id == expected
    with pytest.raises(ProblemsError) as refused:
        recognise("a.csv", header, ("Financial year",) * len(header))
    (problem,) = refused.value.problems
    assert (problem.code, problem.row, problem.column) == ("unknown-code", 2, "time_identifier")
    assert "Academic year" in problem.mend


@pytest.mark.parametrize(
    "own",
    [
        ("headcount",),
        ("characteristic", "percentage"),
        ("category", "value"),
        ("breakdown_topic", "breakdown", "n"),
        ("sex", "headcount"),
    ],
)
def test_any_other_tidy_file_is_taken_under_an_id_of_its_own_columns(own: tuple[str, ...]) -> None:
    places = (
        *TIDY,
        "time_identifier",
        "country_code",
        "country_name",
        "region_code",
        "region_name",
        "old_la_code",
        "new_la_code",
        "la_name",
    )
    found = recognise("a.csv", (*places, *own))
    assert found.is_declared is False
    assert found.spec.id.startswith("tidy-")
    assert recognise("b.csv", (*own[::-1], *places)).spec.id == found.spec.id
    assert recognise("b.csv", (*places, *own, "another")).spec.id != found.spec.id


@pytest.mark.parametrize("header", [(), ("a",), ("name", "age"), ("time_period", "rate"), ("", "")])
def test_an_unknown_table_is_told_with_its_columns(header: tuple[str, ...]) -> None:
    with pytest.raises(ProblemsError) as refused:
        recognise("a.csv", header)
    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.row) == ("unknown-table", "a.csv", 1)
    assert ", ".join(header) in problem.what
    assert "data formats" in problem.mend


def test_a_misspelt_field_of_a_declaration_is_refused_by_name() -> None:
    text = "publication: P\ntables:\n  - {id: a, title: A, has: [x], figurs: [x]}\n"
    with pytest.raises(Exception, match="figurs"):
        load_specs(text)
