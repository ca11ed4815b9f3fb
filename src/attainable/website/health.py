"""For monitoring: whether the server is alive, and whether it is ready for people. The pages say nothing else."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from attainable.website.background import late
from attainable.website.schema import schema


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers. It asks nothing of the database, so that a slow database does not get servers restarted."""
    return JsonResponse({"status": "alive"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has the tables of this version (or of a newer one, while an upgrade rolls on)."""
    try:
        database, tables = True, not schema().pending
    except DatabaseError:
        database, tables = False, False
    good = database and tables
    told = {"status": "ready" if good else "not ready", "database": database, "migrations": tables}
    # Background work that is late does not stop people from working: monitoring reads it here.
    behind = [name for name, _ in late()] if good else []
    return JsonResponse({**told, "late": behind}, status=200 if good else 503)


urlpatterns = [path("", alive, name="health"), path("ready", ready, name="health-ready")]
