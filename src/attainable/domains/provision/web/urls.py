"""Addresses of provision."""

from attainable.domains.provision.web import (
    catalogue,
    children,
    concerns,
    papers,
    provision_map,
    reviews,
    sessions,
    urls_evidence,
    urls_money,
    urls_plans,
)

urlpatterns = [
    *concerns.urlpatterns,
    *urls_plans.urlpatterns,
    *children.urlpatterns,
    *provision_map.urlpatterns,
    *reviews.urlpatterns,
    *sessions.urlpatterns,
    *catalogue.urlpatterns,
    *papers.urlpatterns,
    *urls_money.urlpatterns,
    *urls_evidence.urlpatterns,
]
