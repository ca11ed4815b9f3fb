"""May this person, for this run: decisions with their reasons."""

from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.accounts.models import Organisation
from attainable.accounts.roles import Kind
from attainable.exchange.models import ImportRun


def import_for(actor: Actor, organisation: Organisation | None) -> Decision:
    """Whether the actor may bring in a file for this school, or for this authority about children at no school."""
    if actor.system or (organisation is not None and organisation.pk in may_import_for(actor)):
        return ALLOWED
    return refused("Your role does not give you access to this school.")


def may_import_for(actor: Actor) -> frozenset[int]:
    """The schools and authorities for which the actor may bring files in."""
    return frozenset(
        key
        for _, post in actor.reaches("import.run")
        for key in (post.schools or ([post.organisation] if post.kind is Kind.AUTHORITY else []))
    )


def about_run(actor: Actor, run: ImportRun) -> Decision:
    """A run is for those who may import for its school."""
    return import_for(actor, run.organisation)
