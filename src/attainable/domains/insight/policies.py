"""Who may keep, see and remove a question."""

from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.domains.insight.models import SavedQuestion

VIEW = "evidence.view"


def keep(actor: Actor) -> Decision:
    if actor.account is None or not actor.may(VIEW):
        return refused("Your role does not give you access to the evidence.")
    return ALLOWED


def remove(actor: Actor, saved: SavedQuestion) -> Decision:
    return ALLOWED if saved.owner_id == actor.account else refused("Only the person who saved a question can remove it.")
