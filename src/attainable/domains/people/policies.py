"""May this person, in this state: decisions with their reasons."""

import datetime as dt

from attainable.accounts.actor import Actor
from attainable.accounts.decision import ALLOWED, Decision, refused
from attainable.accounts.models import Membership, Organisation
from attainable.accounts.roles import Kind, table
from attainable.domains.people.models import Child, EmergencyAccess, School
from attainable.domains.people.visibility import permissions_for


def about_child(actor: Actor, permission: str, child: Child) -> Decision:
    """Whether the actor holds a permission for this child today."""
    if actor.system or permission in permissions_for(actor, child.pk):
        return ALLOWED
    return refused("Your role does not give you access to this record.")


def council_that_decides(authority: int | None, on: dt.date) -> str:
    """The name of the council that records its decisions about EHC plans here; nothing where its staff don't use the product."""
    roles = [role.id for role in table().roles if "plan.decide" in role.may]
    posts = Membership.objects.filter(Membership.on(on), organisation=authority, role__in=roles, account__is_active=True)
    return posts.values_list("organisation__name", flat=True).first() or ""


def enrol_at(actor: Actor, school: School) -> Decision:
    """Whether the actor may put a child on the roll of this school."""
    return _at_school(actor, "enrolment.change", school)


def record_without_school(actor: Actor, authority: Organisation) -> Decision:
    """Whether the actor may record children of this authority who are at no school."""
    posts = [post for _, post in actor.reaches("without-school.record") if post.kind is Kind.AUTHORITY]
    if actor.system or any(post.organisation == authority.pk for post in posts):
        return ALLOWED
    return refused("Only the authority where a child lives can record that the child is at no school.")


def staff_of(actor: Actor, school: School) -> Decision:
    """Whether the actor may assign staff to children at this school."""
    return _at_school(actor, "staff.assign", school)


def keep_terms(actor: Actor, organisation: Organisation) -> Decision:
    """Whether the actor may say when a school, or the schools of an authority, are open."""
    if actor.system or organisation.pk in actor.organisations("terms.manage"):
        return ALLOWED
    return refused("Your role does not let you change these dates of terms.")


def _at_school(actor: Actor, permission: str, school: School) -> Decision:
    schools = {school_id for _, post in actor.reaches(permission) for school_id in post.schools}
    if actor.system or school.pk in schools:
        return ALLOWED
    return refused("Your role does not give you access to this school.")


def open_in_emergency(actor: Actor, child: Child) -> Decision:
    """Emergency access does not depend on roles, but never opens a restricted record."""
    if not actor.may("emergency.open"):
        return refused("Your role does not let you open records in an emergency.")
    if child.standing.restricted:
        return refused("This record is restricted. Ask the designated safeguarding lead of the school.")
    return ALLOWED


def review_emergency(actor: Actor, emergency: EmergencyAccess) -> Decision:
    """Somebody else of the same organisation, who reads its audit, reviews an emergency opening."""
    if emergency.account_id == actor.account:
        return refused("Somebody else must review it.")
    if actor.system or emergency.organisation_id in actor.organisations("audit.view"):
        return ALLOWED
    return refused("Your role does not let you review this.")


def load_schools(actor: Actor) -> Decision:
    """Whether the actor may load schools out of the official register at all."""
    mine = authorities_loaded_by(actor)
    return ALLOWED if mine is None or mine else refused("Only an authority's administrator can import schools.")


def authorities_loaded_by(actor: Actor) -> frozenset[int] | None:
    """Authorities whose schools the actor may load; None: all."""
    if actor.system:
        return None
    return frozenset(post.organisation for _, post in actor.reaches("accounts.manage") if post.kind is Kind.AUTHORITY)
