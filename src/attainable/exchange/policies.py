"""May this person, for this run: decisions with their reasons."""

from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.accounts.models import Organisation
from attainable.exchange.models import ImportRun


def import_for(actor: Actor, organisation: Organisation | None) -> Decision:
    """Whether the actor may bring in a file for this school."""
    if actor.system:
        return ALLOWED
    schools = {school for _, post in actor.reaches("import.run") for school in post.schools}
    if organisation is not None and organisation.pk in schools:
        return ALLOWED
    return refused("Your role does not give you access to this school.")


def about_run(actor: Actor, run: ImportRun) -> Decision:
    """A run is for those who may import for its school."""
    return import_for(actor, run.organisation)
