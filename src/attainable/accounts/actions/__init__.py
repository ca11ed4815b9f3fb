"""Writes of accounts: invitations, memberships, organisations."""

from attainable.accounts.actions.deciding import confirm, refuse
from attainable.accounts.actions.invitations import accept, accept_as, invite, resend_invitation, withdraw_invitation
from attainable.accounts.actions.memberships import change_name, change_role, end_membership, reset_second_factor
from attainable.accounts.actions.organisations import add_organisation, affiliate, end_affiliation

__all__ = [
    "accept",
    "accept_as",
    "add_organisation",
    "affiliate",
    "change_name",
    "change_role",
    "confirm",
    "end_affiliation",
    "end_membership",
    "invite",
    "refuse",
    "resend_invitation",
    "reset_second_factor",
    "withdraw_invitation",
]
