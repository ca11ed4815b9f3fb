"""The fact that this domain declares."""

import datetime as dt

from attainable.domains.referrals.models import Referral

from attainable.records.fact import Evidence, Fact, Page

REFERRAL = Fact(
    Referral,
    "referral",
    "Referrals",
    permission="referral.change",
    part="child-referrals",
    report=("service", "note"),
    key=("service",),
    taken="The child is referred to this service already.",
    add=Page("Refer to a service", "Save the referral", "The referral has been saved.", "referral.made"),
    change=Page("Correct a referral", "Save", "The referral has been corrected.", "referral.corrected"),
    end=Page("End a referral", "End the referral", "The referral has ended.", "referral.ended"),
    step=lambda row: f"Referred to {row.get_service_display().lower()}",
    columns={"service": ("referred to",), "from_date": ("referred on",)},
    evidence=Evidence("referral", {"service": "service", "date": "from_date"}),
    demo=lambda chance, born, on: [{"service": "OT", "from_date": on - dt.timedelta(30)}] if chance.random() < 0.2 else [],
)
FACTS = (REFERRAL,)
