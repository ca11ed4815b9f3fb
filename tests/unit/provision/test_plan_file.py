"""The published schema of the transfer file is that of the code, and the command prints it."""

import json
from pathlib import Path

from typer.testing import CliRunner

from attainable.domains.provision.commands import provision
from attainable.domains.provision.rules.transfer import schema

PUBLISHED = Path(__file__).parents[3] / "docs" / "support-plan.schema.json"


def test_the_published_schema_is_that_of_the_code():
    assert PUBLISHED.read_text("utf-8") == schema()


def test_the_command_prints_the_schema():
    answer = CliRunner().invoke(provision, ["plan-schema"])
    assert answer.exit_code == 0 and json.loads(answer.output) == json.loads(schema())


def test_the_schema_names_every_part_and_what_must_be_there():
    parts = json.loads(schema())["$defs"]
    assert {"PlanFile", "ChildPart", "SchoolPart", "PlanPart", "TargetPart", "InterventionPart"} <= parts.keys()
    assert parts["ChildPart"]["required"] == ["forename", "surname", "date_of_birth"]
