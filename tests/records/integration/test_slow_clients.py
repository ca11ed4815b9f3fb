"""Clients that send or read slowly never keep others out: at the real server, and behind nginx as in the example."""

import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.records.conftest import KIND
from tests.records.sites import ROOT, Site, wait_for
from tests.soak import drawn

SLOW = drawn((36,), (36, 38))
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _status(url: str, data: bytes | None = None, **headers: str) -> int:
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    try:
        request = urllib.request.Request(url, data, headers)
        with urllib.request.urlopen(request, timeout=20, context=unchecked) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
    except OSError:
        return 0


@contextmanager
def _serving(site: Site, **settings: str) -> Iterator[int]:
    if not (ROOT / "build/frontend/attainable.css").is_file():
        subprocess.run([str(ROOT / "scripts/frontend")], check=True)
    port = _free()
    command = [str(Path(sys.executable).parent / "attainable"), "serve", "--port", str(port), "--workers", "1"]
    environment = {**site.environment, "PYTHONWARNINGS": "", **settings}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    )
    try:
        wait_for(lambda: _status(f"http://127.0.0.1:{port}/health/ready") == 200, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def _slow(port: int, count: int, head: bytes) -> Iterator[list[socket.socket]]:
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    try:
        for client in clients:
            client.sendall(head)
        time.sleep(0.5)
        yield clients
    finally:
        for client in clients:
            client.close()


def _quick(base: str) -> None:
    for path in ("/health/", "/account/login/", "/cookies/"):
        began = time.monotonic()
        assert _status(f"{base}{path}") == 200
        assert time.monotonic() - began < 5, path


@pytest.mark.skipif(KIND == "postgresql", reason="it is about sockets and not about a database")
def test_slow_bodies_and_slow_readers_keep_nobody_out_and_are_cut_off(filled: Site) -> None:
    post = b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + _FORM + b"Content-Length: 5000\r\n\r\nlogin="
    chunked = (
        b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + _FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\nlogin\r\n"
    )
    half_a_head = b"GET /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    with _serving(filled) as port:
        base = f"http://127.0.0.1:{port}"
        for count in SLOW:
            with (
                _slow(port, count // 2, post) as slow,
                _slow(port, count // 2, chunked),
                _slow(port, count, half_a_head) as heads,
            ):
                _quick(base)
                slow[0].settimeout(30)
                assert slow[0].recv(200).startswith(b"HTTP/1.1 408 ")
                heads[0].settimeout(30)
                assert b"HTTP/1.1 200" not in heads[0].recv(200)
        many = b"GET /static/attainable.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        with _slow(port, 12, many * 40):
            _quick(base)


@pytest.mark.skipif(KIND == "postgresql", reason="it is about sockets and not about a database")
def test_requests_arrive_whole_with_what_they_say(filled: Site) -> None:
    with _serving(filled) as port:
        base = f"http://127.0.0.1:{port}"
        assert _status(f"{base}/account/login/", b"x" * 4_000_000) == 403, "too large for a form: refused without its contents"
        assert _status(f"{base}/account/login/", b"login=a&password=b") == 403, "no token"
        assert _status(f"{base}/%ff%fe/") == 404
        assert _status(f"{base}/account/login/?next=/me/") == 200
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"HEAD /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            client.settimeout(10)
            got = b"".join(iter(lambda: client.recv(65536), b""))
            assert got.startswith(b"HTTP/1.1 200") and got.endswith(b"\r\n\r\n"), "a HEAD has no body"
        # A header with an underscore never passes for the proxy's.
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"GET /health/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX_Forwarded_Host: evil\r\nConnection: close\r\n\r\n")
            client.settimeout(10)
            assert client.recv(100).startswith(b"HTTP/1.1 200")


def _nginx(folder: Path, upstream: int, port: int) -> Path:
    """The example's own text, with other ports and places."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=send.example.org",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True,
        capture_output=True,
    )  # fmt: skip
    proxy = folder / "attainable-proxy.conf"
    shutil.copyfile(ROOT / "deploy/nginx-proxy.conf", proxy)
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    for old, new in (
        (r"server \{\n    listen 80;.*?\n\}\n", ""),
        (r"    listen \[::\]:443 ssl http2;\n", ""),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("/etc/nginx/attainable-proxy.conf", str(proxy)),
        ("/etc/ssl/attainable/fullchain.pem", str(folder / "cert.pem")),
        ("/etc/ssl/attainable/privkey.pem", str(folder / "key.pem")),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        text, count = re.subn(old, new, text, flags=re.DOTALL)
        assert count, old
    site = folder / "nginx.conf"
    site.write_text(f"daemon off;\nuser root;\npid {folder}/nginx.pid;\nevents {{}}\nhttp {{\n{text}\n}}\n", "utf-8")
    return site


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed: apt-get install nginx-light")
@pytest.mark.skipif(KIND == "postgresql", reason="it is about sockets and not about a database")
def test_behind_nginx_as_in_the_example(filled: Site, tmp_path: Path) -> None:
    port = _free()
    production = {
        "ATTAINABLE_MODE": "production",
        "WAREHOUSE_KEY": "w" * 60,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": f"https://127.0.0.1:{port}",
        "TRUSTED_PROXIES": "1",
    }
    with _serving(filled, **production) as upstream:
        site = _nginx(tmp_path, upstream, port)
        assert subprocess.run(["nginx", "-t", "-c", str(site)], capture_output=True, check=False).returncode == 0
        process = subprocess.Popen(["nginx", "-c", str(site)], stderr=subprocess.DEVNULL)
        base = f"https://127.0.0.1:{port}"
        try:
            wait_for(lambda: _status(f"{base}/health/") == 200, process)  # type: ignore[arg-type]
            with _slow(port, 60, b"\x16\x03\x01"):
                _quick(base)
            # Slow bodies through TLS: nginx holds them, and Attainable hears of none.
            context = ssl._create_unverified_context()
            slow = [context.wrap_socket(socket.create_connection(("127.0.0.1", port))) for _ in range(60)]
            for client in slow:
                client.sendall(b"POST /cookies/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + _FORM + b"Content-Length: 5000\r\n\r\na")
            _quick(base)
            for client in slow:
                client.close()
            assert _status(f"{base}/cookies/", b"x" * 3_500_000) in (0, 413)
            limited = [_status(f"{base}/account/login/") for _ in range(60)]
            assert 503 in limited
            assert {_status(f"{base}/account/login/", Cookie="__Host-browser=x") for _ in range(40)} == {200}
        finally:
            process.terminate()
            process.wait(timeout=20)
    log = (tmp_path / "attainable.log").read_text()
    assert "login" not in log and "?" not in log
