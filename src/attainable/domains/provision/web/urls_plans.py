"""Addresses of concerns, support plans and reviews."""

from attainable.domains.provision.web import comparing, meetings, next_cycles, plans, printing, raising, statements, transfer

urlpatterns = [
    *comparing.urlpatterns,
    *meetings.urlpatterns,
    *next_cycles.urlpatterns,
    *plans.urlpatterns,
    *printing.urlpatterns,
    *raising.urlpatterns,
    *statements.urlpatterns,
    *transfer.urlpatterns,
]
