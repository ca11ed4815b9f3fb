"""Who may change what of provision that is not a child's own record."""

from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.domains.people.models import School


def keeps(actor: Actor, school: School) -> Decision:
    """Whether the actor keeps the provision map of a school, and what it costs."""
    if actor.system or any(school.pk in post.schools for _, post in actor.reaches("provision.manage")):
        return ALLOWED
    return refused("Your role does not let you change the provision map of this school.")
