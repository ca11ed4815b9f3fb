from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "attainable.website"
    label = "website"
