from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "attainable.website"
    label = "website"

    def ready(self) -> None:
        """Let Django's system check look at the domains' manifests too."""
        from django.core.checks import register

        from attainable.website.manifests import system_check

        register(system_check)
