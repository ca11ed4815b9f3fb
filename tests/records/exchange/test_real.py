"""The census samples of the reference: shapes are real, values are random, so that each row is named with its faults; with
numbers and types of need put right they are imported."""

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest
from tests.records.exchange.files import apply, bring, upn
from tests.records.world import small

from attainable.domains.people.models import Child
from attainable.exchange.models import Status
from attainable.records.imports import Outcome

FOLDER = Path(os.environ.get("ATTAINABLE_SAMPLES", "../shared/reference/samples")) / "school_census/synthetic_2025_spring"
NEEDS = ("SLCN", "ASD", "MLD", "SEMH")
pytestmark = [pytest.mark.real, pytest.mark.django_db]


@pytest.fixture
def tables() -> dict[str, list[dict[str, str]]]:
    if not FOLDER.is_dir():
        pytest.skip(f"{FOLDER} is not here")
    return {path.stem: list(csv.DictReader(path.read_text("utf-8").splitlines())) for path in sorted(FOLDER.glob("*.csv"))}


def packed(tables: dict[str, list[dict[str, str]]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, rows in tables.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(f"2025_spring_{name}.csv", text.getvalue())
    return out.getvalue()


def test_as_they_are_every_row_is_refused_and_named(tables):
    run = bring(small(), packed(tables), name="census.zip")
    assert (run.status, run.fault, run.format) == (Status.PLANNED, "", "census")
    assert run.read == len(tables["pupilonroll"]) + len(tables["pupilnolongeronroll"])
    assert run.refused == run.read
    assert not run.rows.filter(has_problems=False).exists()


def test_with_numbers_and_needs_put_right_they_are_imported(tables):
    serial, sensible = 0, {"N": "N", "K": "K", "E": "E"}
    for name in ("pupilonroll", "pupilnolongeronroll"):
        for row in tables[name]:
            serial += 1
            row |= {"upn": upn(serial), "formerupn": "", "uniquelearnernumber": "", "entrydate": ""}
            row["senprovision"] = sensible.get(row.get("senprovision", ""), "")
    provision = {row["pupilonrolltableid"]: row["senprovision"] for row in tables["pupilonroll"]}
    tables["senneeds"] = [
        {**row, "sentype": NEEDS[place % 4]}
        for place, row in enumerate(tables["senneeds"])
        if provision.get(row["pupilonrolltableid"]) in ("K", "E") and row["sentyperank"] in ("1.0", "2.0")
    ]
    world = small()
    run = bring(world, packed(tables), name="census.zip")
    created = run.rows.filter(outcome=Outcome.CREATED).count()
    assert created > 100, list(run.rows.values_list("outcome", "problems"))[:5]
    before = Child.objects.count()
    run = apply(world, run)
    assert (run.status, Child.objects.count()) == (Status.APPLIED, before + created)
