from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "attainable.warehouse.records"
    label = "warehouse"
    verbose_name = "Warehouse"

    def ready(self) -> None:
        """Find the evidence tables that the domains declare."""
        from attainable.manifest import add_evidence_tables

        add_evidence_tables()
