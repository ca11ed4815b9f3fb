"""The manifest of this domain: what the rest of the house iterates over."""

from typing import Final

from attainable.manifest import Domain, RecordPart

DOMAIN: Final = Domain(
    name="progress",
    title="Progress and attendance",
    facts="attainable.domains.progress.facts:FACTS",
    parts=(RecordPart("child-progress", "Progress and attendance", "child.history", 60),),
    urls="attainable.domains.progress.web.urls:urlpatterns",
    evidence="attainable.domains.progress.evidence:SOURCES",
    carried="attainable.domains.progress.files:CARRIED",
    demo="attainable.domains.progress.demo:ProgressMaker",
)
