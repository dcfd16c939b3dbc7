"""Django settings, all of them decided by the installation (see ``civicbeat.records.installation``)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from civicbeat.config.databases import records_database
from civicbeat.config.directory import directory, origins
from civicbeat.config.secret import secret_key
from civicbeat.records.installation import Installation
from civicbeat.records.period import CITY_ZONE

INSTALLATION = Installation.from_environment()

SECRET_KEY = secret_key(INSTALLATION)
DEBUG = False
ALLOWED_HOSTS = list(INSTALLATION.hosts)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "civicbeat.governance.accounts",
    "civicbeat.governance.assessment",
    "civicbeat.governance.audit",
    "civicbeat.governance.requests",
    "civicbeat.governance.switches",
    "civicbeat.governance.topics",
    "civicbeat.listen",
    "civicbeat.findings",
    "civicbeat.portal",
    "civicbeat.web",  # before those whose pages it draws in its own way
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "civicbeat.config.headers.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "civicbeat.governance.accounts.resting.Resting",
    "civicbeat.config.unkept.Unkept",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "civicbeat.governance.accounts.tokens.ByToken",
    "civicbeat.config.pace.Pace",
    "civicbeat.governance.accounts.deny.DefaultDeny",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "civicbeat.config.urls"
ASGI_APPLICATION = "civicbeat.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "civicbeat.web.context.console",
            ],
        },
    }
]

DATABASES = {"default": records_database(INSTALLATION)}

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Long, not common, not digits alone, not the person's own name. No mixtures of signs are asked for
# (NIST SP 800-63B, 3.1.1.2).
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "civicbeat.governance.accounts.longest.LongestPassword"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "web:now"
LOGOUT_REDIRECT_URL = "web:sign-in"

# Second factors, passkeys and sessions by django-allauth; accounts are only ever made by an invitation.
ACCOUNT_ADAPTER = "civicbeat.governance.accounts.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
MFA_ADAPTER = "civicbeat.governance.accounts.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "civicbeat"
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ADAPTER = "civicbeat.governance.accounts.adapters.Directory"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_PROVIDERS = directory(INSTALLATION)
FORMS_LEAD_TO = origins(INSTALLATION)

# Lock-out by name and network together, so that nobody can shut out a colleague from elsewhere.
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "civicbeat.governance.accounts.adapters.network"
AXES_LOCKOUT_CALLABLE = "civicbeat.web.views.account.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "password"]
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W003"]  # the backend that counts stands first in the list above

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = CITY_ZONE

STATIC_URL = "/static/"
STATIC_ROOT = INSTALLATION.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Uploads hold personal data until they are masked: they stay in memory and are never spooled to a disk.
FILE_UPLOAD_HANDLERS = ["civicbeat.web.uploads.InMemoryOnly"]
LARGEST_UPLOAD = 200 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
# Under ASGI a body that is longer than this would go through a file; none is (see ``config.bodies``).
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_UPLOAD + 2**20

# Ended by an hour of rest, and by a working day at the latest (see ``accounts.resting``).
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = INSTALLATION.tls
# By its prefix a browser knows that no other host, and no page by http, may have set the cookie (RFC 6265bis).
_OF_THIS_HOST = "__Host-" if INSTALLATION.tls else ""
SESSION_COOKIE_NAME = f"{_OF_THIS_HOST}sessionid"
CSRF_COOKIE_NAME = f"{_OF_THIS_HOST}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
SECURE_SSL_REDIRECT = False  # what ends TLS in front of civicbeat redirects
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if INSTALLATION.tls else 0
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
