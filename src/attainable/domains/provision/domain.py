"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain, Link, Paper, Permission, RecordPart, Task

_HERE: Final = "attainable.domains.provision"

DOMAIN: Final = Domain(
    name="provision",
    title="Support and provision",
    facts=f"{_HERE}.facts:FACTS",
    evidence=f"{_HERE}.evidence:SOURCES",
    permissions=(
        Permission("provision.view", "See concerns, support plans, interventions and referrals of a child", 20),
        Permission("concern.raise", "Raise a concern about a child", 20),
        Permission("session.log", "Log sessions of interventions", 20),
        Permission("provision.manage", "Decide about concerns, and keep support plans, the provision map and its costs", 20),
    ),
    groups={
        "find-and-read": ("provision.view",),
        "whole-record": ("provision.view",),
        "keep-records": ("concern.raise", "session.log", "provision.manage"),
    },
    navigation=(
        Link("Raise a concern", "raise-a-concern", ("concern.raise",), 21),
        Link("Concerns", "concerns", ("provision.manage",), 22),
        Link("Provision map", "provision-map", ("provision.manage",), 23),
        Link("Money", "money", ("provision.manage",), 23),
        Link("Reviews", "reviews", ("provision.manage",), 23),
        Link("Papers", "papers", ("provision.manage",), 23),
        Link("Log sessions", "sessions", ("session.log",), 24),
    ),
    tasks=(
        Task(
            "concerns-waiting",
            "{} concern is waiting for a decision",
            "{} concerns are waiting for a decision",
            "provision.manage",
            f"{_HERE}.queries:concerns_waiting",
            page="concerns",
        ),
        Task(
            "concerns-again",
            "It is time to look again at a concern about {} child",
            "It is time to look again at concerns about {} children",
            "provision.manage",
            f"{_HERE}.queries:concerns_to_look_at_again",
            opens="decide-concern",
        ),
        Task(
            "interrupted",
            "An intervention of {} child is interrupted. Arrange an alternative",
            "Interventions of {} children are interrupted. Arrange an alternative",
            "provision.manage",
            f"{_HERE}.queries:interrupted",
            opens="child-provision",
        ),
        Task(
            "nothing-logged",
            "No session of an intervention of {} child was logged in the last three weeks",
            "No session of interventions of {} children was logged in the last three weeks",
            "provision.manage",
            f"{_HERE}.queries:nothing_logged",
            opens="child-provision",
        ),
        Task(
            "plans-to-review",
            "The support plan of {} child is due for review",
            "The support plans of {} children are due for review",
            "provision.manage",
            f"{_HERE}.queries:plans_to_review",
            opens="review-plan",
        ),
        Task(
            "targets-due",
            "{} child has a target that is due",
            "{} children have targets that are due",
            "provision.manage",
            f"{_HERE}.queries:targets_due",
            opens="review-plan",
        ),
    ),
    parts=(
        RecordPart("child-support-plan", "Support plan", "provision.view", 22),
        RecordPart("child-provision", "Interventions", "provision.view", 24),
        RecordPart("child-money", "Money", "provision.view", 25),
        RecordPart("child-agencies", "Agencies and conversations", "provision.view", 26, lists_facts=True),
    ),
    papers=(
        Paper(
            "case-study",
            "Case study",
            "One child in six themes, with measured change, provision and spending. Names are replaced unless you keep them.",
            "provision.manage",
            f"{_HERE}.papers.case_study:case_study",
            50,
            about_child=True,
            replaces_names=True,
        ),
        Paper(
            "needs-assessment",
            "Evidence for an EHC needs assessment",
            "Cycles, interventions with cost, agencies, attainment and views of one child. Each sentence names its record.",
            "provision.manage",
            f"{_HERE}.papers.needs_assessment:needs_assessment",
            60,
            about_child=True,
            workbook=True,
        ),
        Paper(
            "sen-information",
            "SEN information report",
            "The report that a school publishes each year, with what the records know filled in and what is missing listed.",
            "provision.manage",
            f"{_HERE}.papers.sen_information:sen_information",
            30,
            workbook=True,
        ),
    ),
    urls=f"{_HERE}.web.urls:urlpatterns",
    held=f"{_HERE}.held:PARTS",
    commands_without_site={"wording": f"{_HERE}.commands:wording", "provision": f"{_HERE}.commands:provision"},
    demo=f"{_HERE}.demo.maker:ProvisionMaker",
)
