"""Who may keep, see and remove a question."""

from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.domains.insight.models import SavedQuestion

VIEW = "evidence.view"


def keep(actor: Actor) -> Decision:
    if actor.account is None or not actor.may(VIEW):
        return refused("Your role does not ask questions of the evidence.")
    return ALLOWED


def remove(actor: Actor, saved: SavedQuestion) -> Decision:
    return ALLOWED if saved.owner_id == actor.account else refused("A question is removed by whoever keeps it.")
