"""Pages that everybody may read, signed in or not: accessibility and cookies."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "website/accessibility.html")


def cookies(request: HttpRequest) -> HttpResponse:
    given = {
        "session_name": settings.SESSION_COOKIE_NAME,
        "browser_name": settings.KNOWN_BROWSER_COOKIE,
        "csrf_name": settings.CSRF_COOKIE_NAME,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
        "minutes": settings.SESSION_IDLE_MINUTES,
    }
    return render(request, "website/cookies.html", given)
