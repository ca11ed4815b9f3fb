"""The observable statements of a school, for those who keep them and those who raise a concern."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from attainable.accounts.actor import Actor
from attainable.domains.people.models import School
from attainable.domains.people.queries.children import Record
from attainable.domains.provision import policies
from attainable.domains.provision.models import Statement
from attainable.domains.provision.rules.statements import starting_list


def statements_of(actor: Actor, school: School) -> list[Statement]:
    """Every statement of a school whose list the actor keeps, the retired ones too. None until somebody changes the list."""
    policies.keeps(actor, school).required()
    return list(Statement.objects.filter(organisation=school.organisation))


def offered_about(record: Record) -> Mapping[str, Sequence[str]]:
    """What staff can tick about a child, by code of the area: the list of the child's main school, or the starting list where the
    school has not changed it, or the child is at no school. One query at most."""
    school = record.standing.school
    rows = list(Statement.objects.filter(organisation=school.organisation)) if school else []
    if not rows:
        return starting_list()
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.retired_on is None:
            found[row.area].append(row.words)
    return found
