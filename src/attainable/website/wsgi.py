"""What a web server loads."""

import contextlib
import os
import threading

from django.core.wsgi import get_wsgi_application

from attainable.manifest import load, manifests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
application = get_wsgi_application()


def _require_whole() -> None:
    """Refuse to start where a domain's manifest is wrong. The checks can only be imported once Django is set up."""
    from attainable.records.checks import refuse_faults

    refuse_faults()


_require_whole()


def _warm() -> None:
    """What the first page of a domain would wait for, loaded while nobody waits."""
    for domain in manifests():
        with contextlib.suppress(Exception):
            if domain.warm:
                load(domain.warm)()


threading.Thread(target=_warm, name="warm", daemon=True).start()
