"""Clients of people who gave their password again a moment ago, as pages of important changes ask."""

import time

from django.test import Client

from attainable.accounts.models import Account


def gave_the_password(client: Client, account: Account) -> Client:
    """The client, which has signed in, with the session that giving the password again leaves."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client
