"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain, HealthCheck

_HERE: Final = "attainable.domains.casework"

DOMAIN: Final = Domain(
    name="casework",
    title="EHC assessments, plans and reviews",
    health=(HealthCheck("bank-holidays", "the list of bank holidays reaches a year ahead", f"{_HERE}.health:bank_holidays"),),
    commands_without_site={"clock": f"{_HERE}.commands:clock"},
)
