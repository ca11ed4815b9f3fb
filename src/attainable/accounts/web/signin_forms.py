"""The forms of django-allauth in our words: labels that say what is wanted, no placeholders, attempts that fail noted."""

from typing import Any, Final

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.core.exceptions import ValidationError

from attainable.accounts import recovery_codes
from attainable.accounts.signin import refuse_sign_in

NEW_HINT: Final = "At least 12 characters. Three random words are easy to remember and hard to guess."
_CODE_HINT: Final = "Enter the 6 digits shown in your authenticator app, or one of your recovery codes."


def _word(field: forms.Field, label: str, hint: str = "") -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class SignInForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["login"], "Email address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        _word(self.fields["password"], "Password")


class ResetForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["email"], "Email address", "The address you sign in with.")


class _NewPassword:
    """The two fields of a new password."""

    fields: dict[str, forms.Field]

    def word_passwords(self) -> None:
        _word(self.fields["password1"], "New password", NEW_HINT)
        _word(self.fields["password2"], "New password again")


class NewPasswordForm(_NewPassword, account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word_passwords()


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["oldpassword"], "Current password")
        self.word_passwords()


class PasswordAgainForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["password"], "Password")


class _Code:
    """A code of the app, or else a recovery code. One that fails is noted like a password that fails."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        try:
            return super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            # Only what the library looked at and found wrong: too many attempts stay too many.
            if error.code == "incorrect_code" and self._is_recovery_code():
                return str(self.cleaned_data["code"])
            refuse_sign_in(context.request, self.user.email, "code")
            raise

    def _is_recovery_code(self) -> bool:
        self.authenticator = recovery_codes.use(self.user, self.cleaned_data["code"])
        return self.authenticator is not None


class CodeForm(_Code, codes.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], "Code", _CODE_HINT)


class CodeAgainForm(_Code, codes.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], "Code", _CODE_HINT)


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], "Code from the app", "6 digits. It changes every 30 seconds.")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddKeyForm(keys.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["name"], "Name", "A name to recognise it by, for example “phone” or “blue key”.")
        _word(
            self.fields["passwordless"],
            "Use this to sign in without a password",
            "A passkey: it asks for your fingerprint, face or PIN.",
        )


class RenameKeyForm(keys.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["name"], "Name")
