"""Text is compressed on the wire, safely: nothing that is compressed already, no part of a file, and no exact lengths."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from tests.records.world import small

from attainable.website.middleware.compression import Compression

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture
def client() -> Client:
    made = Client()
    made.force_login(small().accounts["senco_oak"])
    return made


def test_a_page_is_compressed_for_a_browser_that_asks(client: Client) -> None:
    plain, packed = client.get("/children/"), client.get("/children/", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "<h1" in gzip.decompress(packed.content).decode()
    assert len(packed.content) < len(plain.content) / 3


def test_the_length_of_a_page_changes_from_one_answer_to_the_next(client: Client) -> None:
    lengths = {len(client.get("/children/", headers=GZIP).content) for _ in range(8)}
    assert len(lengths) > 1


def test_a_static_file_is_compressed(client: Client) -> None:
    script = client.get("/static/account/js/onload.js", headers=GZIP)
    assert (script.status_code, script.headers["Content-Encoding"]) == (200, "gzip")
    assert b"allauth" in gzip.decompress(script.getvalue())


@pytest.mark.parametrize("kind", ["font/woff2", "image/png", "application/zip", "application/pdf"])
def test_what_is_compressed_already_is_sent_as_it_is(rf: RequestFactory, kind: str) -> None:
    whole = b"A" * 5000

    def sent(kind: str) -> bytes:
        compression = Compression(lambda _: HttpResponse(whole, content_type=kind))
        answer = compression.process_response(rf.get("/", headers=GZIP), HttpResponse(whole, content_type=kind))
        assert isinstance(answer, HttpResponse)
        return answer.content

    assert sent(kind) == whole
    assert gzip.decompress(sent("text/csv")) == whole


def test_a_part_of_a_file_is_sent_as_it_is(client: Client) -> None:
    part = client.get("/static/account/js/onload.js", headers={**GZIP, "range": "bytes=0-9"})
    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
    assert len(part.getvalue()) == 10
