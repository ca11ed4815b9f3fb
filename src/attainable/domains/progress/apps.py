from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "attainable.domains.progress"
    label = "progress"
