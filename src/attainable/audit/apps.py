from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "attainable.audit"
    label = "audit"
