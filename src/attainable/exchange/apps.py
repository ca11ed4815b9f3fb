"""The application of imports."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "attainable.exchange"
    label = "exchange"
    verbose_name = "Imports"

    def ready(self) -> None:
        """Say what imports hold about a child, and how large a file may be."""
        from django.conf import settings

        from attainable.exchange.held import PART
        from attainable.formats.people.limits import LIMITS
        from attainable.formats.spreadsheets import spec
        from attainable.records.imported_facts import fields_of, in_columns
        from attainable.records.report import register

        register(PART)
        spec.declare(field for fact in in_columns().values() for field in fields_of(fact))
        LIMITS.rows, LIMITS.columns = settings.IMPORT_MAX_ROWS, settings.IMPORT_MAX_COLUMNS
