"""Addresses of EHC cases."""

from attainable.domains.casework.web import cases, steps

urlpatterns = [*cases.urlpatterns, *steps.urlpatterns]
