"""Pages of signing in: those of django-allauth that we want. The others are not there; a test goes through all of them."""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import include, path, re_path

from attainable.accounts.web import signin


def closed(request: HttpRequest, *args: object, **kwargs: object) -> NoReturn:
    """People don't sign themselves up, and their address is that of their invitation."""
    raise Http404


# Before allauth's own: the first that fits is taken.
urlpatterns = [
    path("login/", signin.login),
    path("sessions/end/<int:session>/", signin.end_session, name="end_session"),
    path("signup/", closed),
    path("email/", closed),
    re_path(r"^confirm-email/", closed),
    re_path(r"^login/code/", closed),
    path("password/set/", closed),
    re_path(r"^3rdparty/(signup/)?$", closed),
    re_path(r"^social/", closed),
    path("", include("allauth.urls")),
]
