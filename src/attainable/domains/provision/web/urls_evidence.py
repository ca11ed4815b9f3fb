"""Addresses of spreadsheets, effects, agencies and contributions."""

from attainable.domains.provision.web import effects, spreadsheets

urlpatterns = [*spreadsheets.urlpatterns, *effects.urlpatterns]
