"""The manifest of this domain."""

from attainable.manifest import Domain, Link, Permission, RecordPart, Task

DOMAIN = Domain(
    name="referrals",
    title="Referrals to services",
    facts="attainable.domains.referrals.facts:FACTS",
    permissions=(Permission("referral.change", "Refer children to services", 90),),
    groups={"keep-records": ("referral.change",)},
    navigation=(Link("Referrals", "referrals", ("referral.change",), 35),),
    tasks=(
        Task(
            "referrals-open",
            "{} child is waiting for a service",
            "{} children are waiting for a service",
            "referral.change",
            "attainable.domains.referrals.web:waiting",
        ),
    ),
    parts=(RecordPart("child-referrals", "Referrals", "child.history", 65, lists_facts=True),),
    urls="attainable.domains.referrals.web:urlpatterns",
)
