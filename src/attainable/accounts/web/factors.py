"""The pages of second factors that are ours, on top of django-allauth's: recovery codes, and what leads to them."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from attainable.accounts import recovery_codes


class Factors(IndexView):
    """All of a person's second factors."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        account: Any = self.request.user
        return {**context, "codes_left": recovery_codes.left(account), "codes_made": recovery_codes.COUNT}


class _ThenCodes:
    """A person who sets up their first factor goes on to recovery codes."""

    request: HttpRequest

    def get_success_url(self) -> str:
        account: Any = self.request.user
        none_yet = recovery_codes.left(account) is None
        return reverse("mfa_view_recovery_codes" if none_yet else "mfa_index")


class AddApp(_ThenCodes, ActivateTOTPView):
    pass


class AddKey(_ThenCodes, AddWebAuthnView):
    pass


@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """How many recovery codes are left. Sent: makes new ones and shows them, in this one answer, since nothing keeps them."""
    account: Any = request.user
    if not get_adapter().is_mfa_enabled(account, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        return HttpResponseRedirect(reverse("mfa_index"))
    made: list[str] = []
    if request.method == "POST":
        made = recovery_codes.make_anew(account)
        get_adapter().send_notification_mail("mfa/email/recovery_codes_generated", account)
    return render(
        request, "mfa/recovery_codes.html", {"made": made, "left": recovery_codes.left(account), "count": recovery_codes.COUNT}
    )


index, add_app, add_key = Factors.as_view(), AddApp.as_view(), AddKey.as_view()
