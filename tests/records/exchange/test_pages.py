"""Pages of imports: bringing in, columns, preview, deciding, writing, undoing; and who does not see them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.records.exchange.files import csv_file, row_of, upn
from tests.records.world import World, small

from attainable.domains.people.models import Child
from attainable.exchange.models import ColumnMapping, ImportRun, Status
from attainable.exchange.worker import run_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return small()


@pytest.fixture
def senco(world, client):
    client.force_login(world.accounts["senco_oak"])
    return client


def send(client, data: bytes, name: str = "register.csv", **more):
    return client.post(reverse("bring-in"), {"file": SimpleUploadedFile(name, data), **more})


def test_a_register_goes_all_the_way_through_the_pages(world, senco):
    data = csv_file(
        [upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""],
        [upn(2)[:-1] + "9", "Wrong", "Wanda", "04/03/2018", "F", "K", "SLCN", "", ""],
    )
    response = send(senco, data)
    run = ImportRun.objects.get()
    assert response.url == reverse("import-columns", args=[run.ref])
    page = senco.get(response.url)
    assert page.status_code == 200
    assert "Newby" in page.content.decode()
    chosen = {f"c{place}": field for place, field in run.mapping["columns"].items()}
    response = senco.post(response.url, chosen)
    assert response.url == reverse("import", args=[run.ref])
    busy = senco.get(response.url)
    assert busy["Refresh"] == "3"
    assert "Refresh" not in senco.get(response.url + "?still=1")
    run_worker(batch=True)
    page = senco.get(response.url)
    text = page.content.decode()
    assert "Newby, Ned" in text
    assert "SEN support from" in text
    assert "The first letter of this UPN should be" in text
    assert senco.get(response.url + "?show=refused").content.decode().count("<tr ") == 2
    book = senco.get(reverse("import-refused", args=[run.ref]))
    sheet = zipfile.ZipFile(io.BytesIO(b"".join(book.streaming_content)))
    assert "xl/worksheets/sheet1.xml" in sheet.namelist()
    senco.post(reverse("import-write", args=[run.ref]))
    run_worker(batch=True)
    assert ImportRun.objects.get().status == Status.APPLIED
    assert Child.objects.filter(surname="Newby").exists()
    assert senco.get(reverse("import-undo", args=[run.ref])).status_code == 200
    assert senco.post(reverse("import-undo", args=[run.ref]), {"why": ""}).status_code == 422
    senco.post(reverse("import-undo", args=[run.ref]), {"why": "Wrong file."})
    run_worker(batch=True)
    assert ImportRun.objects.get().status == Status.UNDONE
    assert "Undone by Sena Oakes" in senco.get(reverse("import", args=[run.ref])).content.decode()


def test_columns_are_remembered(world, senco):
    first = csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""])
    send(senco, first)
    run = ImportRun.objects.get()
    chosen = {f"c{place}": field for place, field in run.mapping["columns"].items()}
    senco.post(reverse("import-columns", args=[run.ref]), chosen)
    assert ColumnMapping.objects.count() == 1
    response = send(senco, csv_file([upn(3), "Other", "Olga", "04/03/2018", "F", "K", "SLCN", "", ""]))
    assert response.url == reverse("import", args=[ImportRun.objects.order_by("-pk")[0].ref])


def test_a_doubtful_row_is_decided_on_its_page(world, senco):
    child = world.children["oak_support"]
    data = csv_file(row_of(child, "EHCP", "ASD", upn="", forename=child.forename[:-1] + "x"))
    send(senco, data)
    run = ImportRun.objects.get()
    chosen = {f"c{place}": field for place, field in run.mapping["columns"].items()}
    senco.post(reverse("import-columns", args=[run.ref]), chosen)
    run_worker(batch=True)
    response = senco.get(reverse("import-decisions", args=[run.ref]), follow=True)
    page = response.content.decode()
    assert child.surname in page
    assert senco.post(response.request["PATH_INFO"], {}).status_code == 422
    response = senco.post(response.request["PATH_INFO"], {"decision": f"file:{child.ref}"})
    assert response.url == reverse("import", args=[run.ref])
    run.refresh_from_db()
    assert (run.doubtful, run.changed) == (0, 1)


def test_bad_files_are_refused_in_words(world, senco, settings):
    assert "Choose a file" in senco.post(reverse("bring-in"), {}).content.decode()
    for data in (b"", b"%PDF-1.4", b"\x00\x01\x02", b"<html></html>", b"<?xml version='1.0'?><!DOCTYPE x []><x/>", b"one\r\n"):
        response = send(senco, data, "file.xlsx")
        assert response.status_code == 422, data
        assert "There is a problem" in response.content.decode()
    settings.IMPORT_MAX_MB = 0
    assert send(senco, b"a,b\r\n" * 20_000).status_code == 413
    assert not ImportRun.objects.exists()


def test_other_roles_and_other_schools_see_nothing(world, senco, client):
    send(senco, csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""]))
    ref = ImportRun.objects.get().ref
    for who in ("senco_elm", "officer_county"):
        client.force_login(world.accounts[who])
        assert client.get(reverse("import", args=[ref])).status_code == 404
        assert client.post(reverse("import-write", args=[ref])).status_code == 404
    for who in ("administrator_oak", "teacher_oak", "adviser_county", "parent"):
        client.force_login(world.accounts[who])
        assert client.get(reverse("imports")).status_code == 403
        assert client.get(reverse("import", args=[ref])).status_code == 403
    client.force_login(world.accounts["head_oak"])
    assert client.get(reverse("import", args=[ref])).status_code == 200


@pytest.mark.parametrize("name", ["spreadsheet", "ctf", "census"])
def test_every_format_has_a_page_made_from_its_declaration(senco, name):
    page = senco.get(reverse("format", args=[name])).content.decode()
    assert "Date of birth" in page
    assert senco.get(reverse("formats")).status_code == 200
    assert senco.get(reverse("imports")).status_code == 200


def test_an_import_that_was_left_says_that_nothing_was_written_and_nothing_is_kept(world, senco):
    send(senco, csv_file([upn(1), "Newby", "Ned", "04/03/2018", "M", "K", "SLCN", "", ""]))
    ref = ImportRun.objects.get().ref
    address = reverse("import", args=[ref])
    assert "Kept until" in senco.get(address).content.decode()
    senco.post(reverse("import-leave", args=[ref]))
    page = senco.get(address).content.decode()
    assert "Nothing was imported." in page and "Kept until" not in page
