"""Recovery codes of django-allauth's making go on working, as slow hashes; the seed out of which they could be read goes. A few
seconds for each person who has codes, so each in a write of its own: others go on writing, and what was killed goes on."""

import hmac
from typing import Any

from allauth.mfa.adapter import get_adapter
from cryptography.fernet import InvalidToken
from django.contrib.auth.hashers import make_password
from django.db import migrations


def hash_codes(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for key in list(rows.filter(type="recovery_codes").values_list("pk", flat=True)):
        # Again, if one of the codes was used meanwhile.
        while not _hash_codes_of(rows.filter(pk=key)):
            pass


def _hash_codes_of(rows: Any) -> bool:
    """Whether the row is done with: it holds hashes, or is gone."""
    data = rows.values_list("data", flat=True).first()
    if data is None or "hashes" in data:
        return True
    try:
        hashes = [[code[0], make_password(code)] for code in _unused(data)]
    except InvalidToken:  # made under another SECRET_KEY: they worked no longer
        rows.delete()
        return True
    return bool(rows.filter(data=data).update(data={"migrated_codes": [], "hashes": hashes}))


def _unused(data: dict[str, Any]) -> list[str]:
    """The codes as django-allauth 65 works them out: ten of eight digits, each out of one HMAC that goes on."""
    read = get_adapter().decrypt
    if data.get("migrated_codes") is not None:
        return [read(code) for code in data["migrated_codes"]]
    turned = hmac.new(read(data["seed"]).encode("ascii"), None, "sha1")
    codes = []
    for number in range(10):
        turned.update(f"{number:3},".encode())
        value = int.from_bytes(turned.digest()[:4], "big") % 10**8
        if not data["used_mask"] & (1 << number):
            codes.append(f"{value:08d}")
    return codes


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("accounts", "0002_family_invitations"), ("mfa", "0003_authenticator_type_uniq"))
    operations = (migrations.RunPython(hash_codes, migrations.RunPython.noop),)
