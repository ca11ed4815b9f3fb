"""What stands between the server and Django: bodies within limits, answers whole or in parts, and what clients may not claim."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from attainable.website import receiving
from attainable.website.receiving import MB, Limits, Receiver

LIMITS = Limits(form=100, upload=1000, at_once=3, from_one=2, gap=0.1, grace=0.3)


class _Client:
    """Sends parts of a body, and then nothing more; keeps what it is sent."""

    def __init__(self, *parts: bytes, whole: bool = True) -> None:
        self._parts, self._whole, self.sent = list(parts), whole, list[dict[str, Any]]()

    async def receive(self) -> dict[str, Any]:
        if not self._parts:
            await asyncio.sleep(30)
        part = self._parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(self._parts) or not self._whole}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])


def _scope(method: str = "POST", path: str = "/form/", *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"a=1",
        "headers": list(headers),
        "client": ("192.0.2.1", 4),
        "server": ("127.0.0.1", 8000),
    }


def _length(size: int) -> tuple[bytes, bytes]:
    return b"content-length", str(size).encode()


class _Site:
    """A WSGI application that says what it was given."""

    def __init__(self, *answer: bytes) -> None:
        self.given: dict[str, Any] = {}
        self.body = b""
        self.closed = False
        self._answer = answer or (b"done",)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.given, self.body = environ, environ["wsgi.input"].read()
        start("200 OK", [("Content-Type", "text/plain")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        self.closed = True


def _ask(site: _Site, scope: dict[str, Any], client: _Client) -> _Client:
    asyncio.run(Receiver(site, 1, LIMITS)(scope, client.receive, client.send))
    return client


def test_a_body_in_parts_arrives_whole() -> None:
    site = _Site()
    assert _ask(site, _scope("POST", "/form/", _length(6)), _Client(b"abc", b"def")).status == 200
    assert (site.body, site.given["CONTENT_LENGTH"], site.given["QUERY_STRING"]) == (b"abcdef", "6", "a=1")
    assert site.closed


def test_a_request_without_a_body_waits_for_none() -> None:
    assert _ask(_Site(), _scope("GET"), _Client()).body == b"done"


@pytest.mark.parametrize("parts", [(), (b"a",)])
def test_a_silent_client_is_cut_off_and_reaches_no_thread(parts: tuple[bytes, ...]) -> None:
    site = _Site()
    assert _ask(site, _scope("POST", "/form/", _length(50)), _Client(*parts, whole=False)).status == 408
    assert site.given == {}


def test_a_client_that_drips_is_cut_off_in_the_end() -> None:
    class Drips(_Client):
        async def receive(self) -> dict[str, Any]:
            await asyncio.sleep(0.05)
            return {"type": "http.request", "body": b"a", "more_body": True}

    assert _ask(_Site(), _scope("POST", "/form/", _length(90)), Drips()).status == 408


def test_a_form_that_announces_too_much_is_answered_by_the_page_without_it() -> None:
    site = _Site()
    assert _ask(site, _scope("POST", "/form/", _length(300)), _Client(b"a" * 150, b"b" * 150)).status == 200
    assert (site.body, site.given["CONTENT_LENGTH"]) == (b"", "300")


def test_an_upload_may_be_larger_where_uploads_go() -> None:
    site = _Site()
    _ask(site, _scope("POST", "/imports/add/", _length(900)), _Client(b"a" * 900))
    assert len(site.body) == 900


def test_a_body_of_unknown_length_is_refused_past_the_limit() -> None:
    site, chunked = _Site(), (b"transfer-encoding", b"chunked")
    assert _ask(site, _scope("POST", "/form/", chunked), _Client(b"a" * 90, b"b" * 90)).status == 413
    assert _ask(site, _scope("POST", "/form/", chunked), _Client(b"abc")).status == 200
    assert (site.body, site.given["CONTENT_LENGTH"]) == (b"abc", "3")


def test_one_address_has_so_many_bodies_on_the_way_and_gets_them_back() -> None:
    receiver = Receiver(_Site(), 1, LIMITS)

    async def at_once() -> list[int]:
        clients = [_Client(b"a", whole=False) for _ in range(4)]
        await asyncio.gather(*(receiver(_scope("POST", "/form/", _length(9)), c.receive, c.send) for c in clients))
        later = _Client(b"a")
        await receiver(_scope("POST", "/form/", _length(1)), later.receive, later.send)
        return [client.status for client in (*clients, later)]

    assert sorted(asyncio.run(at_once())) == [200, 408, 408, 503, 503]


def test_uploads_that_nobody_signed_in_for_cannot_fill_the_disk() -> None:
    limits = Limits(form=100, upload=1000, uploads_at_once=2, gap=0.1, grace=0.3)
    receiver, scope = Receiver(_Site(), 1, limits), _scope("POST", "/imports/add/", _length(1000))

    async def at_once() -> list[int]:
        clients = [_Client(b"a", whole=False) for _ in range(3)]
        await asyncio.gather(*(receiver(scope, client.receive, client.send) for client in clients))
        later = _Client(b"a" * 1000)
        await receiver(scope, later.receive, later.send)
        return [client.status for client in (*clients, later)]

    assert sorted(asyncio.run(at_once())) == [200, 408, 408, 503]


def test_headers_of_a_proxy_cannot_be_claimed_with_an_underscore() -> None:
    site = _Site()
    headers = ((b"x_forwarded_for", b"evil"), (b"x-forwarded-for", b"192.0.2.9"), (b"cookie", b"a=1"), (b"cookie", b"b=2"))
    _ask(site, _scope("GET", "/", *headers), _Client())
    assert (site.given["HTTP_X_FORWARDED_FOR"], site.given["HTTP_COOKIE"]) == ("192.0.2.9", "a=1; b=2")


def test_a_long_answer_is_sent_in_parts_and_whole() -> None:
    site = _Site(*[b"x" * MB] * 6)
    client = _ask(site, _scope("GET"), _Client())
    assert len(client.body) == 6 * MB
    assert [message.get("more_body") for message in client.sent[1:]][-1] is False
    assert len(client.sent) > 3
    assert site.closed


def test_a_client_that_takes_nothing_any_more_frees_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "TAKE_SECONDS", 0.1)

    class Stuck(_Client):
        async def send(self, message: dict[str, Any]) -> None:
            await asyncio.sleep(5)

    site = _Site(*[b"x" * MB] * 6)
    _ask(site, _scope("GET"), Stuck())
    assert site.closed
