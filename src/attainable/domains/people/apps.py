from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "attainable.domains.people"
    label = "people"

    def ready(self) -> None:
        """Say what record it is that facts are about."""
        from attainable.domains.people.models import Child
        from attainable.domains.people.queries.states import within_reach
        from attainable.domains.people.standing import restate
        from attainable.domains.people.visibility import permissions_for
        from attainable.records.subject import Subject, declare

        declare(Subject(Child, permissions_for, within_reach, restate))
