from django.apps import AppConfig


class ProvisionConfig(AppConfig):
    name = "attainable.domains.provision"
    label = "provision"
