"""Organisations' own sign-in providers (OpenID Connect), out of the file that OIDC_PROVIDERS names."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from attainable.values.problem import Problem, ProblemsError


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One provider. `id` is what an organisation's `oidc_provider` names; addresses of `domains` count as verified where the
    provider does not say so itself; `second_factor` says that it asks for one, so that ours is not asked as well."""

    id: str
    name: str
    server_url: str
    client_id: str
    secret: str
    domains: tuple[str, ...] = ()
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Providers:
    """What Django's settings need of them."""

    listed: tuple[Provider, ...] = ()
    with_second_factor: frozenset[str] = field(default_factory=frozenset)

    @property
    def origins(self) -> list[str]:
        """Where a browser is sent to sign in: pages' forms may lead there."""
        parts = (urlsplit(provider.server_url) for provider in self.listed)
        return sorted({f"{part.scheme}://{part.netloc}" for part in parts})

    def settings(self) -> dict[str, Any]:
        """For django-allauth's SOCIALACCOUNT_PROVIDERS."""
        return {
            "openid_connect": {
                "provider_class": "attainable.accounts.openid.Provider",
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [_app(p) for p in self.listed],
            }
        }


def _app(provider: Provider) -> dict[str, Any]:
    settings: dict[str, Any] = {"server_url": provider.server_url, "email_authentication": True}
    if provider.domains:
        settings["verified_email"] = list(provider.domains)
    return {
        "provider_id": provider.id,
        "name": provider.name,
        "client_id": provider.client_id,
        "secret": provider.secret,
        "settings": settings,
    }


def read_providers(path: str) -> Providers:
    """The providers of a file; none without a file."""
    if not path:
        return Providers()
    try:
        listed = msgspec.json.decode(Path(path).read_bytes(), type=tuple[Provider, ...])
    except (OSError, msgspec.MsgspecError) as error:
        # msgspec names the place in the file, never a value.
        what = "it can't be read" if isinstance(error, OSError) else f"{error}"
        raise ProblemsError(_problem(f"{what}.")) from None
    ids = [provider.id for provider in listed]
    wrong = [p.id for p in listed if not re.fullmatch(r"[a-z0-9-]{1,60}", p.id) or urlsplit(p.server_url).scheme != "https"]
    if wrong or len(ids) != len(set(ids)):
        raise ProblemsError(_problem("an id is there twice, or is not in small letters, or an address is not https."))
    return Providers(listed, frozenset(provider.id for provider in listed if provider.second_factor))


def _problem(what: str) -> Problem:
    mend = "docs/security.md shows such a file."
    return Problem("bad-setting", f"OIDC_PROVIDERS: {what}", mend, file="environment")
