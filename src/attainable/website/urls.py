"""All addresses: the website's own, each domain's, and those of imports and accounts."""

from django.urls import include, path

from attainable.manifest import load, manifests
from attainable.website.standing import accessibility, cookies
from attainable.website.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("attainable.govuk.web.urls")),
    path("accessibility/", accessibility, name="accessibility"),
    path("cookies/", cookies, name="cookies"),
    *(path("", include(load(domain.urls))) for domain in manifests() if domain.urls),
    path("health/", include("attainable.website.health")),
    path("", include("attainable.exchange.web.urls")),
    path("account/", include("attainable.accounts.web.signin_urls")),
    path("people/", include("attainable.accounts.web.urls")),
    path("", include("attainable.accounts.web.own_urls")),
]
handler400 = "attainable.website.errors.bad_request"
handler403 = "attainable.website.errors.refused"
handler404 = "attainable.website.errors.not_found"
handler500 = "attainable.website.errors.fault"
