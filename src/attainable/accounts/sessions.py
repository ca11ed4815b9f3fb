"""Sessions in the database. That somebody was here is noted when it can be: no page fails because it could not."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError

from attainable.audit.spool import is_locked, short_wait


class SessionStore(DatabaseStore):
    """As Django's own, but a session that exists already is left as it was while another change holds the database."""

    @classmethod
    def get_model_class(cls):  # type: ignore[no-untyped-def]
        return DatabaseStore.get_model_class()

    def save(self, must_create: bool = False) -> None:
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        try:
            with short_wait():
                super().save(must_create)
        except OperationalError as error:
            if not is_locked(error):
                raise
