"""What a password must not be, beyond Django's own validators: one mark over and over, or a row of keys."""

from typing import Any, Final

from django.core.exceptions import ValidationError

_ROWS: Final = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik")
_FEWEST: Final = 5


class VariedValidator:
    """At least five different marks, and not mostly steps along a row of keys, the alphabet or the digits."""

    def validate(self, password: str, user: Any = None) -> None:
        text = password.lower()
        pairs = [text[place : place + 2] for place in range(len(text) - 1)]
        steps = sum(any(pair in row or pair[::-1] in row for row in _ROWS) for pair in pairs)
        if len(set(text)) < _FEWEST or (pairs and steps / len(pairs) > 0.7):
            raise ValidationError(
                "Choose a password that is harder to guess. Do not use rows of keys or repeat one character.",
                code="password_not_varied",
            )

    def get_help_text(self) -> str:
        return "Do not use rows of keys or repeat one character."
