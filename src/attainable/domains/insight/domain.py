"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain, HomeLinks, Link, Permission

DOMAIN: Final = Domain(
    name="insight",
    title="Evidence and figures",
    permissions=(Permission("evidence.view", "Explore the evidence tables, and download the answers", 50),),
    groups={"figures": ("evidence.view",)},
    navigation=(Link("Evidence", "evidence", ("evidence.view",), 50),),
    home_links=(
        HomeLinks(
            "Figures", (Link("Evidence: how things stand, and how they have changed", "evidence", ("evidence.view",), 20),)
        ),
    ),
    urls="attainable.domains.insight.web.urls:urlpatterns",
    warm="attainable.domains.insight.tables:warm",
)
