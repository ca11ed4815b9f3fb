"""Real records are never replaced, and a load that fails leaves nothing."""

import pytest
from django.db import transaction
from tests.records.world import small

from attainable.accounts.models import Account, Organisation
from attainable.demo.records import county
from attainable.domains.people.models import Child, FictionalLoad
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("replace", [False, True])
def test_records_that_no_demo_made_are_refused(replace: bool) -> None:
    small()
    before = Child.objects.count()
    with pytest.raises(ProblemsError) as caught:
        county.load(cohort=8, seed=1, replace=replace)
    assert [problem.code for problem in caught.value.problems] == ["not-fictional"]
    assert Child.objects.count() == before


def test_a_load_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> None:
        raise OSError

    monkeypatch.setattr("attainable.domains.people.demo.sign_ins.name_people", fails)
    with pytest.raises(OSError), transaction.atomic():
        county.load(cohort=8, seed=1)
    assert not any(model.objects.exists() for model in (Child, Account, Organisation, FictionalLoad))
