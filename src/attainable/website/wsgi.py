"""What a web server loads."""

import contextlib
import os
import threading

from django.core.wsgi import get_wsgi_application

from attainable.manifest import load, manifests
from attainable.records.checks import refuse_faults

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attainable.website.settings")
application = get_wsgi_application()
refuse_faults()


def _warm() -> None:
    """What the first page of a domain would wait for, loaded while nobody waits."""
    for domain in manifests():
        with contextlib.suppress(Exception):
            if domain.warm:
                load(domain.warm)()


threading.Thread(target=_warm, name="warm", daemon=True).start()
