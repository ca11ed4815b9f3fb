"""Addresses of people."""

from attainable.domains.people.web import changes_register, changes_relations, children, register, search

urlpatterns = [
    *register.urlpatterns,
    *search.urlpatterns,
    *changes_register.urlpatterns,
    *changes_relations.urlpatterns,
    *children.urlpatterns,
]
