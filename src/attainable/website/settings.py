"""Django's settings, all out of `config.py`."""

from pathlib import Path

from django.utils.csp import CSP

from attainable import manifest
from attainable.website.config import Config
from attainable.website.logs import logging_settings
from attainable.website.providers import read_providers

CONFIG = Config()
SOURCE = Path(__file__).resolve().parent.parent

SECRET_KEY = CONFIG.key("SECRET_KEY")
AUDIT_KEY = CONFIG.key("AUDIT_KEY")
WAREHOUSE = CONFIG.home / "warehouse"
STORE = Path(CONFIG.text("ATTAINABLE_STORE")).expanduser() if CONFIG.text("ATTAINABLE_STORE") else CONFIG.home / "store"
WAREHOUSE_KEY = CONFIG.key("WAREHOUSE_KEY")
DEBUG = False
ALLOWED_HOSTS = CONFIG.words("ALLOWED_HOSTS")
SITE_URL = CONFIG.text("SITE_URL")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if CONFIG.production else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "attainable.govuk",
    "attainable.audit",
    "attainable.accounts",
    *manifest.DOMAINS,
    "attainable.exchange",
    "django_tasks_db",
    "attainable.warehouse.records",
    "attainable.website",
]

MIDDLEWARE = [
    "attainable.website.middleware.requests.RequestLog",
    "attainable.website.middleware.compression.Compression",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "attainable.website.middleware.headers.SecurityHeaders",
    "attainable.website.middleware.busy.Busy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "attainable.accounts.middleware.SessionLifetime",
    "attainable.accounts.middleware.SignedIn",
    "attainable.accounts.middleware.SecondFactor",
]

ROOT_URLCONF = "attainable.website.urls"
WSGI_APPLICATION = "attainable.website.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "attainable.govuk.environment.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "attainable.website.context.site",
            ],
        },
    },
    {
        # The parts of Django and allauth that bring templates of their own (email texts).
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "attainable.govuk.environment.FormRenderer"

DATABASES = {"default": CONFIG.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that limits on attempts hold over all worker processes; nothing that a page needs is read from it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
}

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "attainable.accounts.passwords.VariedValidator"},
]
SECOND_FACTOR_REQUIRED = CONFIG.second_factor_required

# Sign-in (django-allauth). People come by invitation alone.
PROVIDERS = read_providers(CONFIG.text("OIDC_PROVIDERS"))
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "attainable.accounts.signin.display_name"
ACCOUNT_ADAPTER = "attainable.accounts.signin.Adapter"
ACCOUNT_FORMS = {
    "login": "attainable.accounts.web.signin_forms.SignInForm",
    "reset_password": "attainable.accounts.web.signin_forms.ResetForm",
    "reset_password_from_key": "attainable.accounts.web.signin_forms.NewPasswordForm",
    "change_password": "attainable.accounts.web.signin_forms.ChangePasswordForm",
    "reauthenticate": "attainable.accounts.web.signin_forms.PasswordAgainForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
# A key is an address and the machine from which it is tried (accounts/attempts.py); ours replaces the library's "login".
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key", "login": ""}
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.number("TRUSTED_PROXIES")
SOCIALACCOUNT_ADAPTER = "attainable.accounts.signin.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = PROVIDERS.settings()
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SECOND_FACTOR_PROVIDERS = PROVIDERS.with_second_factor
MFA_ADAPTER = "attainable.accounts.signin.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "attainable.accounts.web.signin_forms.CodeForm",
    "reauthenticate": "attainable.accounts.web.signin_forms.CodeAgainForm",
    "activate_totp": "attainable.accounts.web.signin_forms.FirstCodeForm",
    "add_webauthn": "attainable.accounts.web.signin_forms.AddKeyForm",
    "edit_webauthn": "attainable.accounts.web.signin_forms.RenameKeyForm",
}
# Recovery codes are ours, kept as hashes: the library makes and shows none of its own.
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Attainable"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIG.production
USERSESSIONS_TRACK_ACTIVITY = False
PASSWORD_RESET_TIMEOUT = 3600

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "attainable.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = CONFIG.number("SESSION_HOURS") * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_MINUTES = CONFIG.number("SESSION_IDLE_MINUTES")
EMERGENCY_MINUTES = CONFIG.number("EMERGENCY_MINUTES")
KNOWN_BROWSER_COOKIE = "browser"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "attainable.website.errors.csrf_failure"

if CONFIG.production:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    KNOWN_BROWSER_COOKIE = "__Host-browser"
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    if CONFIG.number("TRUSTED_PROXIES"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
# Compiled from the registry package by scripts/frontend.
FRONTEND = SOURCE.parent.parent / "build" / "frontend"
STATICFILES_DIRS = [FRONTEND] if FRONTEND.is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# Nothing from elsewhere, nothing inline: pages work without scripts, and carry data in attributes where a script wants it.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF, *PROVIDERS.origins],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

globals().update(CONFIG.email())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.text("EMAIL_FROM")

# Work in the background, on the database: `attainable worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
IMPORT_MAX_MB = CONFIG.number("IMPORT_MAX_MB")
IMPORT_MAX_ROWS, IMPORT_MAX_COLUMNS = CONFIG.number("IMPORT_MAX_ROWS"), CONFIG.number("IMPORT_MAX_COLUMNS")
IMPORT_DAYS = CONFIG.number("IMPORT_DAYS")
VIRUS_CHECK, VIRUS_CHECK_SECONDS = CONFIG.command("VIRUS_CHECK"), CONFIG.number("VIRUS_CHECK_SECONDS")

ENCRYPT_TO = CONFIG.words("ENCRYPT_TO")
AUDIT_EMAIL, UNUSUAL_VIEWS = CONFIG.text("AUDIT_EMAIL"), CONFIG.number("UNUSUAL_VIEWS")
AUDIT_HEAD_FILE = Path(CONFIG.text("AUDIT_HEAD_FILE")).expanduser() if CONFIG.text("AUDIT_HEAD_FILE") else None
DISCLOSURE_PROFILE = CONFIG.text("DISCLOSURE_PROFILE")
LOGGING_CONFIG = None
LOGGING = logging_settings(CONFIG.text("LOG_LEVEL"))
SILENCED_SYSTEM_CHECKS: list[str] = []
