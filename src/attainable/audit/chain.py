"""The chain: each entry's hash covers the entry and the hash before it, with a key that is kept outside the database.

Who can write to the database but lacks the key can't make an entry that verifies, nor take one out without its neighbours
telling. Details (old and new values) are next to the chain, which has only their salted digest: when a retention rule
erases a child's record the details can go, and the chain still verifies.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

BEGINNING: Final = "0" * 64


def canonical(values: Mapping[str, Any]) -> bytes:
    """The same bytes for the same values, whatever their order."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link(previous: str, entry: Mapping[str, Any], key: str) -> str:
    """The hash of an entry that follows `previous`: 64 hexadecimal digits (HMAC-SHA256)."""
    return hmac.new(key.encode(), previous.encode() + b"\n" + canonical(entry), hashlib.sha256).hexdigest()


def digest(details: Mapping[str, Any], salt: str) -> str:
    """Salted, so that a short value can't be guessed from what is left when the details are erased."""
    return hashlib.sha256(salt.encode() + b"\n" + canonical(details)).hexdigest()


def seal(number: int, last: str, key: str) -> str:
    """Over the end of the chain: without it a person who can write to the database could cut the end off and move the head."""
    return hmac.new(key.encode(), f"head\n{number}\n{last}".encode(), hashlib.sha256).hexdigest()
