"""All addresses."""

from django.urls import include, path

from attainable.website.standing import accessibility, cookies
from attainable.website.views import home, to_do

urlpatterns = [
    path("", home, name="home"),
    path("to-do/<slug:kind>/", to_do, name="to-do"),
    path("", include("attainable.govuk.web.urls")),
    path("accessibility/", accessibility, name="accessibility"),
    path("cookies/", cookies, name="cookies"),
    path("", include("attainable.domains.people.web.urls")),
    path("", include("attainable.domains.progress.web.urls")),
    path("", include("attainable.domains.insight.web.urls")),
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
