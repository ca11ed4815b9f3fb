"""Organisations and people for tests of accounts, and codes of an authenticator app worked out from RFC 6238."""

import base64
import datetime as dt
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.records.signing import gave_the_password

from attainable.accounts.actor import Actor, actor_for
from attainable.accounts.models import Account, Membership, Organisation
from attainable.accounts.recovery_codes import make_anew
from attainable.accounts.roles import Kind
from attainable.audit.models import Entry

PASSWORD = "three-odd-words-here"


def organisation(name: str = "Larch School", kind: Kind = Kind.SCHOOL, **more) -> Organisation:
    return Organisation.objects.create(name=name, kind=kind, **more)


def person(name: str, *held: tuple[str, Organisation], email: str = "", **more) -> Account:
    """An account as an invitation makes it, holding roles since a month ago."""
    address = email or f"{name.lower().replace(' ', '.')}@example.org"
    account = Account.objects.create_user(address, PASSWORD, name=name, **more)
    EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
    for role, at in held:
        hold(account, role, at)
    return account


def hold(account: Account, role: str, at: Organisation, since: int = 30, until: int | None = None) -> Membership:
    """A membership since so many days ago, until so many days ago."""
    today = timezone.localdate()
    return Membership.objects.create(
        account=account,
        organisation=at,
        role=role,
        from_date=today - dt.timedelta(days=since),
        until_date=None if until is None else today - dt.timedelta(days=until),
    )


def asking(account: Account) -> Actor:
    return actor_for(account, timezone.localdate())


def signed_in(account: Account, *, lately: bool = True) -> Client:
    """A browser of somebody who has signed in; `lately`: and who gave the password again a moment ago."""
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    if lately:
        gave_the_password(client, account)
    return client


def sign_in(client: Client, email: str, password: str = PASSWORD):
    """By the page, as a person does."""
    return client.post("/account/login/", {"login": email, "password": password})


def with_app(account: Account) -> str:
    """Gives an account an authenticator app, and returns its key."""
    from allauth.mfa.totp.internal.auth import TOTP

    key = base64.b32encode(b"twenty-octets-of-key").decode()
    TOTP.activate(account, key)
    return key


def recovery_codes(account: Account) -> list[str]:
    return make_anew(account)


def code_of(key: str, at: float | None = None) -> str:
    """RFC 6238 with SHA-1, 30 seconds, 6 digits, written out."""
    counter = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", counter), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def has_factor(account: Account) -> bool:
    return bool(Authenticator.objects.filter(user=account).exists())


def link_in_mail(number: int = -1) -> str:
    """The path of the link in a message that was sent."""
    found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[number].body))
    assert found is not None
    return found[1]


def last_entry() -> Entry:
    """What the audit noted last."""
    found = Entry.objects.order_by("number").last()
    assert found is not None
    return found


def given(page: Any) -> dict[str, Any]:
    """What a page was made from."""
    found: dict[str, Any] = page.context_data
    return found
