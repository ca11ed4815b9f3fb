"""Recovery codes of django-allauth's making go on working, as slow hashes; the seed out of which they could be read goes. A few
seconds for each person who has codes."""

import hmac
from typing import Any

from allauth.mfa.adapter import get_adapter
from cryptography.fernet import InvalidToken
from django.contrib.auth.hashers import make_password
from django.db import migrations


def hash_codes(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes")
    for row in rows.iterator():
        if "hashes" in row.data:
            continue
        try:
            codes = _unused(row.data)
        except InvalidToken:  # made under another SECRET_KEY: they worked no longer
            row.delete()
            continue
        row.data = {"migrated_codes": [], "hashes": [[code[0], make_password(code)] for code in codes]}
        row.save(update_fields=["data"])


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
    dependencies = (("accounts", "0002_family_invitations"), ("mfa", "0003_authenticator_type_uniq"))
    operations = (migrations.RunPython(hash_codes, migrations.RunPython.noop),)
