"""What a web server loads."""

import contextlib
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
application = get_wsgi_application()


def _warm() -> None:
    """What the first evidence page would wait for, loaded while nobody waits."""
    from attainable.domains.insight.tables import warm

    with contextlib.suppress(Exception):
        warm()


threading.Thread(target=_warm, name="warm", daemon=True).start()
