"""How people sign in: only by invitation, never by signing themselves up. What happens is written to the audit here, since
these are the hooks through which django-allauth passes whatever it does."""

import base64
import hashlib
from typing import Any, NoReturn

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from attainable.accounts import attempts, known_browsers, openid, second_factor
from attainable.accounts.actor import Actor, actor_for, system_actor
from attainable.accounts.models import Account, Membership
from attainable.audit.actions import Event, record
from attainable.values import clock

log = structlog.get_logger("attainable.signin")
# What is told to the person by email is told to the audit too.
_CHANGES = {
    "account/email/password_changed": ("password.changed", ""),
    "account/email/password_set": ("password.changed", ""),
    "account/email/password_reset": ("password.reset", ""),
    "mfa/email/totp_activated": ("second-factor.added", "authenticator app"),
    "mfa/email/totp_deactivated": ("second-factor.removed", "authenticator app"),
    "mfa/email/webauthn_added": ("second-factor.added", "passkey or security key"),
    "mfa/email/webauthn_removed": ("second-factor.removed", "passkey or security key"),
    "mfa/email/recovery_codes_generated": ("second-factor.added", "recovery codes"),
    "socialaccount/email/account_connected": ("provider.connected", ""),
    "socialaccount/email/account_disconnected": ("provider.disconnected", ""),
}


def display_name(account: Any) -> str:
    return str(account.name)


def _event(action: str, account: Account | None, **details: str) -> Event:
    return Event(action, "account", account.ref if account else "", details={k: v for k, v in details.items() if v})


def _person(account: Account) -> Actor:
    return actor_for(account, clock.today())


def refuse_sign_in(request: HttpRequest, email: str, how: str) -> None:
    """An attempt that failed. The same work for an address that nobody has, so that time tells nothing; the address itself is
    never written down."""
    account = Account.objects.filter(email=email.lower()).first()
    record(system_actor("Sign-in page"), _event("sign-in.refused", account, how=how))


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Attempts are counted by address and machine, so that nobody keeps a person out from elsewhere."""
        self._login_failed_rl_usage = attempts.use(request, str(credentials.get("email", "")))
        if not self._login_failed_rl_usage:
            log.warning("sign-in limited")
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What a new password by email clears."""
        return attempts.here(request, str(credentials.get("email", "")))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        refuse_sign_in(request, str(credentials.get("email", "")), "password")

    def reauthenticate(self, user: Account, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        attempts.tell(request, user)
        known_browsers.remember(request, response, user.email)
        record(_person(user), _event("signed.in", user, how=", ".join(second_factor.ways(request))))
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Account):
            record(_person(request.user), _event("signed.out", request.user))
        super().logout(request)

    def send_notification_mail(
        self, template_prefix: str, user: Account, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Every change to how a person signs in passes here."""
        action, what = _CHANGES.get(template_prefix, ("sign-in.changed", ""))
        record(_person(user), _event(action, user, what=what))
        second_factor.forget(self.request)
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Out of the settings, not out of the request, whose host its sender names."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL.rstrip("/") + path.replace("UID-KEY", key)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """An organisation's own provider signs in only those who hold a membership of that organisation, by an email address that
    the provider has verified; it makes no accounts and connects none on request."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[Account, str] | None:
        for address in sociallogin.email_addresses:
            account = Account.objects.filter(email=address.email.lower(), is_active=True).first()
            if address.verified and account and _belongs(account, sociallogin.account.provider):
                # Whoever has an account was invited at its address: it counts as verified, and the password stays.
                EmailAddress.objects.update_or_create(
                    user=account, email=account.email, defaults={"verified": True, "primary": True}
                )
                return account, account.email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if not openid.answers(sociallogin):
            _refuse(request, sociallogin, "socialaccount/authentication_error.html", 401, another_attempt=True)
        wanted = sociallogin.state.get("process") in (None, "login")
        known = sociallogin.is_existing and _belongs(sociallogin.user, sociallogin.account.provider)
        if not (wanted and known):
            _refuse(request, sociallogin, "account/signup_closed.html", 403)


def _refuse(request: HttpRequest, sociallogin: Any, page: str, status: int, **context: Any) -> NoReturn:
    record(system_actor("Sign-in page"), _event("sign-in.refused", None, how=sociallogin.account.provider))
    raise ImmediateHttpResponse(render(request, page, context, status=status))


def _belongs(account: Account, provider: str) -> bool:
    return Membership.objects.filter(
        Membership.on(clock.today()), account=account, organisation__oidc_provider=provider, organisation__closed_on__isnull=True
    ).exists()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keys of authenticator apps are kept encrypted: a copy of the database is not enough to make codes."""

    error_messages = {  # noqa: RUF012
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Staff must have a second step. Add another one before you remove this one.",
        "incorrect_code": "The code is not correct. Codes change every 30 seconds, and you can use each one once.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return others.exclude(pk=authenticator.pk).exists() or not second_factor.required_of(_person(authenticator.user))

    def generate_authenticator_name(self, user: Account, type: Any) -> str:
        return f"Key {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def _get_site_name(self) -> str:
        return "Attainable"


def _cipher() -> MultiFernet:
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    digests = (hashlib.sha256(b"attainable.accounts.second-factor:" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
