"""Changes of carers, support, sharing and restriction, as pages."""

from typing import Any

from attainable.accounts.actor import Actor
from attainable.domains.people.actions import children, family, relations
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries import choices
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web import forms, forms_relations
from attainable.domains.people.web import presenters as words
from attainable.domains.people.web.changes import Change, Keys, call, pages, plain_form
from attainable.records.draft import Draft
from attainable.records.forms import RecordForm


def _restrict_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    """Offers people of the actor's own organisation; the person who restricts sees the record anyway."""
    people, names = choices.people_who_see(actor, "restricted.manage")
    return forms_relations.RestrictForm(posted, people=people, names=names, initial={"version": seen.child.version})


def _contacts_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> RecordForm:
    initial: dict[str, Any] = {"version": seen.child.version, "may_see": True}
    for row in queries.responsibilities(actor, seen):
        if row.carer.ref == keys["carer"]:
            initial |= {"may_see": row.may_see, "why_not": row.why_not}
            for by in ("post", "email", "phone"):
                initial[f"by_{by}"] = [rule.message for rule in row.contact_rules.all() if rule.by == by]
    return forms_relations.ContactsForm(posted, initial=initial)


def _set_contacts(draft: Draft, keys: Keys, values: dict[str, Any]) -> None:
    rules = [(message, by) for by in ("post", "email", "phone") for message in values[f"by_{by}"]]
    given = {name: values[name] for name in ("may_see", "why_not")}
    children.set_contact_rules(draft, carer=keys["carer"], rules=rules, **given)


def _carer(actor: Actor, seen: Record, keys: Keys) -> str:
    rows = [row for row in queries.responsibilities(actor, seen) if row.carer.ref == keys["carer"]]
    return f"{rows[0].carer.name}, {words.relationship_label(rows[0].relationship).lower()}" if rows else ""


CHANGES = (
    Change(
        "invite-carer",
        "family/<slug:carer>/invite/",
        "family.invite",
        "Invite to see the record",
        "Send the invitation",
        "The invitation has been sent.",
        "child-family",
        plain_form(forms_relations.EndForm),
        call(family.invite_carer),
        words="We will email them a link that works for a week. They will be able to see what the record says about the child.",
        about=_carer,
    ),
    Change(
        "invite-young-person",
        "family/invite/",
        "family.invite",
        "Invite the young person",
        "Send the invitation",
        "The invitation has been sent.",
        "child-family",
        plain_form(forms_relations.InviteForm),
        call(family.invite_young_person),
        words="We will email them a link that works for a week. They will be able to see their own record.",
    ),
    Change(
        "add-carer",
        "family/add/",
        "child.edit",
        "Add a carer",
        "Add the carer",
        "The carer has been added.",
        "child-family",
        plain_form(forms_relations.CarerForm),
        call(children.add_carer),
        words="We will not contact them until you choose what they can receive.",
    ),
    Change(
        "change-contacts",
        "family/<slug:carer>/",
        "child.edit",
        "Contact and access",
        "Save",
        "Contact and access saved.",
        "child-family",
        _contacts_form,
        _set_contacts,
        about=_carer,
    ),
    Change(
        "end-carer",
        "family/<slug:carer>/end/",
        "child.edit",
        "End this carer's responsibility",
        "End responsibility",
        "The responsibility has ended.",
        "child-family",
        plain_form(forms_relations.EndCarerForm, until_date="today"),
        call(children.end_responsibility),
        warning=True,
        again=True,
        words="They will lose access to the record, and will not get any more messages.",
        about=_carer,
    ),
    Change(
        "restrict",
        "restrict/",
        "restricted.manage",
        "Restrict the record",
        "Restrict the record",
        "The record is restricted.",
        "child-support",
        _restrict_form,
        call(relations.restrict),
        warning=True,
        again=True,
        words="From now on only you and the people you choose can see this record, or find the child in a list or a search. "
        "The child still counts in the school’s figures: somebody who knows all the other children could tell that there is "
        "one more.",
    ),
    Change(
        "lift-restriction",
        "lift/",
        "restricted.manage",
        "Lift the restriction",
        "Lift the restriction",
        "The restriction is lifted.",
        "child-support",
        plain_form(forms.WithdrawForm),
        call(relations.lift_restriction),
        warning=True,
        again=True,
        words="Everybody whose role gives them access to this record will be able to see it again.",
    ),
)

urlpatterns = pages(CHANGES)
