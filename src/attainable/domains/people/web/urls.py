"""Addresses of people."""

from attainable.domains.people.web import (
    access_report,
    changes_register,
    changes_relations,
    children,
    emergency,
    groups,
    home,
    merging,
    register,
    retention,
    schools,
    search,
    terms,
)
from attainable.domains.people.web.changes import pages
from attainable.domains.people.web.fact_pages import fact_pages
from attainable.domains.people.web.fact_parts import fact_parts
from attainable.records.fact import facts

urlpatterns = [
    *home.urlpatterns,
    *register.urlpatterns,
    *search.urlpatterns,
    *changes_register.urlpatterns,
    *changes_relations.urlpatterns,
    *pages(fact_pages(facts().values())),
    *fact_parts(),
    *children.urlpatterns,
    *merging.urlpatterns,
    *schools.urlpatterns,
    *groups.urlpatterns,
    *terms.urlpatterns,
    *emergency.urlpatterns,
    *retention.urlpatterns,
    *access_report.urlpatterns,
]
