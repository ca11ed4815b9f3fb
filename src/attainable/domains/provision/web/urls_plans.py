"""Addresses of concerns, support plans and reviews."""

from attainable.domains.provision.web import comparing, plans, raising, statements

urlpatterns = [*comparing.urlpatterns, *plans.urlpatterns, *raising.urlpatterns, *statements.urlpatterns]
