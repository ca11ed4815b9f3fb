"""Scripts that families read have lettering of their own in a PDF, which ships with the package: nothing of the machine helps."""

import dataclasses
import io
from typing import Any

import pytest
from pypdf import PdfReader

from attainable.documents import fonts, pdf
from attainable.documents.model import Paragraph

from .sample import document

LINES = {
    "ar": ("الاحتياجات التعليمية الخاصة والإعاقة", "NotoSansArabic"),
    "ur": ("خصوصی تعلیمی ضروریات کی رپورٹ", "NotoNastaliqUrdu"),
    "bn": ("বিশেষ শিক্ষাগত চাহিদা এবং প্রতিবন্ধকতা", "HindSiliguri"),
    "pa": ("ਵਿਸ਼ੇਸ਼ ਵਿਦਿਅਕ ਲੋੜਾਂ ਅਤੇ ਅਪਾਹਜਤਾ", "NotoSansGurmukhi"),
}


@pytest.fixture(autouse=True)
def _only_what_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = pdf._compiled

    def compiled(paper, moment, *, system_fonts):
        assert not system_fonts, "the machine's own fonts were asked for"
        return usual(paper, moment, system_fonts=False)

    monkeypatch.setattr(pdf, "_compiled", compiled)


def _lettering(language: str, *texts: str) -> set[str]:
    paper = dataclasses.replace(document(), language=language, blocks=tuple(Paragraph(text) for text in texts))
    reader = PdfReader(io.BytesIO(pdf.pdf(paper)))
    assert str(reader.root_object["/Lang"]).partition("-")[0] == language.partition("-")[0]
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    found = (font.get_object()["/BaseFont"] for part in resources for font in part.get("/Font", {}).values())
    return {str(name).partition("+")[2].partition("-")[0] for name in found}


@pytest.mark.parametrize("language", LINES)
def test_a_line_of_each_script_has_its_lettering_and_passes_typsts_check(language: str) -> None:
    text, family = LINES[language]
    assert family in _lettering(language, text)


def test_one_paper_in_english_has_all_of_them() -> None:
    found = _lettering("en-GB", *(text for text, _ in LINES.values()))
    assert {"AtkinsonHyperlegible", "NotoSansArabic", "HindSiliguri", "NotoSansGurmukhi"} <= found
    assert not {name for name in found if "Mono" in name or "DejaVu" in name}


def test_each_family_that_we_keep_has_its_licence_beside_it() -> None:
    folder = fonts.FOLDERS[-1]
    families = {path.name.partition("_")[0] for path in folder.glob("*.ttf")}
    assert families == {"NotoNastaliqUrdu", "NotoSansGurmukhi"}
    for family in families:
        assert "SIL Open Font License" in (folder / f"LICENCE-{family}").read_text("utf-8")
