"""Recovery codes, kept only as slow hashes. django-allauth makes its own from a seed that it can read again; ours can't be read
by anybody, so they are shown when they are made and never again. Its table, forms and signals stay in use."""

import secrets
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet

from attainable.accounts.models import Account

COUNT: Final = 10
# After the first, which differs from code to code and stands beside the hash: so an attempt costs one slow hash and not ten.
_SECRET_DIGITS: Final = 8
_SHORTEST: Final = 8  # codes that django-allauth made
# In the library's own form: no codes at all, so that none of its ways finds one.
_NONE_OF_THE_LIBRARYS: Final[dict[str, list[str]]] = {"migrated_codes": []}


def make_anew(account: Account) -> list[str]:
    """Ten new codes in place of those before, as they are to be shown now."""
    codes = [f"{first}{secrets.randbelow(10**_SECRET_DIGITS):0{_SECRET_DIGITS}d}" for first in range(COUNT)]
    # Before the transaction: ten slow hashes would keep others waiting.
    data = {**_NONE_OF_THE_LIBRARYS, "hashes": [[code[0], make_password(code)] for code in codes]}
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        _rows(account).delete()
        Authenticator.objects.create(user=account, type=Authenticator.Type.RECOVERY_CODES, data=data)
    return codes


def left(account: Account) -> int | None:
    """How many are not used yet; None where none were ever made."""
    row = _rows(account).first()
    return None if row is None else len(row.data.get("hashes", ()))


@transaction.atomic
def use(account: Account, code: str) -> Authenticator | None:
    """Takes a code, however it was set apart in writing, off those that are left; None where it is not among them."""
    digits = code.replace(" ", "").replace("-", "")
    # Codes of an app have six digits.
    row = _rows(account).select_for_update().first() if len(digits) >= _SHORTEST else None
    if row is None:
        return None
    kept = row.data.get("hashes", [])
    for pair in kept:
        if pair[0] == digits[0] and check_password(digits, pair[1]):
            row.data["hashes"] = [other for other in kept if other != pair]
            row.save(update_fields=["data"])
            return row
    return None


def _rows(account: Account) -> QuerySet[Any]:
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES)
