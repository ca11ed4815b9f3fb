"""Addresses of spreadsheets, effects, agencies and contributions."""

from attainable.domains.provision.web import spreadsheets

urlpatterns = [*spreadsheets.urlpatterns]
