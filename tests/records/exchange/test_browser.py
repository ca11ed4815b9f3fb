"""Pages of imports as people meet them: at a desk and on a telephone, by keyboard, without scripts."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from tests.records.exchange.files import csv_file, row_of, upn

from attainable.demo.records.world import World, small
from attainable.exchange.models import ImportRun
from attainable.exchange.worker import run_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = (1280, 360)


@pytest.fixture
def world() -> World:
    return small()


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("Debian's Chromium is not installed (/usr/bin/chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.fixture
def page(browser, live_server, world, client):
    """The SENCO of Oak at a desk, without scripts."""
    client.force_login(world.accounts["senco_oak"])
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    context.close()


def test_a_register_is_brought_in_decided_written_and_undone_by_keyboard_without_scripts(
    page, live_server, world, tmp_path
):
    support, plan = world.children["oak_support"], world.children["oak_plan"]
    file = tmp_path / "register.csv"
    file.write_bytes(csv_file(
        [upn(1), "Newby", "Ned", "04/03/2018", "M", "SEN support", "S&L", "ASC", "01/09/2023"],
        row_of(support, "K", "SLCN", upn="", forename=support.forename[:-1] + "x"),
        row_of(plan, "K", "ASD"),
        [upn(5)[:-1] + ("9" if upn(5)[-1] != "9" else "8"), "Wrong", "Wanda", "31/02/2018", "F", "K", "XYZ", "", ""],
    ))  # fmt: skip
    page.goto(live_server.url + reverse("bring-in"))
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Look into the file").press("Enter")
    picture(page, "columns")
    page.get_by_role("button", name="See what it would do").press("Enter")
    picture(page, "busy")
    run_worker(batch=True)
    run = ImportRun.objects.get()
    assert run.status == "planned", run.fault
    page.goto(live_server.url + reverse("import", args=[run.ref]))
    picture(page, "preview")
    page.get_by_role("button", name="Decide about 2 rows").press("Enter")
    picture(page, "decide")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decide/2/")
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Save and go to the next").press("Enter")
    page.get_by_role("button", name="Write 2 rows").press("Enter")
    run_worker(batch=True)
    page.goto(live_server.url + reverse("import", args=[run.ref]))
    picture(page, "written")
    page.get_by_role("button", name="Undo this import").press("Enter")
    page.get_by_role("textbox").fill("It was the file of last year.")
    picture(page, "undo")
    page.get_by_role("button", name="Undo the import").press("Enter")
    run_worker(batch=True)
    page.goto(live_server.url + reverse("import", args=[run.ref]))
    assert page.get_by_text("Undone by Sena Oakes").is_visible()
    run.refresh_from_db()
    assert run.status == "undone"
    page.goto(live_server.url + reverse("imports"))
    picture(page, "runs")


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser, live_server, world, client, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    client.force_login(world.accounts["senco_oak"])
    support = world.children["oak_support"]
    data = csv_file(
        [upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "S&L", "ASC", "01/09/2023"],
        row_of(support, "K", "SLCN", upn="", forename=support.forename[:-1] + "x"),
        row_of(support, "N", sex="F" if support.sex == "M" else "M"),
        ["x", "Wrong", "Wanda", "31/02/2018", "F", "K", "XYZ", "", ""],
    )
    from tests.records.exchange.files import bring

    run = bring(world, data)
    assert run.doubtful
    waiting = bring(world, data + b"\r\n")
    ImportRun.objects.filter(pk=waiting.pk).update(status="applying")
    faults = []
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800})
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page = context.new_page()
        place = run.rows.filter(outcome="doubtful").values_list("place", flat=True)[0]
        for address in (reverse("imports"), reverse("bring-in"), reverse("import", args=[run.ref]),
                        reverse("import", args=[run.ref]) + "?show=problems", reverse("import-columns", args=[run.ref]),
                        reverse("import-decide", args=[run.ref, place]), reverse("import-leave", args=[run.ref]),
                        reverse("import", args=[waiting.ref]) + "?still=1", reverse("formats"),
                        *(reverse("format", args=[name]) for name in ("spreadsheet", "ctf", "census"))):  # fmt: skip
            page.goto(live_server.url + address)
            results = Axe().run(page)
            if results.violations_count:
                faults.append((address, width, results.generate_report()))
            wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            if wide > room:
                faults.append((address, width, f"scrolls sideways: {wide}"))
            picture(
                page,
                f"{address.strip('/').replace('/', '-').replace('?', '-').replace(run.ref, 'run')}",
                width,
            )
        context.close()
    assert not faults, faults


def picture(page: Page, name: str, width: int = 1280) -> None:
    """A picture to look at, where a folder for them is named."""
    folder = os.environ.get("ATTAINABLE_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
