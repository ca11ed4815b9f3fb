"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain

DOMAIN: Final = Domain(name="insight", title="Evidence and figures")
