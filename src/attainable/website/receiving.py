"""What the server calls for each request. What a client sends is taken in within limits of time and size, and only a whole
request gets a thread: clients that send slowly cost a little memory and never stop others. Answers of usual size are handed over
whole, so that clients that read slowly do not need a thread either."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from urllib.parse import unquote_to_bytes

type Scope = dict[str, Any]
type Receive = Callable[[], Awaitable[dict[str, Any]]]
type Send = Callable[[dict[str, Any]], Awaitable[None]]
type Headers = list[tuple[str, str]]

MB: Final = 1 << 20
# How long a client may be silent, and how much time it has in all: this, and a second for so many bytes.
GAP_SECONDS: Final = 15.0
GRACE_SECONDS: Final = 30.0
BYTES_A_SECOND: Final = 10_000
# How long a client may take for a part of a long answer.
TAKE_SECONDS: Final = 60.0
_IN_MEMORY: Final = MB
_WHOLE: Final = 4 * MB
_WORDS: Final = {
    408: "The request arrived too slowly. Check your connection and try again.",
    413: "The request is too large.",
    503: "Too many requests are arriving at the same time. Try again in a minute.",
}


@dataclass
class Limits:
    """The largest requests: of a form, and of an upload at the addresses that take one; and how many may be arriving at once, in
    all and from one address (0: any number, because all come from a proxy)."""

    form: int = 3 * MB
    upload: int = 52 * MB
    uploads: tuple[str, ...] = ("/imports/add/",)
    at_once: int = 200
    from_one: int = 40
    uploads_at_once: int = 20
    gap: float = GAP_SECONDS
    grace: float = GRACE_SECONDS


@dataclass
class _Answer:
    """How Django's answer begins."""

    status: int = 500
    headers: Headers = field(default_factory=list)

    def start(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        self.status, self.headers = int(status.partition(" ")[0]), headers
        return lambda _: None

    def head(self) -> dict[str, Any]:
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        return {"type": "http.response.start", "status": self.status, "headers": headers}


def _part(text: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": text, "more_body": more}


class Receiver:
    """An ASGI application over a WSGI one."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int, limits: Limits) -> None:
        self._application, self._limits = application, limits
        self._pool = ThreadPoolExecutor(threads, "request")
        self._arriving: Counter[str] = Counter()
        self._room = limits.uploads_at_once * limits.upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            client = (scope.get("client") or ("",))[0]
            size = self._most(scope) if _has_body(scope) else 0
            refused = self._too_many(client, size) if _has_body(scope) else 0
            if _has_body(scope) and not refused:
                self._arriving[client] += 1
                self._room -= size
                try:
                    refused = await self._take_in(scope, receive, body)
                finally:
                    self._room += size
                    self._arriving[client] -= 1
                    self._arriving += Counter()  # addresses without any are forgotten
            if refused:
                await _refuse(send, refused)
                return
            body.seek(0)
            loop = asyncio.get_running_loop()
            for message in await loop.run_in_executor(self._pool, self._answer, _environ(scope, body), _Sender(loop, send)):
                await send(message)

    def _too_many(self, client: str, size: int) -> int:
        """Whether there is room, on the disk too, for one more request of this size."""
        limits = self._limits
        full = self._arriving.total() >= limits.at_once or (limits.from_one and self._arriving[client] >= limits.from_one)
        return 503 if full or size > self._room else 0

    def _most(self, scope: Scope) -> int:
        """How much may be kept of what is sent: what is announced, or what is allowed. Nothing is kept of too much."""
        allowed = self._limits.upload if scope["path"] in self._limits.uploads else self._limits.form
        announced = int(_header(scope, b"content-length") or allowed)
        return announced if announced <= allowed else 0

    async def _take_in(self, scope: Scope, receive: Receive, body: IO[bytes]) -> int:
        """Write what is sent, and return 0; or the status with which it is refused. One that announces too much is left
        out, so that the page itself can say so."""
        limits, loop = self._limits, asyncio.get_running_loop()
        most = limits.upload if scope["path"] in limits.uploads else limits.form
        announced = int(_header(scope, b"content-length") or 0)
        began, size = loop.time(), 0
        while True:
            left = began + limits.grace + size / BYTES_A_SECOND - loop.time()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, min(limits.gap, left)))
            except TimeoutError:
                return 408
            if message["type"] != "http.request":
                return 408
            part = message.get("body", b"")
            size += len(part)
            if size > max(4 * limits.upload, most) or (size > most and not announced):
                return 413
            if announced <= most:
                body.write(part)
            if not message.get("more_body"):
                return 0

    def _answer(self, environ: dict[str, Any], sender: "_Sender") -> list[dict[str, Any]]:
        """In a thread: Django's answer. One of usual size is returned whole; a long one is sent part by part from here."""
        answer = _Answer()
        result = self._application(environ, answer.start)
        try:
            parts = iter(result)
            text, more = _gathered(parts)
            if not more:
                return [answer.head(), _part(text)]
            sender.send(answer.head())
            while more:
                sender.send(_part(text, more=True))
                text, more = _gathered(parts, MB // 4)
            sender.send(_part(text))
        except _GoneError:
            pass
        finally:
            if close := getattr(result, "close", None):
                close()
        return []


class _GoneError(Exception):
    """The client went away, or no longer takes anything."""


@dataclass(frozen=True)
class _Sender:
    """Sends from a thread, as fast as the client takes it."""

    loop: asyncio.AbstractEventLoop
    sending: Send

    def send(self, message: dict[str, Any]) -> None:
        sent = asyncio.run_coroutine_threadsafe(_awaited(self.sending(message)), self.loop)
        try:
            sent.result(TAKE_SECONDS)
        except Exception as error:
            sent.cancel()
            raise _GoneError from error


async def _awaited(sending: Awaitable[None]) -> None:
    await sending


def _gathered(parts: Iterator[bytes], most: int = _WHOLE) -> tuple[bytes, bool]:
    """So much of an answer, and whether there may be more."""
    found, size = [], 0
    for part in parts:
        found.append(part)
        size += len(part)
        if size >= most:
            return b"".join(found), True
    return b"".join(found), False


async def _refuse(send: Send, status: int) -> None:
    text = _WORDS[status].encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


def _has_body(scope: Scope) -> bool:
    announced = _header(scope, b"content-length") not in (b"", b"0") or bool(_header(scope, b"transfer-encoding"))
    return announced or scope["method"] not in ("GET", "HEAD", "OPTIONS", "TRACE", "DELETE")


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request as PEP 3333 has it. A header with an underscore could pass for one of the proxy's, so it is left out."""
    path = unquote_to_bytes(scope["raw_path"]) if scope.get("raw_path") else scope["path"].encode()
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.partition(b"?")[0].decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for key, value in scope["headers"]:
        name, text = key.decode("latin-1"), value.decode("latin-1")
        if "_" in name:
            continue
        name = name.upper().replace("-", "_")
        name = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        joint = "; " if name == "HTTP_COOKIE" else ","
        environ[name] = f"{environ[name]}{joint}{text}" if name in environ else text
    if "HTTP_TRANSFER_ENCODING" in environ:
        environ["CONTENT_LENGTH"] = str(body.seek(0, os.SEEK_END))
        body.seek(0)
    return environ


def make() -> Receiver:
    """The site's own, as `attainable serve` starts it."""
    from django.conf import settings

    from attainable.website.wsgi import application  # Django is set up by this

    limits = Limits(upload=(settings.IMPORT_MAX_MB + 2) * MB, from_one=0 if settings.ALLAUTH_TRUSTED_PROXY_COUNT else 40)
    return Receiver(application, int(os.environ.get("ATTAINABLE_THREADS", "4")), limits)
