"""`attainable retention`: the same list and the same act as on the pages, with an account that answers for the records."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.records.world import World, small
from typer.testing import CliRunner

from attainable.cli.app import app
from attainable.domains.people.models import Child, Enrolment, Erasure
from attainable.domains.people.standing import restate
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    return small()


@pytest.fixture
def due(world: World) -> Child:
    today = timezone.localdate()
    born = today.replace(year=today.year - 27, day=1) - dt.timedelta(40)
    child = Child.objects.create(forename="Old", surname="Leaver", date_of_birth=born, sex="F")
    Enrolment.objects.create(
        child=child,
        school=world.schools["oak"],
        from_date=born.replace(year=born.year + 4),
        until_date=born.replace(year=born.year + 11),
    )
    restate([child.pk])
    return child


def run(*arguments: str) -> tuple[int, str, str, BaseException | None]:
    done = CliRunner().invoke(app, ["retention", *arguments])
    return done.exit_code, done.stdout, done.stderr, done.exception


def erasing(path, who: str, *refs: str, expected: int = 1) -> tuple[int, str, str, BaseException | None]:
    path.write_text("\n".join(refs))
    return run("erase", str(path), "--as", who, "--why", "Agreed on 3 March.", "--expect", str(expected))


def test_what_is_due_is_listed_without_names(world, due):
    code, out, err, _ = run("preview")
    assert code == 0
    assert out.split("\t")[:3] == [due.ref, str(due.date_of_birth.year), "pupil-record"]
    assert "1 due on" in err
    assert "Leaver" not in out
    assert run("preview", "--as", world.accounts["head_elm"].email)[1] == ""


def test_who_answers_for_a_record_erases_it(world, due, tmp_path):
    code, _, err, _ = erasing(tmp_path / "refs", world.accounts["administrator_oak"].email, due.ref)
    assert (code, err) == (0, "1 record erased.\n")
    assert not Child.objects.filter(pk=due.pk).exists()
    assert Erasure.objects.get().approved_by_name == "Admina Oak"


def test_another_number_another_account_or_no_file_erases_nothing(world, due, tmp_path):
    refs, oak = tmp_path / "refs", world.accounts["administrator_oak"].email
    for error, made in (
        (ProblemsError, erasing(refs, oak, due.ref, expected=2)),
        (ProblemsError, erasing(refs, "nobody@fictionshire.example", due.ref)),
        (ProblemsError, erasing(refs, world.accounts["head_elm"].email, due.ref)),
        (ProblemsError, erasing(refs, world.accounts["senco_oak"].email, due.ref)),
        (ProblemsError, erasing(refs, oak)),
    ):
        assert isinstance(made[3], error | PermissionDenied)
    assert Child.objects.filter(pk=due.pk).exists()


def test_as_at_another_day(due):
    assert run("preview", "--on", "2000-01-01")[1] == ""
    assert run("preview", "--on", "soon")[0] == 2
