"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain, HomeLinks, Link, Paper, Permission

DOMAIN: Final = Domain(
    name="insight",
    title="Evidence and figures",
    permissions=(
        Permission("figures.view", "See figures without names", 30),
        Permission("evidence.view", "Explore the evidence tables, and download the answers", 50),
    ),
    groups={"figures": ("figures.view", "evidence.view")},
    navigation=(Link("Figures", "figures", ("figures.view",), 40), Link("Evidence", "evidence", ("evidence.view",), 50)),
    home_links=(
        HomeLinks(
            "Figures",
            (
                Link("Figures from today’s register", "figures", ("figures.view",), 10),
                Link("Evidence: how things are now, and how they have changed", "evidence", ("evidence.view",), 20),
            ),
            "You can see figures without names.",
        ),
    ),
    papers=(
        Paper(
            "governors",
            "SEND report to governors",
            "This term’s figures without names: the register, concerns, plans, targets, provision, money and questions to ask.",
            "provision.manage",
            "attainable.domains.insight.papers.governors:governors",
            10,
            workbook=True,
        ),
    ),
    urls="attainable.domains.insight.web.urls:urlpatterns",
    warm="attainable.domains.insight.queries.snapshot:warm",
)
