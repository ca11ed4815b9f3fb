"""The domains' makers of fictional records, the mark that a load leaves, and the accounts to try."""

import secrets
from typing import Final

from django.db import transaction

from attainable.accounts.actor import system_actor
from attainable.audit.actions import Event, record
from attainable.manifest import Domain, load, manifests
from attainable.records.making.facts import maker_of
from attainable.records.making.maker import Maker, Mark, SignIn
from attainable.values.problem import Problem, ProblemsError

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def makers() -> dict[str, type[Maker]]:
    """By the name of the domain, the lower domain first: its own maker, or one that makes the facts that say how."""
    found = {domain.name: load(domain.demo) if domain.demo else _of_facts(domain) for domain in manifests()}
    return {name: maker for name, maker in found.items() if maker is not None}


def _of_facts(domain: Domain) -> type[Maker] | None:
    made = tuple(fact for fact in (load(domain.facts) if domain.facts else ()) if fact.demo is not None)
    return maker_of(made) if made else None


def last_mark() -> Mark | None:
    """The mark of the last load; None where no demo has filled this database."""
    return next(filter(None, (maker.marked() for maker in makers().values())), None)


def new_mark(seed: int, cohort: int) -> Mark:
    """Mark this database as fictional."""
    marks = [mark for maker in makers().values() if (mark := maker.mark(seed, cohort))]
    if not marks:
        raise LookupError("No domain keeps the mark of a fictional load.")
    return marks[0]


def new_password() -> str:
    """Four groups of four: easy to type, some 78 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def set_password(password: str) -> None:
    """One password for every account to try, from now on. Raises ProblemsError where no demo was loaded."""
    if last_mark() is None:
        raise ProblemsError(
            Problem("no-demo", "This database does not contain fictional records.", "Make them: attainable demo records")
        )
    with transaction.atomic():
        count = sum(maker.set_password(password) for maker in makers().values())
        record(system_actor("attainable demo sign-ins"), Event("demo.password-set", "installation", details={"accounts": count}))


def sign_ins() -> list[SignIn]:
    """The accounts to try, those of each domain in its order."""
    return [account for maker in makers().values() for account in maker.sign_ins()]
