"""The application of imports."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "attainable.exchange"
    label = "exchange"
    verbose_name = "Imports"

    def ready(self) -> None:
        """Say what imports hold about a child."""
        from attainable.domains.people.elsewhere import tell
        from attainable.exchange.held import PART

        tell(PART)
