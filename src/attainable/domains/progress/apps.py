from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "attainable.domains.progress"
    label = "progress"

    def ready(self) -> None:
        """Say what is held about a child here, and which part of the record's pages shows it."""
        from attainable.domains.people.elsewhere import tell
        from attainable.domains.people.web.parts import RecordPart, add
        from attainable.domains.progress.held import PARTS

        for part in PARTS:
            tell(part)
        add(RecordPart("child-progress", "Progress and attendance", "child.history"))
