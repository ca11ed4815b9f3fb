"""Forms about people and organisations."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from attainable.accounts.matrix import KINDS
from attainable.accounts.models import Account, Organisation
from attainable.accounts.roles import Kind, Role, table
from attainable.accounts.web.signin_forms import NEW_HINT
from attainable.govuk.forms import DateField, Form, Look


def roles_of(organisation: Organisation) -> list[Role]:
    """Roles that can be held in an organisation."""
    return [role for role in table().roles if Kind(organisation.kind) in role.organisations]


def _offer(form: Form, roles: list[Role]) -> dict[str, Look]:
    """Roles to choose from, each with what it is under it."""
    form.fields["role"].choices = [(role.id, role.label) for role in roles]  # type: ignore[attr-defined]
    return {"role": Look(hints={role.id: role.words for role in roles})}


class WhyForm(Form):
    """A reason, which the audit keeps."""

    why = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We keep this in the audit. Do not name a child.",
        error_messages={"required": "Say why."},
    )


class InviteForm(Form):
    name = forms.CharField(
        label="Name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the person's name."},
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="We will send the link to this address. They can use it once, within a week.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter an email address.",
            "invalid": "Enter an email address in the correct format, like name@school.example.",
        },
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect, error_messages={"required": "Choose a role."})
    until = DateField(label="Last day, if it is known", required=False, help_text="For someone who is here temporarily.")

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = _offer(self, roles_of(organisation))  # type: ignore[misc]  # roles hang on the organisation


class RoleForm(WhyForm):
    role = forms.ChoiceField(label="New role", widget=forms.RadioSelect, error_messages={"required": "Choose a role."})
    field_order = ("role", "why")

    def __init__(self, organisation: Organisation, held: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = _offer(self, [role for role in roles_of(organisation) if role.id != held])  # type: ignore[misc]  # roles hang on the organisation


class JoinForm(WhyForm):
    whole = forms.ChoiceField(label="Which one", error_messages={"required": "Choose one."})
    field_order = ("whole", "why")

    def __init__(self, wholes: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(w.ref, f"{w.name} ({KINDS[Kind(w.kind)]})") for w in wholes]
        self.fields["whole"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]


class AcceptForm(Form):
    """The account that an invitation makes."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="As colleagues and families know you. We show it next to what you write.",
        error_messages={"required": "Enter your name."},
    )
    password1 = forms.CharField(
        label="Password",
        strip=False,
        help_text=NEW_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter a password."},
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the password again."},
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password1")
        if password:
            try:
                validate_password(password, Account(email=self._email, name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        if password and cleaned.get("password2") and password != cleaned["password2"]:
            self.add_error("password2", "The two passwords are not the same.")
        return cleaned


class NameForm(Form):
    name = forms.CharField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name."},
    )


class AuditForm(Form):
    """Which entries of the audit."""

    person = forms.ChoiceField(label="Person", required=False)
    action = forms.ChoiceField(label="What", required=False)
    since = DateField(label="First day", required=False)
    until = DateField(label="Last day", required=False)

    def __init__(self, people: list[Account], actions: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._accounts = {person.ref: person.pk for person in people}
        self.fields["person"].choices = [("", "Everybody"), *((p.ref, p.name) for p in people)]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", "Everything"), *actions]  # type: ignore[attr-defined]

    def account_of(self, ref: str) -> int | None:
        return self._accounts.get(ref)
