"""Texts longer than their column: refused where they are entered, listed by the doctor, and named before a move to PostgreSQL."""

import json
from pathlib import Path

import pytest
from tests.records.conftest import KIND
from tests.records.people.changes.desk import Desk
from tests.records.sites import Maker, Site
from tests.records.world import small

from attainable.accounts.actor import actor_for
from attainable.domains.people.models import Child
from attainable.records.lengths import limited, too_long
from attainable.records.write import changing
from attainable.values import clock
from attainable.values.problem import ProblemsError


def test_a_text_of_the_greatest_length_fits_and_one_more_character_does_not():
    (most,) = (most for name, _, _, most in limited(Child) if name == "forename")
    assert not too_long(Child(forename="a" * most))
    (problem,) = too_long(Child(forename="a" * (most + 1)))
    assert problem.what == f"Forename is {most + 1:,} characters long. The most is {most:,}."
    assert problem.column == "forename"


@pytest.mark.django_db
def test_a_change_with_a_text_that_is_too_long_is_refused_and_writes_nothing():
    world = small()
    actor = actor_for(world.accounts["senco_oak"], clock.today())
    ref = world.ref("oak_support")
    before = Child.objects.get(ref=ref).forename
    with pytest.raises(ProblemsError) as error, changing(by=actor, child=ref, permission="child.edit", version=None) as draft:
        draft.child.forename = "a" * 500
        draft.later.append(draft.child.save)
    assert error.value.problems[0].code == "too-long"
    assert Child.objects.get(ref=ref).forename == before
    assert Desk(world, "senco_oak").sees("oak_support")


_LENGTHEN = "from attainable.domains.people.models import Child; Child.objects.update(forename='a' * 500)"


@pytest.mark.skipif(KIND == "postgresql", reason="PostgreSQL keeps no such text")
def test_the_doctor_lists_texts_that_are_too_long(filled: Site) -> None:
    filled.python(_LENGTHEN)
    found = [f for f in json.loads(filled.run("doctor", "--format", "json").stdout) if f["check"] == "texts"]
    assert [f["verdict"] for f in found] == ["fault"]
    assert "people_child.forename" in found[0]["what"]
    assert "aaa" not in found[0]["what"]


@pytest.mark.skipif(KIND == "sqlite", reason="with PostgreSQL only")
def test_a_restore_into_postgresql_names_them_before_it_starts(sites: Maker) -> None:
    small_site = sites.filled("sqlite")
    small_site.python(_LENGTHEN)
    small_site.done("backup", "--out", str(small_site.home / "kept"))
    backup: Path = next((small_site.home / "kept").iterdir())
    new = sites.empty("postgresql")
    refused = new.run("restore", str(backup))
    assert refused.returncode == 3
    assert "people_child.forename" in refused.stderr
    assert "Nothing was restored." in refused.stderr
