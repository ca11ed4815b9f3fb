"""Pages of imports as people meet them: at a desk and on a telephone, by keyboard, without scripts."""

import pytest
from django.urls import reverse
from tests.browsing import WIDTHS, faults_of, followed
from tests.records.exchange.files import csv_file, row_of, upn
from tests.records.world import World, small

from attainable.exchange.models import ImportRun
from attainable.exchange.worker import run_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    return small()


@pytest.fixture
def page(opened, world, client):
    """The SENCO of Oak at a desk, without scripts."""
    client.force_login(world.accounts["senco_oak"])
    return opened(reverse("imports"), client, scripts=False)


def test_a_register_is_brought_in_decided_written_and_undone_by_keyboard_without_scripts(page, world, tmp_path):
    support, plan = world.children["oak_support"], world.children["oak_plan"]
    file = tmp_path / "register.csv"
    file.write_bytes(
        csv_file(
            [upn(1), "Newby", "Ned", "04/03/2018", "M", "SEN support", "S&L", "ASC", "01/09/2023"],
            row_of(support, "K", "SLCN", upn="", forename=support.forename[:-1] + "x"),
            row_of(plan, "K", "ASD"),
            [upn(5)[:-1] + ("9" if upn(5)[-1] != "9" else "8"), "Wrong", "Wanda", "31/02/2018", "F", "K", "XYZ", "", ""],
        )
    )
    page.goto(reverse("bring-in"))
    page.set_input_files("input[type=file]", str(file))
    with followed(page):
        page.get_by_role("button", name="Check the file").press("Enter")
    with followed(page):
        page.get_by_role("button", name="Preview the changes").press("Enter")
    run_worker(batch=True)
    run = ImportRun.objects.get()
    assert run.status == "planned", run.fault
    page.goto(reverse("import", args=[run.ref]))
    with followed(page):
        page.get_by_role("button", name="Decide about 2 rows").press("Enter")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    with followed(page):
        page.keyboard.press("Enter")
    assert page.url.endswith("/decide/2/")
    page.get_by_role("radio").last.check()
    with followed(page):
        page.get_by_role("button", name="Save and go to the next").press("Enter")
    with followed(page):
        page.get_by_role("button", name="Import 2 rows").press("Enter")
    run_worker(batch=True)
    page.goto(reverse("import", args=[run.ref]))
    with followed(page):
        page.get_by_role("button", name="Undo this import").press("Enter")
    page.get_by_role("textbox").fill("It was the file of last year.")
    with followed(page):
        page.get_by_role("button", name="Undo the import").press("Enter")
    run_worker(batch=True)
    page.goto(reverse("import", args=[run.ref]))
    assert page.get_by_text("Undone by Sena Oakes").is_visible()
    run.refresh_from_db()
    assert run.status == "undone"
    page.goto(reverse("imports"))


def test_axe_finds_nothing_and_no_page_scrolls_sideways(opened, world, client, tmp_path):
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
    place = run.rows.filter(outcome="doubtful").values_list("place", flat=True)[0]
    addresses = (
        reverse("imports"),
        reverse("bring-in"),
        reverse("import", args=[run.ref]),
        reverse("import", args=[run.ref]) + "?show=problems",
        reverse("import-columns", args=[run.ref]),
        reverse("import-decide", args=[run.ref, place]),
        reverse("import-leave", args=[run.ref]),
        reverse("import", args=[waiting.ref]) + "?still=1",
        reverse("formats"),
        *(reverse("format", args=[name]) for name in ("spreadsheet", "ctf", "census")),
    )
    for width in WIDTHS:
        page = opened(addresses[0], client, width=width)
        for address in addresses:
            page.goto(address)
            name = address.strip("/").replace("/", "-").replace("?", "-").replace(run.ref, "run")
            faults += faults_of(page, name)
    assert not faults, faults
