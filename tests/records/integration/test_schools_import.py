"""The official register into the records: made, changed, closed on its dates, never deleted; and by whom."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.records.sites import Site
from tests.records.world import small
from tests.unit.formats.gias.test_gias import FULL, SPINE, written

from attainable.accounts.actor import Actor, system_actor
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.audit.models import Entry
from attainable.domains.people.models import Enrolment, School
from attainable.exchange.schools import import_schools
from attainable.values.problem import ProblemsError

pytestmark = pytest.mark.django_db
OTHER = {**FULL, "URN": "100002", "EstablishmentName": "Madeup Junior", "EstablishmentNumber": "2002"}
ELSEWHERE = {**FULL, "URN": "100003", "LA (code)": "850", "EstablishmentNumber": "2003"}


@pytest.fixture
def by() -> Actor:
    return system_actor("a test")


def _counts(path: Path, by: Actor, **asked: object) -> tuple[int, int, int, int]:
    _, done = import_schools(path, by=by, **asked)  # type: ignore[arg-type]
    return done.created, done.changed, done.unchanged, done.refused


def test_schools_are_made_with_their_authorities(tmp_path: Path, by: Actor) -> None:
    assert _counts(written(tmp_path / "a.csv", FULL, OTHER, ELSEWHERE), by) == (3, 0, 0, 0)
    school = School.objects.get(organisation__code="100001")
    assert (school.name, school.laestab, school.phase, school.district) == ("Madeup Primary School", "8882001", "PS", "E07000117")
    assert school.authority is not None
    assert (school.authority.code, school.authority.name, school.source) == ("E10000017", "Lancashire", "a.csv")
    assert Organisation.objects.filter(kind=Kind.AUTHORITY).count() == 2


def test_a_second_load_changes_what_differs_alone(tmp_path: Path, by: Actor) -> None:
    import_schools(written(tmp_path / "a.csv", FULL, OTHER), by=by)
    refs = set(Organisation.objects.values_list("ref", flat=True))
    assert _counts(tmp_path / "a.csv", by) == (0, 0, 2, 0)
    assert _counts(written(tmp_path / "b.csv", {**FULL, "SchoolCapacity": "240"}), by) == (0, 1, 0, 0)
    assert School.objects.get(organisation__code="100001").capacity == 240
    assert School.objects.count() == 2  # the one that the file does not name stays
    assert set(Organisation.objects.values_list("ref", flat=True)) == refs


def test_an_odd_cell_is_left_out_and_what_was_known_stays(tmp_path: Path, by: Actor) -> None:
    import_schools(written(tmp_path / "a.csv", FULL), by=by)
    odd = {**FULL, "SchoolCapacity": "²", "PhaseOfEducation (name)": "Lower", "EstablishmentName": "New Name"}
    assert _counts(written(tmp_path / "b.csv", odd), by) == (0, 1, 0, 0)
    school = School.objects.get(organisation__code="100001")
    assert (school.name, school.phase, school.capacity) == ("New Name", "PS", 210)


def test_what_a_shorter_list_does_not_say_stays(tmp_path: Path, by: Actor) -> None:
    import_schools(written(tmp_path / "a.csv", FULL), by=by)
    import_schools(written(tmp_path / "b.csv", {**SPINE, "ICLOSE": "1", "OTHERURN": ""}), by=by)
    school = School.objects.get(organisation__code="100001")
    assert (school.name, school.phase, school.capacity, school.resourced_provision) == ("Madeup School", "AT", 210, "SEN unit")


def test_a_school_that_closes_and_what_took_its_place(tmp_path: Path, by: Actor) -> None:
    import_schools(written(tmp_path / "a.csv", {**SPINE, "ICLOSE": "1", "CLOSEDATE": "", "OTHERURN": ""}), by=by)
    successor = {**SPINE, "URN": "145000", "SCHNAME": "Madeup Academy", "ICLOSE": "1", "OTHERURN": "", "CLOSEDATE": ""}
    _, done = import_schools(written(tmp_path / "b.csv", SPINE, successor), by=by)
    assert (done.created, done.changed, done.closed, done.linked) == (1, 1, 1, 1)
    old = School.objects.get(organisation__code="100001")
    assert old.organisation.closed_on == dt.date(2018, 8, 31)
    assert old.successor is not None
    assert old.successor.name == "Madeup Academy"


def test_an_older_file_opens_no_closed_school_again(tmp_path: Path, by: Actor) -> None:
    import_schools(
        written(tmp_path / "new.csv", {**FULL, "EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2022"}), by=by
    )
    older = written(tmp_path / "old.csv", FULL)
    _, done = import_schools(older, by=by)
    assert [note.code for note in done.notes] == ["left-closed"]
    assert Organisation.objects.get(code="100001").closed_on == dt.date(2022, 8, 31)
    import_schools(older, by=by, reopen=True)
    assert Organisation.objects.get(code="100001").closed_on is None


def test_one_that_is_to_close_is_open_until_it_has(tmp_path: Path, by: Actor) -> None:
    row = {**FULL, "EstablishmentStatus (name)": "Open, but proposed to close", "CloseDate": "31-08-2099"}
    import_schools(written(tmp_path / "a.csv", row), by=by)
    assert Organisation.objects.get(code="100001").closed_on is None


def test_children_on_roll_of_a_school_that_closes_are_told(tmp_path: Path, by: Actor) -> None:
    world = small()
    enrolment = Enrolment.objects.filter(until_date__isnull=True).select_related("school__organisation").first()
    assert enrolment is not None
    organisation = enrolment.school.organisation
    Organisation.objects.filter(pk=organisation.pk).update(code="100001")
    _, done = import_schools(written(tmp_path / "a.csv", {**FULL, "EstablishmentStatus (name)": "Closed"}), by=by)
    assert [note.code for note in done.notes] == ["closed-with-children"]
    assert Organisation.objects.get(pk=organisation.pk).closed_on == timezone.localdate()
    assert world.children


def test_any_fault_refuses_the_whole_file(tmp_path: Path, by: Actor) -> None:
    path = written(tmp_path / "a.csv", FULL, {**OTHER, "EstablishmentStatus (name)": "x"}, {**ELSEWHERE, "URN": "1"})
    with pytest.raises(ProblemsError) as caught:
        import_schools(path, by=by)
    assert len([p for p in caught.value.problems if p.is_error]) == 2
    assert School.objects.count() == 0
    assert _counts(path, by, skip_bad=True) == (1, 0, 0, 2)


def test_one_authority_alone_and_a_dry_run(tmp_path: Path, by: Actor) -> None:
    path = written(tmp_path / "a.csv", FULL, ELSEWHERE)
    before = Entry.objects.count()
    assert _counts(path, by, authority="Lancashire", dry_run=True) == (1, 0, 0, 0)
    assert (School.objects.count(), Entry.objects.count()) == (0, before)
    assert _counts(path, by, authority="888") == (1, 0, 0, 0)
    with pytest.raises(ProblemsError, match="There is no authority"):
        import_schools(path, by=by, authority="Lancashir County")


def test_audit_tells_counts_and_the_files_hash(tmp_path: Path, by: Actor) -> None:
    register, _ = import_schools(written(tmp_path / "a.csv", FULL, OTHER), by=by)
    entry = Entry.objects.get(action="schools.loaded")
    assert (entry.account, entry.name) == (None, "a test")
    assert entry.details.values["sha256"] == register.sha256
    assert entry.details.values["created"] == 2


def test_administrators_of_an_authority_load_its_own_schools(tmp_path: Path, by: Actor) -> None:
    world = small()
    county = world.organisations["county"]
    Organisation.objects.filter(pk=county.pk).update(code="E10000017")
    taken = School.objects.exclude(authority=county).exclude(organisation__code="").first()
    assert taken is not None
    new = {**FULL, "URN": "900001", "EstablishmentNumber": "2009"}
    path = written(tmp_path / "a.csv", new, ELSEWHERE, {**FULL, "URN": taken.urn})
    keys = {post.role: key for key in world.accounts for post in world.actor(key).posts if post.organisation == county.pk}
    assert _counts(path, world.actor(keys["administrator"])) == (1, 0, 0, 2)
    for key in world.accounts:
        posts = world.actor(key).posts
        if not any(post.role == "administrator" and post.kind is Kind.AUTHORITY for post in posts):
            with pytest.raises(PermissionDenied):
                import_schools(path, by=world.actor(key))


def test_the_command_says_what_it_did(site: Site, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", FULL, OTHER)
    assert "Nothing has changed" in site.done("schools", "import", str(path), "--dry-run")
    assert "2 created, 0 changed" in site.done("schools", "import", str(path))
    assert "2 unchanged" in site.done("schools", "import", str(path), "--authority", "E10000017")
    bad = site.run("schools", "import", str(written(tmp_path / "bad.csv", {**FULL, "URN": "x1"})))
    assert (bad.returncode, "Traceback" in bad.stderr) == (3, False)
    assert 'bad.csv, row 2, column "URN"' in bad.stderr
    assert site.python("from attainable.domains.people.models import School; print(School.objects.count())") == "2"
