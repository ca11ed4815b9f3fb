"""Addresses of spreadsheets, effects, agencies and contributions."""

from attainable.domains.provision.web import agencies, contributions, effects, spreadsheets

urlpatterns = [*spreadsheets.urlpatterns, *effects.urlpatterns, *agencies.urlpatterns, *contributions.urlpatterns]
