"""Import contracts that go through the list of domains, so that a new domain is checked without a line in pyproject.toml."""

from typing import Any, Final

from importlinter.contracts.layers import LayersContract

from attainable.manifest import DOMAINS

# The folders and files of a domain, top to bottom. A domain needn't have them all.
_INSIDE: Final = (
    "(web)",
    "(papers)",
    "(importing)",
    "(actions)",
    "(facts)",
    "(queries)",
    "(policies)",
    "(visibility)",
    "(standing)",
    "(held)",
    "(models)",
    "(rules) : (retention)",
)


class DomainOrder(LayersContract):
    """A domain knows those before it in the list, and none after it. Every folder of `domains` is in the list."""

    def __init__(self, name: str, session_options: dict[str, Any], contract_options: dict[str, Any]) -> None:
        layers = [domain.removeprefix("attainable.domains.") for domain in reversed(DOMAINS)]
        own = {"containers": ["attainable.domains"], "layers": layers, "exhaustive": "true"}
        super().__init__(name, session_options, {**contract_options, **own})


class InsideDomains(LayersContract):
    """Inside each domain, imports go from pages down to rules."""

    def __init__(self, name: str, session_options: dict[str, Any], contract_options: dict[str, Any]) -> None:
        own = {"containers": list(DOMAINS), "layers": list(_INSIDE)}
        super().__init__(name, session_options, {**contract_options, **own})
