"""Django settings, all of them decided by the installation (see ``civicbeat.records.installation``)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from civicbeat.config.databases import records_database
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
    "civicbeat.governance.audit",
    "civicbeat.governance.topics",
    "civicbeat.listen",
    "civicbeat.findings",
    "civicbeat.web",
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
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "civicbeat.governance.accounts.deny.DefaultDeny",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "web:now"
LOGOUT_REDIRECT_URL = "web:sign-in"

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
