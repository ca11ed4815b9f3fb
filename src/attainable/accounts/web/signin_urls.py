"""Pages of signing in: those of django-allauth that we want. The others are not there; a test goes through all of them."""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import include, path, re_path

from attainable.accounts.web import factors, signin


def closed(request: HttpRequest, *args: object, **kwargs: object) -> NoReturn:
    """People don't sign themselves up, and their address is that of their invitation."""
    raise Http404


# Before allauth's own: the first that fits is taken.
urlpatterns = [
    path("login/", signin.login),
    path("sessions/end/<int:session>/", signin.end_session, name="end_session"),
    path("2fa/", factors.index, name="mfa_index"),
    path("2fa/recovery-codes/", factors.codes, name="mfa_view_recovery_codes"),
    path("2fa/totp/activate/", factors.add_app, name="mfa_activate_totp"),
    path("2fa/webauthn/add/", factors.add_key, name="mfa_add_webauthn"),
    path("signup/", closed),
    path("email/", closed),
    re_path(r"^confirm-email/", closed),
    re_path(r"^login/code/", closed),
    path("password/set/", closed),
    re_path(r"^3rdparty/(signup/)?$", closed),
    re_path(r"^social/", closed),
    path("", include("allauth.urls")),
]
