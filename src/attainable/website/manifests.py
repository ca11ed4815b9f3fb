"""Django's system check of the domains' manifests."""

from typing import Any, Final

from django.core.checks import CheckMessage, Error

from attainable.records.checks import faults

MANIFESTS: Final = "manifest."


def system_check(**given: Any) -> list[CheckMessage]:
    return [Error(f"{fault.where}: {fault.what}", hint=fault.mend, id=MANIFESTS + fault.code) for fault in faults()]
