"""Settings, all from the environment; docs/settings.md lists them. A bad value stops the start with the variable's name and what it takes."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from tracker import pipeline

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if os.environ.get("READ_DOT_ENV", "1") == "1" and (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")


def flag(name: str, default: bool) -> bool:
    """A yes/no variable."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("", *("1", "true", "yes", "on"), *("0", "false", "no", "off")):
        return default if value == "" else value in ("1", "true", "yes", "on")
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no; use 1 or 0.")


def number(name: str, default: int, low: int, high: int) -> int:
    """A whole number within limits."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number from {low} to {high}.")
    return int(value)


def rate(name: str, default: str) -> str:
    """So many requests in a time."""
    value = os.environ.get(name, "").strip() or default
    if not re.fullmatch(r"[1-9][0-9]{0,8}/(second|minute|hour|day)", value):
        raise ImproperlyConfigured(f"{name}={value!r} is no rate; write 6000/hour (second, minute, hour or day).")
    return value


DEBUG = flag("DEBUG", False)
DEMO = flag("DEMO", True)
VAR = Path(os.environ.get("VAR_DIR", "") or BASE_DIR / "var")


def secret_key() -> str:
    """SECRET_KEY, else the key in var/secret_key, written on the first run and readable by the owner only."""
    if key := os.environ.get("SECRET_KEY", ""):
        return key
    if DEBUG:
        return "debug-only-and-never-for-anything-real"
    path = VAR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written whole before it has its name: of two processes that start together, neither reads half a key.
        draft = path.with_name(f"secret_key.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


SECRET_KEY = secret_key()
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/") or "http://127.0.0.1:8000"
if not PUBLIC_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"PUBLIC_URL={PUBLIC_URL!r} must begin with http:// or https://.")
PROXIES = number("BEHIND_PROXY", 0, 0, 5)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # the site is ours: tracker.desk
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "tracker.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "django_structlog",
    "tracker.apps.TrackerConfig",
    "verification.apps.VerificationConfig",
]
MIDDLEWARE = [
    "tracker.doorway.Doorway",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.middleware.PersonTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.middleware.Logged",
    "tracker.middleware.ShowUnseen",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
AUTH_USER_MODEL = "tracker.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # links by which a password is set
LOGIN_URL = reverse_lazy("admin:login")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # the name alone would let anybody lock somebody out
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "tracker.doorway.address_of"
AXES_LOCKOUT_CALLABLE = "tracker.doorway.locked_out"
SIGN_INS_PER_MINUTE = 30  # attempts from one address, whatever the names

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tracker" / "templates"],  # the desk's own before those of the admin that it is built on
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# ---- how long a step may take, and how long it is held
WORK_SOFT_SECONDS = number("WORK_SOFT_SECONDS", 50, 1, 3600)
WORK_HARD_SECONDS = number("WORK_HARD_SECONDS", 60, 2, 3600)
WORK_LEASE_SECONDS = number("WORK_LEASE_SECONDS", 90, 3, 3600)
if not WORK_SOFT_SECONDS < WORK_HARD_SECONDS < WORK_LEASE_SECONDS:
    raise ImproperlyConfigured(
        f"WORK_SOFT_SECONDS={WORK_SOFT_SECONDS}, WORK_HARD_SECONDS={WORK_HARD_SECONDS} and WORK_LEASE_SECONDS={WORK_LEASE_SECONDS} must ascend: "
        "a step is ended before its lease runs out."
    )

# ---- database: SQLite (WAL, IMMEDIATE) unless DATABASE_URL names another one
database_url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{VAR / ('demo' if DEMO else 'tracker')}.sqlite3"
DATABASES = {"default": env.db_url_config(database_url)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    if DATABASES["default"]["NAME"] != ":memory:":
        Path(str(DATABASES["default"]["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = number("CONN_MAX_AGE", 60, 0, 86400)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        # A worker that is frozen in the middle of a transaction would keep its locks, and with them everybody.
        "options": f"-c idle_in_transaction_session_timeout={WORK_LEASE_SECONDS * 1000}",
    } | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- the queue of record; Redis only rings the bell
REDIS_URL = os.environ.get("REDIS_URL", "").strip()
PIPELINE, ERRANDS, WARM_UP = pipeline.PIPELINE, pipeline.ERRANDS, pipeline.WARM_UP
FOLLOWED_BY, ANSWERED_BY, SEARCH_WORDS = pipeline.FOLLOWED_BY, pipeline.ANSWERED_BY, pipeline.SEARCH_WORDS
WORK_SWEEP_SECONDS = number("WORK_SWEEP_SECONDS", 15, 1, 600)
WORK_BELL = "tracker.tasks.bell"
WORK_ATTEMPTS = 5
WORK_EXPIRIES = 20

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": WORK_LEASE_SECONDS + 30,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,  # looks every 10 s for what a dead worker took; by default every 100 s
    "unacked_restore_limit": 100,
    "socket_timeout": 3,  # a frozen broker would hang a web request for ever
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = WORK_SOFT_SECONDS
CELERY_TASK_TIME_LIMIT = WORK_HARD_SECONDS
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
DIGEST_CHECK_SECONDS = number("DIGEST_CHECK_SECONDS", 60, 1, 3600)
FEED_CHECK_SECONDS = 30  # how often it is looked which feeds are due
WEBHOOK_SECONDS = number("WEBHOOK_SECONDS", 5, 1, 600)
TALLY_SECONDS = 5  # how often claims that changed are counted again for the lists
CELERY_BEAT_SCHEDULE = {  # what nobody takes up in time is forgotten: it comes again
    "sweep": {"task": "tracker.tasks.sweep", "schedule": WORK_SWEEP_SECONDS, "options": {"expires": 4 * WORK_SWEEP_SECONDS}},
    "digests": {
        "task": "verification.tasks.send_digests",
        "schedule": DIGEST_CHECK_SECONDS,
        "options": {"expires": 4 * DIGEST_CHECK_SECONDS},
    },
    "feeds": {"task": "tracker.tasks.poll_feeds", "schedule": FEED_CHECK_SECONDS, "options": {"expires": 4 * FEED_CHECK_SECONDS}},
    "webhooks": {"task": "verification.tasks.tell_webhooks", "schedule": WEBHOOK_SECONDS, "options": {"expires": 4 * WEBHOOK_SECONDS}},
    "tallies": {"task": "verification.tasks.count_tallies", "schedule": TALLY_SECONDS, "options": {"expires": 4 * TALLY_SECONDS}},
    "integrity": {"task": "verification.tasks.verify_integrity", "schedule": 900, "options": {"expires": 3600}},
}

HEALTH_PARTS = {"digests": "verification.health.digests", "integrity": "verification.health.integrity"}  # beside those of tracker.health
INTEGRITY_HOUR = number("INTEGRITY_HOUR", 3, 0, 23)

# ---- the desk's own rules
PROPOSE_CLAIMS = flag("PROPOSE_CLAIMS", True)
SIGNATURES = number("SIGNATURES", 2, 1, 2)
REVIEW_DAYS = number("REVIEW_DAYS", 3, 1, 90)
AUTO_ASSIGN = flag("AUTO_ASSIGN", False)
REVIEWS_AT_ONCE = number("REVIEWS_AT_ONCE", 10, 1, 1000)  # open ones that the rule gives one person at most
if AUTO_ASSIGN:
    CELERY_BEAT_SCHEDULE["assign"] = {
        "task": "verification.tasks.give_out",
        "schedule": DIGEST_CHECK_SECONDS,
        "options": {"expires": 4 * DIGEST_CHECK_SECONDS},
    }
RETRIEVAL_CANDIDATES = number("RETRIEVAL_CANDIDATES", 50, 1, 1000)
RETRIEVAL_WINDOW_DAYS = number("RETRIEVAL_WINDOW_DAYS", 400, 1, 10000)
DESK_NAME = " ".join(os.environ.get("DESK_NAME", "").split()) or "Claim Tracker"
MAX_TEXT_BYTES = 2_000_000

# ---- fetching: the test switch lets the tests' own servers on this machine be reached, each by its port; it cannot be on where DEBUG is off
FETCH_USER_AGENT = os.environ.get("FETCH_USER_AGENT", "").strip() or "Mozilla/5.0 (compatible; ClaimTracker)"
if not FETCH_USER_AGENT.isprintable() or not FETCH_USER_AGENT.isascii():
    raise ImproperlyConfigured(f"FETCH_USER_AGENT={FETCH_USER_AGENT!r} must be one line of plain letters.")
FETCH_TEST_PORTS = tuple(env.list("FETCH_TEST_PORTS", cast=int, default=[]))
if FETCH_TEST_PORTS and not DEBUG:
    raise ImproperlyConfigured(
        "FETCH_TEST_PORTS lets pages be fetched from this machine itself; it is for tests with DEBUG=1 only. Unset it."
    )

# ---- mail: MAIL_URL is consolemail://, filemail:///some/folder or smtp://user:password@host:port
MAIL_URL = os.environ.get("MAIL_URL", "").strip() or f"filemail://{VAR / 'outbox'}"
vars().update(env.email_url_config(MAIL_URL))
if MAIL_URL.startswith("filemail:"):
    EMAIL_FILE_PATH = MAIL_URL.removeprefix("filemail://")
EMAIL_TIMEOUT = number("MAIL_TIMEOUT_SECONDS", 20, 1, 300)
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "") or "Claim Tracker <claims@localhost>"

# ---- API: deny by default
API_RATES = {  # for each person: what reads, what brings reports in, what changes anything
    "read": rate("API_RATE", "6000/hour"),
    "ingest": rate("API_RATE_INGEST", "6000/hour"),
    "review": rate("API_RATE_REVIEW", "3000/hour"),
    "try": rate("API_READ_RATE", "600/hour"),  # POST read, the dearest request there is
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tracker.api.tokens.TokenAuthentication", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["tracker.api.permissions.HasRole"],
    "DEFAULT_PAGINATION_CLASS": "tracker.api.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["tracker.api.filters.AskedFilters"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tracker.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tracker.api.errors.answer",
    "DEFAULT_THROTTLE_CLASSES": ["tracker.api.throttles.PerPersonAndScope"],
    "NUM_PROXIES": PROXIES,
    "URL_FORMAT_OVERRIDE": None,  # ?format= is what an export is written as
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
KNOX_TOKEN_MODEL = "tracker.Token"  # noqa: S105 - a model, not a password
MIGRATION_MODULES = {"knox": None}  # its own table of tokens would stand empty beside ours
REST_KNOX = {"TOKEN_TTL": None, "USER_SERIALIZER": None, "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Claim Tracker",
    "DESCRIPTION": "Reports in; statements, claims, evidence and flags out. The machine suggests and explains; people decide.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["tracker.api.permissions.HasRole"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        name: f"tracker.terms.{name}"
        for name in (
            "Comparator",
            "CueKind",
            "Fetching",
            "FlagKind",
            "ItemState",
            "Kinship",
            "Letter",
            "Marker",
            "Part",
            "Polarity",
            "Relation",
            "SourceKind",
            "SpeakerKind",
            "Status",
            "Via",
        )
    },
}

# ---- security
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # "Strict" would sign out whoever follows a link in a mail
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"  # no other host of the domain can set these
SECURE_REDIRECT_EXEMPT = [r"^healthz?$"]  # asked from inside, where there is no TLS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, UNSAFE_EVAL],  # the admin's Alpine.js evaluates expressions; no script is written into a page
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],  # widths and the like on single elements; no style is written into a page
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": HTTPS,
    }
}
MAX_REQUEST_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_PERMISSIONS = 0o600

# ---- static files, language, time
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
LANGUAGE_CODE = "en"
USE_I18N = False
FORMAT_MODULE_PATH = ["tracker.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

# ---- logs: people's lines in a terminal, JSON elsewhere
LOG_JSON = flag("LOG_JSON", False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "tracker.logs.formatter", "json": LOG_JSON}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {
        "tracker": {"level": os.environ.get("LOG_LEVEL", "INFO")},
        "verification": {"level": os.environ.get("LOG_LEVEL", "INFO")},
        "axes": {"level": "WARNING"},
        "django_structlog": {"level": os.environ.get("LOG_LEVEL", "INFO") if LOG_JSON else "WARNING"},  # a line for each request
    },
}

UNFOLD = {
    "SITE_TITLE": "Claim Tracker",
    "SITE_HEADER": "Claim Tracker",
    "SITE_SUBHEADER": "who said it, how firmly",
    "SITE_SYMBOL": "rule",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "tracker.admin.site.favicon"}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "verification.admin.home.dashboard",
    "STYLES": ["tracker.admin.site.theme", "tracker.admin.site.stylesheet"],
    "SCRIPTS": [f"tracker.admin.site.{name}" for name in ("keys", "script", "queue")],
    "ACCOUNT": {"navigation": [{"title": "My settings", "link": reverse_lazy("admin:me")}]},
    "SIDEBAR": {"show_search": False, "navigation": "verification.admin.navigation.sections"},
}
