from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "attainable.warehouse.records"
    label = "warehouse"
    verbose_name = "Warehouse"
