"""Every format asked for, whole files only, the same bytes each time."""

import pytest

from attainable.documents import FORMATS, write
from attainable.values.problem import ProblemsError

from .sample import document


def test_every_format_is_written(tmp_path):
    paths = write(document(), FORMATS, tmp_path / "new", "paper")
    assert [path.name for path in paths] == ["paper.html", "paper.docx", "paper.pdf"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["paper.docx", "paper.html", "paper.pdf"]


def test_the_same_document_gives_the_same_bytes(tmp_path):
    first = [path.read_bytes() for path in write(document(), FORMATS, tmp_path / "a", "paper")]
    second = [path.read_bytes() for path in write(document(), FORMATS, tmp_path / "b", "paper")]
    assert first == second


@pytest.mark.parametrize(("formats", "stem"), [(["html", "odt"], "paper"), (["html"], "../x"), (["html"], "")])
def test_what_cannot_be_written_is_said_before_anything_is(tmp_path, formats, stem):
    with pytest.raises(ProblemsError):
        write(document(), formats, tmp_path, stem)
    assert not list(tmp_path.iterdir())


def test_an_unfit_document_leaves_the_old_file(tmp_path):
    write(document(), ["html"], tmp_path, "paper")
    before = (tmp_path / "paper.html").read_bytes()
    with pytest.raises(ProblemsError):
        write(document(title=""), ["html"], tmp_path, "paper")
    assert (tmp_path / "paper.html").read_bytes() == before
