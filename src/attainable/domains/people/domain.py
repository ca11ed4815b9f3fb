"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain, HealthCheck, HomeLinks, Link, Nightly, Permission, RecordPart, Task, Tile

_HERE: Final = "attainable.domains.people"

DOMAIN: Final = Domain(
    name="people",
    title="Children and the register",
    facts="attainable.domains.people.facts:FACTS",
    permissions=(
        Permission("child.find", "Find a child by name or number", 10),
        Permission("child.view", "See a child's page – name, year group, provision, needs", 10),
        Permission("child.details", "See identifiers, address and protected characteristics", 10),
        Permission("child.contacts", "See carers, and what each may be sent", 10),
        Permission("child.history", "See the history of the record", 10),
        Permission("child.edit", "Change a child's details, contacts and characteristics", 10),
        Permission("register.view", "See the SEN register by name", 10),
        Permission("register.change", "Change provision and needs on the register", 10),
        Permission("plan.decide", "Record the council's decisions about EHC plans", 10),
        Permission("register.export", "Download the register", 10),
        Permission("family.invite", "Invite a carer or young person to see the record", 30),
        Permission("enrolment.change", "Record that a child joins, leaves or changes attendance", 30),
        Permission("terms.manage", "Keep the dates of terms, for a school or for the schools of an authority", 30),
        Permission("without-school.record", "Record children who are at no school", 30),
        Permission("staff.assign", "Assign staff to children", 30),
        Permission("consent.record", "Record consent, and which services are involved", 30),
        Permission("restricted.manage", "Restrict a record, and choose who may see it", 30),
        Permission("emergency.open", "Open a record in an emergency, giving a reason that is reported", 30),
        Permission(
            "audit.child", "See who has seen and changed a child's record, and make the report for a subject access request", 60
        ),
        Permission("retention.manage", "See which records are due to be erased, and approve erasing them", 80),
    ),
    groups={
        "find-and-read": ("child.find", "child.view", "register.view"),
        "whole-record": ("child.find", "child.view", "child.details", "child.contacts", "child.history", "register.view"),
        "keep-records": (
            "child.edit",
            "register.change",
            "register.export",
            "family.invite",
            "enrolment.change",
            "staff.assign",
            "terms.manage",
            "consent.record",
            "restricted.manage",
            "audit.child",
        ),
    },
    navigation=(
        Link("SEN register", "register", ("register.view",), 10),
        Link("Children", "children", ("child.find",), 20),
        Link("Groups", "groups", ("staff.assign",), 25),
        Link("Term dates", "terms", ("terms.manage",), 55),
        Link("Schools", "schools", ("child.find", "figures.view"), 60),
        Link("Emergencies", "emergencies", ("emergency.open", "audit.view"), 70),
        Link("Retention", "retention", ("retention.manage",), 100),
    ),
    search_box=Link("Find a child, school or page", "search", ("child.find",)),
    home_links=(HomeLinks("Accounts", (Link("Retention: records due to be erased", "retention", ("retention.manage",), 50),)),),
    tasks=(
        Task(
            "emergencies",
            "{} record was opened in an emergency",
            "{} records were opened in an emergency",
            "audit.view",
            f"{_HERE}.queries.work:emergencies_to_review",
            page="emergencies",
            tag="Review",
        ),
        Task(
            "plans-decided",
            "The council made a decision about {} child’s EHC plan in the last two weeks",
            "The council made decisions about {} children’s EHC plans in the last two weeks",
            "register.change",
            f"{_HERE}.queries.work:plans_decided",
        ),
        Task(
            "plans-recorded",
            "A school recorded a decision about {} child’s EHC plan in the last two weeks",
            "Schools recorded decisions about {} children’s EHC plans in the last two weeks",
            "plan.decide",
            f"{_HERE}.queries.work:plans_recorded",
        ),
        Task(
            "needs-missing",
            "{} child on the register has no need recorded",
            "{} children on the register have no need recorded",
            "register.change",
            f"{_HERE}.queries.work:needs_missing",
        ),
        Task(
            "patterns-due",
            "{} child attends part-time and a review is due",
            "{} children attend part-time and a review is due",
            "enrolment.change",
            f"{_HERE}.queries.work:patterns_due",
        ),
        Task(
            "consent-missing",
            "{} child is working with a service but no consent is recorded",
            "{} children are working with a service but no consent is recorded",
            "consent.record",
            f"{_HERE}.queries.work:consent_missing",
        ),
        Task(
            "turning-16",
            "{} young person turns 16 in the next three weeks. They will make their own decisions about support once past "
            "compulsory school age",
            "{} young people turn 16 in the next three weeks. They will make their own decisions about support once past "
            "compulsory school age",
            "register.change",
            f"{_HERE}.queries.work:turning_16",
        ),
    ),
    tiles=(
        Tile("people/home_register.html", f"{_HERE}.web.home:register_today", 10, figures=True),
        Tile("people/home_tasks.html", f"{_HERE}.web.home:tasks", 20),
        Tile("people/home_groups.html", f"{_HERE}.web.home:groups", 30),
        Tile("people/home_children.html", f"{_HERE}.web.home:children", 40),
        Tile("people/home_finding.html", f"{_HERE}.web.home:finding", 90),
    ),
    parts=(
        RecordPart("child", "Summary", "child.view", 10),
        RecordPart("child-history", "History", "child.history", 20),
        RecordPart("child-family", "Family and contacts", "child.contacts", 30),
        RecordPart("child-details", "Details", "child.details", 40),
        RecordPart("child-support", "Support and sharing", "child.history", 50),
        RecordPart("child-access", "Who has seen it", "audit.child", 90),
    ),
    urls=f"{_HERE}.web.urls:urlpatterns",
    nightly=(Nightly("Standings", f"{_HERE}.nightly:standings", 10), Nightly("Retention", f"{_HERE}.nightly:retention", 30)),
    commands={"retention": f"{_HERE}.commands:retention"},
    evidence=f"{_HERE}.evidence:SOURCES",
    imports=f"{_HERE}.importing.children:FiledChildren",
    demo=f"{_HERE}.demo.maker:PeopleMaker",
    health=(
        HealthCheck(
            "standings",
            "the current state of each child matches the dated rows",
            f"{_HERE}.standing:faults",
            f"{_HERE}.standing:restate_all",
        ),
    ),
)
