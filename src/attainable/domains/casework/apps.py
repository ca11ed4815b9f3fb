from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "attainable.domains.casework"
    label = "casework"
