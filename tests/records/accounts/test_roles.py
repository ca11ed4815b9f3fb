"""The table of roles, made of groups, likenesses and domains: it is the one that is written out in full beside this file."""

from pathlib import Path

import pytest
import yaml

from attainable.accounts import roles
from attainable.accounts.roles import read, table

FULL = yaml.safe_load(Path(__file__).with_name("roles_in_full.yaml").read_text("utf-8"))
FILE = Path(roles.__file__).with_name("roles.yaml")


def test_permissions_have_their_order():
    assert list(table().permissions) == FULL["permissions"]


def test_every_role_may_do_what_is_written_out():
    made = {role.id: ([*map(str, role.organisations)], dict(role.may)) for role in table().roles}
    written = {
        role["id"]: (role["organisations"], {name: reach for reach, names in role["may"].items() for name in names})
        for role in FULL["roles"]
    }
    assert made == written
    assert list(made) == list(written)


@pytest.mark.parametrize(
    ("before", "after", "code", "words"),
    [
        (
            "like: senco",
            "like: headteacher",
            "like-itself",
            "Role “headteacher”: It is like itself: headteacher is like headteacher",
        ),
        ("like: senco", "like: nobody", "unknown-like", "It is like “nobody”, and there is no such role."),
        ("[child.details]", "[child.detail]", "unknown-permission", "It names “child.detail”, and there is no such permission."),
        ("{whole-record: named}", "{half-record: named}", "unknown-permission", "there is no such group of permissions"),
        ("may: {whole-record: named}", "can: {whole-record: named}", "not-understood", "The roles can't be read"),
    ],
)
def test_what_a_role_names_wrongly_is_said_with_the_line(tmp_path, before, after, code, words):
    file = tmp_path / "roles.yaml"
    text = FILE.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), "utf-8")
    _, problems = read(file)
    assert [problem.code for problem in problems] == [code]
    assert words in problems[0].what
    if code != "not-understood":
        line = next(n for n, line in enumerate(file.read_text("utf-8").splitlines(), 1) if after in line)
        assert problems[0].file == f"{file}, line {line}"


def test_a_circle_of_roles_is_said_once(tmp_path):
    file = tmp_path / "roles.yaml"
    text = FILE.read_text("utf-8")
    senco = "may: {whole-record: school, keep-records: school, import.run: school, emergency.open: all, figures: organisation}"
    assert text.count(senco) == 1
    file.write_text(text.replace(senco, "like: headteacher"), "utf-8")
    _, problems = read(file)
    assert [problem.what for problem in problems] == [
        "Role “senco”: It is like itself: headteacher is like senco is like headteacher."
    ]
