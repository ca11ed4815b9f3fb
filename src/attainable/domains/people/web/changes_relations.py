"""Changes of carers, support, sharing and restriction, as pages."""

from typing import Any

from attainable.accounts.actor import Actor
from attainable.domains.people.actions import children, family, relations
from attainable.domains.people.queries import children as queries
from attainable.domains.people.queries import choices
from attainable.domains.people.queries import relations as links
from attainable.domains.people.queries.children import Record
from attainable.domains.people.web import forms, forms_relations
from attainable.domains.people.web import presenters as words
from attainable.domains.people.web.changes import Change, Keys, call, pages, plain_form


def _among(kind: Any, permission: str) -> Any:
    """A form that offers people of the actor's own organisation."""

    def make(actor: Actor, seen: Record, keys: Keys, posted: Any) -> forms.RecordForm:
        people = choices.people_of(actor, permission)
        if kind is forms_relations.RestrictForm:  # who restricts sees the record anyway
            people = people.exclude(pk=actor.account)
        form: forms.RecordForm = kind(posted, people=people, initial={"version": seen.child.version})
        return form

    return make


def _contacts_form(actor: Actor, seen: Record, keys: Keys, posted: Any) -> forms.RecordForm:
    initial: dict[str, Any] = {"version": seen.child.version, "may_see": True}
    for row in queries.responsibilities(actor, seen):
        if row.carer.ref == keys["carer"]:
            initial |= {"may_see": row.may_see, "why_not": row.why_not}
            for by in ("post", "email", "phone"):
                initial[f"by_{by}"] = [rule.message for rule in row.contact_rules.all() if rule.by == by]
    return forms_relations.ContactsForm(posted, initial=initial)


def _set_contacts(actor: Actor, seen: Record, keys: Keys, form: Any) -> None:
    values = form.cleaned_data
    children.set_contact_rules(
        by=actor,
        child=seen.child.ref,
        carer=keys["carer"],
        rules=form.rules,
        may_see=values["may_see"],
        why_not=values["why_not"],
        version=values["version"],
    )


def _add_carer(actor: Actor, seen: Record, keys: Keys, form: Any) -> object:
    return children.add_carer(by=actor, child=seen.child.ref, from_date=actor.on, **form.cleaned_data)


def _assign(actor: Actor, seen: Record, keys: Keys, form: Any) -> object:
    account = form.cleaned_data["account"]
    organisation = choices.organisation_of(actor, "staff.assign", account)
    return relations.assign(by=actor, child=seen.child.ref, organisation=organisation, **form.cleaned_data)


def _carer(actor: Actor, seen: Record, keys: Keys) -> str:
    rows = [row for row in queries.responsibilities(actor, seen) if row.carer.ref == keys["carer"]]
    return f"{rows[0].carer.name}, {words.relationship_label(rows[0].relationship).lower()}" if rows else ""


def _supporter(actor: Actor, seen: Record, keys: Keys) -> str:
    rows = [row for row in links.assignments(actor, seen) if row.pk == keys["assignment"]]
    return f"{rows[0].account.name}, {rows[0].organisation.name}" if rows else ""


def _body(actor: Actor, seen: Record, keys: Keys) -> str:
    rows = [row for row in queries.involvements(seen) if row.pk == keys["involvement"]]
    return ", ".join(filter(None, (rows[0].organisation.name, rows[0].service))) if rows else ""


def _consented(actor: Actor, seen: Record, keys: Keys) -> str:
    rows = [row for row in queries.consents(seen) if row.pk == keys["consent"]]
    if not rows:
        return ""
    return f"{rows[0].organisation.name}: given by {rows[0].given_by} on {words.day(rows[0].from_date)}"


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
        words="They get an email with a link that works for a week, and see what the record says of the child.",
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
        words="They get an email with a link that works for a week, and see their own record.",
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
        _add_carer,
        words="Nothing is sent to them until you say what may be.",
    ),
    Change(
        "change-contacts",
        "family/<slug:carer>/",
        "child.edit",
        "What may be sent, and seen",
        "Save what may be sent",
        "The contacts have been changed.",
        "child-family",
        _contacts_form,
        _set_contacts,
        about=_carer,
    ),
    Change(
        "end-carer",
        "family/<slug:carer>/end/",
        "child.edit",
        "No longer cares for the child",
        "End the responsibility",
        "The responsibility has ended.",
        "child-family",
        plain_form(forms_relations.EndCarerForm, until_date="today"),
        call(children.end_responsibility),
        warning=True,
        words="Access to the record, and messages, end with it.",
        about=_carer,
    ),
    Change(
        "assign",
        "support/assign/",
        "staff.assign",
        "Ask somebody to support the child",
        "Save",
        "The support has been recorded.",
        "child-support",
        _among(forms_relations.AssignForm, "staff.assign"),
        _assign,
    ),
    Change(
        "end-assignment",
        "support/<int:assignment>/end/",
        "staff.assign",
        "End the support",
        "End the support",
        "The support has ended.",
        "child-support",
        plain_form(forms_relations.EndForm),
        call(relations.end_assignment),
        warning=True,
        words="The person no longer sees the record by being asked for by name.",
        about=_supporter,
    ),
    Change(
        "involve",
        "sharing/involve/",
        "consent.record",
        "Add a body or service",
        "Add the body or service",
        "The involvement has been recorded.",
        "child-support",
        plain_form(forms_relations.InvolveForm, from_date="today", basis="consent"),
        call(relations.involve),
        words="Where it rests on consent, nothing is seen until consent is recorded.",
    ),
    Change(
        "end-involvement",
        "sharing/<int:involvement>/end/",
        "consent.record",
        "End the involvement",
        "End the involvement",
        "The involvement has ended.",
        "child-support",
        plain_form(forms_relations.EndForm),
        call(relations.end_involvement),
        warning=True,
        words="The body no longer sees the record.",
        about=_body,
    ),
    Change(
        "give-consent",
        "sharing/consent/",
        "consent.record",
        "Record consent",
        "Save the consent",
        "The consent has been recorded.",
        "child-support",
        plain_form(forms_relations.ConsentForm, from_date="today"),
        call(relations.give_consent),
    ),
    Change(
        "withdraw-consent",
        "sharing/consent/<int:consent>/withdraw/",
        "consent.record",
        "Withdraw consent",
        "Withdraw the consent",
        "The consent has been withdrawn.",
        "child-support",
        plain_form(forms.WithdrawForm),
        call(relations.withdraw_consent),
        warning=True,
        words="Bodies whose access rests on this consent no longer see the record.",
        about=_consented,
    ),
    Change(
        "restrict",
        "restrict/",
        "restricted.manage",
        "Restrict the record",
        "Restrict the record",
        "The record is restricted.",
        "child-support",
        _among(forms_relations.RestrictForm, "restricted.manage"),
        call(relations.restrict),
        warning=True,
        words="From now on only you and those you choose can see this record, or find that it exists.",
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
        words="Everybody whose role reaches this record will see it again.",
    ),
)

urlpatterns = pages(CHANGES)
