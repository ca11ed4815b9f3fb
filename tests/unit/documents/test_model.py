"""A document says what is wrong with it, all at once and in words."""

import dataclasses

import pytest

from attainable.documents import check
from attainable.documents.model import (
    BulletList,
    Callout,
    CalloutKind,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    link,
    plain,
    strong,
)
from attainable.documents.prepare import breadth, footer, key, prepare, widths
from attainable.documents.text import anchors, clean, slug
from attainable.values.problem import ProblemsError

from .sample import SVG, document, figure, table


def codes(*blocks, **changes):
    try:
        check(document(blocks=blocks, **changes))
    except ProblemsError as error:
        assert all(problem.what and problem.mend for problem in error.problems)
        return [problem.code.removeprefix("document-") for problem in error.problems]
    return []


def test_a_sound_document_has_no_problems():
    check(document())


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (Heading(2, "Too deep"), "heading-skips"),
        (Heading(1, " "), "heading-empty"),
        (Heading(5, "Five"), "heading-level"),
        (Heading(1, "One", id="No spaces"), "id-spelling"),
        (Heading(1, "One", id="table-1"), "id-taken"),
        (figure(alt=""), "alt-missing"),
        (figure(alt="\x00 "), "alt-missing"),
        (figure(caption=""), "caption-missing"),
        (figure(png=b"GIF89a"), "figure-png"),
        (figure(share=0), "figure-share"),
        (figure(svg="<svg"), "figure-svg"),
        (figure(svg="<html/>"), "figure-svg"),
        (figure(svg=SVG.replace("<defs>", "<script>alert(1)</script><defs>")), "figure-svg"),
        (figure(svg=SVG.replace("<rect ", '<rect onclick="x()" ', 1)), "figure-svg"),
        (figure(svg=SVG.replace("#10465c", "url(https://example.org/x)")), "figure-svg"),
        (figure(svg=f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG}'), "figure-svg"),
        (table(caption=""), "caption-missing"),
        (table(rows=()), "table-empty"),
        (table(rows=(("one", "two"),)), "table-uneven"),
        (table(header_column=3), "header-column"),
        (Table("T", (Column(""),), (("x",),)), "column-unnamed"),
        (Table("T", (Column("a", share=0.7), Column("b", share=0.7)), (("x", "y"),)), "column-shares"),
        (KeyFigures((KeyFigure("One", "1"),)), "key-figures"),
        (KeyFigures((KeyFigure("One", "1"), KeyFigure("", "2"))), "key-figure-empty"),
        (Paragraph(""), "words-missing"),
        (BulletList(()), "words-missing"),
        (Callout(CalloutKind.NOTE), "callout-empty"),
        (Callout(CalloutKind.NOTE, "x", (Heading(1, "x"),)), "callout-block"),  # type: ignore[arg-type]
        (Paragraph(link("there", "#nowhere")), "link-nowhere"),
        (Paragraph(link("there", "javascript:alert(1)")), "link-address"),
    ],
)
def test_each_fault_is_named(block, code):
    assert code in codes(block)


def test_every_problem_comes_at_once():
    assert codes(Heading(1, "One", id="one"), Heading(3, "Two", id="one"), figure(alt="", caption=""), title="") == [
        "title-missing",
        "heading-skips",
        "id-twice",
        "caption-missing",
        "alt-missing",
    ]


def test_links_reach_headings_tables_and_figures():
    places = (Heading(1, "By need"), table(), figure())
    assert not codes(*places, Paragraph((link("a", "#by-need"), link("b", "#table-1"), link("c", "#figure-1"))))


def test_names_of_places_never_meet():
    blocks = (Heading(1, "Figure 1"), Heading(1, "Need"), Heading(1, "Need"), figure(), Heading(1, "2026", id="need"))
    found = anchors(blocks)
    assert found == ["section-figure-1", "need-2", "need-3", "figure-1", "need"]
    assert slug("Ynys Môn") == "ynys-mon"


def test_labels_count_tables_and_figures_apart():
    labels = [placed.label for placed in prepare(document()).blocks if placed.label]
    assert labels == ["Table 1", "Figure 1", "Figure 2"]


def test_text_is_cleaned_of_what_files_cannot_hold():
    assert clean("a\x00b\x0bc\ud800\ufffe\r\nd\u202ee") == "ab c de"
    prepared = prepare(document(title="One\x07 title", summary=("a\x01", strong("b"))))
    assert prepared.document.title == "One title"
    assert plain(prepared.document.summary) == "ab"


def test_a_key_gathers_every_mark_once():
    assert key(table()) == ("c = suppressed to protect confidentiality",)


def test_widths_fill_the_table_and_keep_declared_shares():
    assert sum(widths(table())) == pytest.approx(1)
    shared = Table("T", (Column("a", share=0.5), Column("b"), Column("c")), (("x", "y", "z"),))
    assert widths(shared) == pytest.approx((0.5, 0.25, 0.25))
    assert breadth(shared) == 1
    assert breadth(Table("T", (Column("a"), Column("b")), (("x", "y"),))) == 0.5


def test_the_footer_stays_on_one_line():
    assert footer(document()) == "Needs and provision, Ashford-on-Sea Council"
    assert footer(document(title="x" * 100)) == "Ashford-on-Sea Council"
    assert len(footer(document(title="x" * 100, organisation=""))) < 90


def test_a_document_is_a_value():
    assert document() == document()
    assert hash(document()) == hash(document())
    with pytest.raises(dataclasses.FrozenInstanceError):
        document().title = "other"  # type: ignore[misc]
