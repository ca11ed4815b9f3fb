"""What a row would do to a child's home and carers: what is known already changes nothing."""

from attainable.domains.people.queries.states import State
from attainable.domains.people.rules import words_of
from attainable.formats.people.checks import warning
from attainable.formats.people.rows import Person
from attainable.records.imports import Plan, Setting
from attainable.values.dates import day_words


def plan_home(plan: Plan, person: Person, state: State | None, setting: Setting) -> None:
    if not (person.address or person.postcode):
        return
    home = state.home if state else None
    address = person.address or (home[0] if home else "")
    postcode = person.postcode or (home[1] if home else "")
    if home and _same(address, home[0]) and _same(postcode, home[1]):
        return
    authority = home[2] if home else setting.authority
    if authority is None:
        what = "We do not know which authority the home is in, so we ignored the address."
        plan.problems.append(warning("no-authority", person.row, "address", what, "Record it on the child's page."))
    elif home and setting.as_at <= home[3]:
        what = f"The record's address is dated {day_words(home[3])}, so it does not change."
        plan.problems.append(warning("home-older", person.row, "address", what, "Change it on the child's page if it is wrong."))
    else:
        plan.work["home"] = {
            "authority": authority,
            "from_date": setting.as_at.isoformat(),
            "address": address,
            "postcode": postcode,
        }


def _same(told: str, known: str) -> bool:
    return told == known or _flat(told) == _flat(known)


def _flat(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def plan_carers(plan: Plan, person: Person, state: State | None, setting: Setting) -> None:
    known = [words_of(name) for name in state.carers] if state else []
    new = [
        {
            "name": c.name,
            "relationship": c.relationship,
            "email": c.email,
            "telephone": c.telephone,
            "responsible": c.responsible,
            "from_date": setting.as_at.isoformat(),
        }
        for c in person.carers
        if words_of(c.name) not in known
    ]
    if new:
        plan.work["carers"] = new
