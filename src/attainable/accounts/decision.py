"""A decision whether somebody may do something, with its reason in words."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or not, and why not. Truth is being allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def required(self) -> None:
        """Raise if it was refused. The page for it shows no reason that would tell whether a record exists."""
        if not self.allowed:
            raise PermissionDenied(self.reason)


ALLOWED = Decision(True)


def refused(reason: str) -> Decision:
    return Decision(False, reason)
