"""What every page is given."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"actor": getattr(request, "actor", None)}
