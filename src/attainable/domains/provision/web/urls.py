"""Addresses of provision."""

from attainable.domains.provision.web import catalogue, children, concerns, provision_map, sessions

urlpatterns = [
    *concerns.urlpatterns,
    *children.urlpatterns,
    *provision_map.urlpatterns,
    *sessions.urlpatterns,
    *catalogue.urlpatterns,
]
