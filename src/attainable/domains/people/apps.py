from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "attainable.domains.people"
    label = "people"
