"""Addresses of people."""

from attainable.domains.people.web import (
    access_report,
    changes_register,
    changes_relations,
    children,
    emergency,
    figures,
    home,
    register,
    retention,
    schools,
    search,
)

urlpatterns = [
    *home.urlpatterns,
    *register.urlpatterns,
    *search.urlpatterns,
    *changes_register.urlpatterns,
    *changes_relations.urlpatterns,
    *children.urlpatterns,
    *schools.urlpatterns,
    *figures.urlpatterns,
    *emergency.urlpatterns,
    *retention.urlpatterns,
    *access_report.urlpatterns,
]
