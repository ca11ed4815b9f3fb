"""Addresses of EHC cases."""

from attainable.domains.casework.web import cases, returns, steps

urlpatterns = [*cases.urlpatterns, *steps.urlpatterns, *returns.urlpatterns]
