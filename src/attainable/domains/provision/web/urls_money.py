"""Addresses of money, and of plans that change."""

from attainable.domains.provision.web import bands, child_money, looks, money, money_entries, replanning, strategy

urlpatterns = [
    *replanning.urlpatterns,
    *money.urlpatterns,
    *looks.urlpatterns,
    *money_entries.urlpatterns,
    *bands.urlpatterns,
    *child_money.urlpatterns,
    *strategy.urlpatterns,
]
