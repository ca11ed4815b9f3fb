"""Addresses of money, and of plans that change."""

from attainable.domains.provision.web import replanning

urlpatterns = [*replanning.urlpatterns]
