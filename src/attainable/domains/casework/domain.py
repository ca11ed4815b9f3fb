"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain

_HERE: Final = "attainable.domains.casework"

DOMAIN: Final = Domain(name="casework", title="EHC assessments, plans and reviews")
