from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "attainable.domains.insight"
    label = "insight"
    verbose_name = "Insight"
