"""Pseudonyms: a keyed hash of a child's ref, the same in every year and every table.

The key is kept outside the database. A person who has the tables and not the key can't go back to a record, nor work out whose
pseudonym it is by trying refs. Names, UPNs and addresses are never hashed: a UPN that is used again is another child's.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

import numpy as np
from django.conf import settings

_PERSON: Final = b"pupil"


def pseudonym(ref: str, key: str | None = None) -> int:
    """The pseudonym of a child's ref: a whole number from 0 to 2^63 - 1 (keyed BLAKE2b)."""
    secret = hashlib.sha256((settings.WAREHOUSE_KEY if key is None else key).encode()).digest()
    return _hashed(ref, secret)


def pseudonyms(refs: Iterable[str]) -> np.ndarray:
    secret = hashlib.sha256(settings.WAREHOUSE_KEY.encode()).digest()
    return np.array([_hashed(ref, secret) for ref in refs], np.int64)


def mark_of_key() -> str:
    """Says in a manifest whether a snapshot was made with today's key, without saying the key."""
    secret = hashlib.sha256(settings.WAREHOUSE_KEY.encode()).digest()
    return hashlib.blake2b(b"mark", key=secret, digest_size=8, person=b"key").hexdigest()


def _hashed(ref: str, secret: bytes) -> int:
    digest = hashlib.blake2b(ref.encode(), key=secret, digest_size=8, person=_PERSON).digest()
    return int.from_bytes(digest, "big") >> 1
