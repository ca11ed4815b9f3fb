"""Addresses of concerns, support plans and reviews."""

from attainable.domains.provision.web import raising, statements

urlpatterns = [*raising.urlpatterns, *statements.urlpatterns]
