"""One settings file. Everything that differs between installations comes from the environment.

SKWER_HOME            where the database file, uploads and keys live (default: ./var)
SKWER_SECRET_KEY      required, except in tests and in `skwer demo`, which makes one and keeps it in SKWER_HOME
SKWER_DATABASE_URL    postgres://user:password@host:port/name; without it SQLite in SKWER_HOME
SKWER_HOSTS           host names this installation answers to, separated by commas
SKWER_ORIGIN          the public address, for links in letters: https://skwer.example
SKWER_MAIL_URL        smtp://user:password@host:port (smtps:// for TLS from the start, smtp+tls:// for STARTTLS)
SKWER_MAIL_FROM       the sender of letters
SKWER_KEYS            folder of the ballot keys (default: SKWER_HOME/keys), shared by all web processes, never backed up
SKWER_FEED_NAME       what this installation is called in its feed of practices (default: its host name)
SKWER_FEED_KEY        secret key of the feed, 64 hexadecimal digits (default: a file made by `skwer feed key`)
SKWER_FEED_PRIVATE    1 lets feeds of others be read from private network addresses: for tests and closed networks
SKWER_GIVING_PREFIX   what 360Giving calls the publisher, in ids of grants (default: skwer)
SKWER_MAP_STYLE       address of a MapLibre style; empty: a plain style with the city's own streets
SKWER_REQUIRE_MFA     0 lets roles that decide work without a second factor (the demo does)
SKWER_A11Y_PUBLISHED  day the accessibility statement was published; _UPDATED and _REVIEWED likewise (2026-11-22)
SKWER_A11Y_UPDATED
SKWER_A11Y_REVIEWED
SKWER_ARCHIVE_YEARS   whole years an ended agreement is kept with its names, by the archive rules of the offices (10)
SKWER_PROXY           1 when a reverse proxy sets X-Forwarded-Proto
SKWER_DEBUG           1 only on a developer's machine
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent
TESTING = "pytest" in sys.modules
HOME = Path(tempfile.mkdtemp(prefix="skwer-test-") if TESTING else os.environ.get("SKWER_HOME", "var")).resolve()
DEBUG = os.environ.get("SKWER_DEBUG") == "1"


def _secret() -> str:
    if secret := os.environ.get("SKWER_SECRET_KEY"):
        return secret
    if TESTING or DEBUG:
        return "only-for-tests-and-a-developers-own-machine"
    raise ImproperlyConfigured("Set SKWER_SECRET_KEY to a long random text (`skwer demo` makes its own).")


def _database(url: str) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "skwer.sqlite3",
            # A file, not memory: tests then meet the same locks as a town does.
            "TEST": {"NAME": HOME / "test.sqlite3"},
            # IMMEDIATE: a writer takes its turn at BEGIN, so that check-then-write inside a transaction is safe.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"SKWER_DATABASE_URL: {parts.scheme}:// is not known; use postgres://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _secret()
ORIGIN = os.environ.get("SKWER_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
# The feed of practices: what it is called, who signs it, whom it may be read from.
FEED_NAME = os.environ.get("SKWER_FEED_NAME", "") or urlsplit(ORIGIN).netloc
FEED_KEY = os.environ.get("SKWER_FEED_KEY", "")
FEED_PRIVATE = os.environ.get("SKWER_FEED_PRIVATE") == "1"
# What 360Giving calls the publisher in ids of grants.
GIVING_PREFIX = os.environ.get("SKWER_GIVING_PREFIX", "skwer")
ALLOWED_HOSTS = [h for h in os.environ.get("SKWER_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN.startswith("https://") else []

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "skwer.apps.people",
    "skwer.apps.forms",
    "skwer.apps.files",
    "skwer.apps.discussion",
    "skwer.apps.inbox",
    "skwer.apps.search",
    "skwer.apps.programmes",
    "skwer.apps.practices",
    "skwer.apps.places",
    "skwer.apps.spaces",
    "skwer.apps.events",
    "skwer.apps.learning",
    "skwer.apps.calls",
    "skwer.apps.assessment",
    "skwer.apps.voting",
    "skwer.apps.grants",
    "skwer.apps.surveys",
    "skwer.mail",
    "skwer.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "skwer.web.files.receiving.TooMuchAtOnceMiddleware",
    "skwer.web.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "skwer.urls"
WSGI_APPLICATION = "skwer.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "skwer.web.context.frame",
            ],
        },
    }
]

DATABASES = {"default": _database(os.environ.get("SKWER_DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Every process and machine must count the same failed logins, so the cache lives in the shared database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "skwer_cache"}}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- people and sessions
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:inbox"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_ADAPTER = "skwer.web.account.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "skwer.web.account.forms.LoginForm", "signup": "skwer.web.account.forms.SignupForm"}
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Skwer"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or TESTING
REQUIRE_MFA = os.environ.get("SKWER_REQUIRE_MFA", "1") != "0"
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "skwer.web.throttle.salted_address"
AXES_USERNAME_CALLABLE = "skwer.web.throttle.signing_in"
AXES_LOCKOUT_CALLABLE = "skwer.web.throttle.locked_out"
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ORIGIN.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
if os.environ.get("SKWER_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

MAP_STYLE = os.environ.get("SKWER_MAP_STYLE", "")
_map_origin = "{0.scheme}://{0.netloc}".format(urlsplit(MAP_STYLE)) if MAP_STYLE.startswith("https://") else None
_map_sources = [_map_origin] if _map_origin else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "worker-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", *_map_sources],
        "connect-src": [SELF, *_map_sources],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- languages
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
MODELTRANSLATION_LANGUAGES = ("pl", "en", "nb", "cs")
MODELTRANSLATION_DEFAULT_LANGUAGE = "pl"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("pl", "en", "nb", "cs")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"
USE_THOUSAND_SEPARATOR = False

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
# Dictionaries of the search, made once; tests share theirs, for making one takes ten seconds.
LEMMAS_ROOT = Path(tempfile.gettempdir()) / "skwer-test-lemmas" if TESTING else HOME / "lemmas"
KEYS_ROOT = Path(os.environ.get("SKWER_KEYS", HOME / "keys"))
FEED_ROOT = HOME / "feed"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "skwer.web.files.receiving.CarefulUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- jobs and letters
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
if TESTING:
    TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("SKWER_MAIL_FROM", "Skwer <skwer@localhost>")
if _mail := os.environ.get("SKWER_MAIL_URL", ""):
    _parts = urlsplit(_mail)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _parts.hostname or "localhost"
    EMAIL_PORT = _parts.port or (465 if _parts.scheme == "smtps" else 25)
    EMAIL_HOST_USER = unquote(_parts.username or "")
    EMAIL_HOST_PASSWORD = unquote(_parts.password or "")
    EMAIL_USE_SSL = _parts.scheme == "smtps"
    EMAIL_USE_TLS = _parts.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 20
else:
    # Without a mail server letters are written into a folder, where an operator can read them.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "letters"

# --- the archive duty
ARCHIVE_YEARS = int(os.environ.get("SKWER_ARCHIVE_YEARS", "10"))

# --- what the accessibility statement says of itself
A11Y_PUBLISHED, A11Y_UPDATED, A11Y_REVIEWED = (
    date.fromisoformat(os.environ.get(f"SKWER_A11Y_{what}", "2026-11-22"))
    for what in ("PUBLISHED", "UPDATED", "REVIEWED")
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"skwer": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
