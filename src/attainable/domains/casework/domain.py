"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain, HealthCheck, Link, Permission, RecordPart, Task

_HERE: Final = "attainable.domains.casework"

DOMAIN: Final = Domain(
    name="casework",
    title="EHC assessments, plans and reviews",
    permissions=(
        Permission("case.view", "See where a child’s EHC needs assessment is, what is due and why", 22),
        Permission("case.keep", "Run EHC needs assessments: record requests, steps, advice and consultations", 22),
        Permission("case.decide", "Decide whether to assess and whether to make a plan, with delegated power", 22),
    ),
    groups={"whole-record": ("case.view",)},
    navigation=(
        Link("EHC cases", "cases", ("case.keep", "case.decide"), 20),
        Link("SEN2 return", "yearly-return", ("case.keep",), 62),
    ),
    tasks=(
        Task(
            "cases-due",
            "The EHC case of {} child is late, or due within 14 days",
            "The EHC cases of {} children are late, or due within 14 days",
            "case.keep",
            f"{_HERE}.queries:due_soon",
            opens="child-ehc",
        ),
        Task(
            "cases-without-officer",
            "The EHC case of {} child has no case officer",
            "The EHC cases of {} children have no case officer",
            "case.keep",
            f"{_HERE}.queries:without_officer",
            opens="child-ehc",
        ),
        Task(
            "advice-late",
            "Advice about {} child was asked for more than six weeks ago and has not come",
            "Advice about {} children was asked for more than six weeks ago and has not come",
            "case.keep",
            f"{_HERE}.queries:advice_late",
            opens="child-ehc",
        ),
    ),
    parts=(RecordPart("child-ehc", "EHC assessment", "case.view", 28),),
    urls=f"{_HERE}.web.urls:urlpatterns",
    held=f"{_HERE}.held:PARTS",
    health=(HealthCheck("bank-holidays", "the list of bank holidays reaches a year ahead", f"{_HERE}.health:bank_holidays"),),
    demo=f"{_HERE}.demo:CaseworkMaker",
    commands_without_site={"clock": f"{_HERE}.commands.clock:clock", "sen2": f"{_HERE}.commands.sen2:sen2"},
)
