"""PackQuestion an organisation's own provider with a nonce, which django-allauth does not: an answer that was given to another
attempt to sign in is then no use. Standard: OpenID Connect Core 1.0, 3.1.2.1, 3.1.3.7 and 5.3.2."""

import hmac
import secrets
from typing import Any

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse


class Provider(OpenIDConnectProvider):
    # Whose addresses are the library's.
    package = "allauth.socialaccount.providers.openid_connect"

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Sends the browser to the provider. The nonce is kept with the state of the attempt, in the session."""
        nonce = secrets.token_urlsafe(32)
        asked = kwargs.pop("auth_params", None) or self.get_auth_params()
        with_nonce = {**asked, "nonce": nonce}
        response: HttpResponse = super().redirect(request, process, next_url, data, auth_params=with_nonce, nonce=nonce, **kwargs)
        return response


def answers(sociallogin: Any) -> bool:
    """Whether a provider's answer is one to this attempt: an ID token with the attempt's nonce, and what it says about
    the same person."""
    told = sociallogin.account.extra_data
    token = told.get("id_token") or {}
    expected, nonce = sociallogin.state.get("nonce"), token.get("nonce")
    if not (expected and nonce and hmac.compare_digest(str(nonce).encode(), str(expected).encode())):
        return False
    beside = told.get("userinfo") or token
    return "sub" in token and beside.get("sub") == token["sub"]
