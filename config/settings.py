"""One file of settings, read from the environment by typed helpers. docs/settings.md says what each one means."""

from pathlib import Path
from typing import Any

from django.conf import locale
from django.utils.translation import gettext_lazy as _

from config import cluster, env

BASE_DIR = Path(__file__).resolve().parent.parent

# Where we are: a developer's or demo machine, or a town's service
PRODUCTION = env.choice("KUULUVUUS_MODE", "demo", ("demo", "production")) == "production"
DEBUG = env.boolean("KUULUVUUS_DEBUG", False)
SECRET_KEY = env.secret("KUULUVUUS_SECRET_KEY", BASE_DIR / ".local" / "secret.key", required=PRODUCTION)
SECRET_KEY_FALLBACKS = env.words("KUULUVUUS_OLD_SECRET_KEYS")  # read, never written with
ALLOWED_HOSTS = env.words("KUULUVUUS_HOSTS", () if PRODUCTION else ("localhost", "127.0.0.1", "[::1]", "testserver"))
CSRF_TRUSTED_ORIGINS = env.addresses("KUULUVUUS_ORIGINS")
# Where residents find the service: the beginning of every link in a letter
SITE_ADDRESS = env.address(
    "KUULUVUUS_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION and ALLOWED_HOSTS else "http://127.0.0.1:8000"
).rstrip("/")
USE_X_FORWARDED_HOST = False
BEHIND_PROXY = env.boolean("KUULUVUUS_BEHIND_PROXY", PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None

INSTALLED_APPS = [
    "config",
    "geo",
    "delivery",
    "accounts",
    "participation",
    "zoning",
    "feedback_map",
    "budgeting",
    "neighbourhoods",
    "doors",
    "frontend",
    "fixtures",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.gis",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "config.metrics.NamedRoute",
    "config.logs.RequestLines",
    "config.security.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "geo.tiles.first.TilesFirst",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.health.Health",
    "config.language.LanguageOfAddress",
    "config.problems.ApiProblems",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "feedback_map.api.first.PinsFirst",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.acting.Acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "frontend.context.page",
            ],
        },
    },
]

# The database: the application's role owns nothing, the owner role migrates
_private = {} if cluster.own_database_given() else cluster.known()
STATEMENT_TIMEOUT_S = env.whole_number("KUULUVUUS_STATEMENT_TIMEOUT_S", 30, at_least=1, at_most=600)
# A machine that has vanished sends no farewell: a connection is tried, and given up, within a minute
_NOT_FOR_EVER = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


def _database(name: str, session: str) -> dict[str, Any]:
    parts = env.database(env.text(name) or _private.get(name, ""), name)
    options = {"application_name": "kuuluvuus", "options": session, **_NOT_FOR_EVER, **parts.pop("OPTIONS")}
    return {
        "ENGINE": "geo.patient",
        "CONN_MAX_AGE": env.whole_number("KUULUVUUS_CONNECTION_AGE_S", 600),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
        **parts,
    }


_APP_SESSION = (
    f"-c statement_timeout={STATEMENT_TIMEOUT_S}s -c lock_timeout=10s -c jit=off"
    " -c idle_in_transaction_session_timeout=60s"
)
# How many requests each process of the web server works on at a time: config/gate.py
WEB_THREADS = env.whole_number("KUULUVUUS_WEB_THREADS", 4, at_least=1, at_most=64)
# Not behind a pooler that hands a connection to somebody else between transactions
PREPARED_STATEMENTS = env.boolean("KUULUVUUS_PREPARED_STATEMENTS", True)
DATABASES = {
    "default": _database("DATABASE_URL", _APP_SESSION),
    "owner": _database("DATABASE_OWNER_URL", "-c lock_timeout=60s -c jit=off"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages are data; plain Finnish falls back to Finnish, string by string
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English")), ("fi-selko", _("Plain Finnish"))]
locale.LANG_INFO["fi-selko"] = {"bidi": False, "code": "fi-selko", "name": "Plain Finnish", "name_local": "selkosuomi"}
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_I18N = True
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True

# Sign-in: e-mail and password, a second factor, an outside identity provider where there is one
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 12}}),
        ("CommonPasswordValidator", {}),
    )
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "accounts.forms.AskForReset"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/10m/ip,6/5m/key",
    "reset_password": "60/10m/ip,3/10m/key",
}
STAFF_TOTP = env.choice("KUULUVUUS_STAFF_TOTP", "required" if PRODUCTION else "optional", ("required", "optional"))
MFA_TOTP_ISSUER = "Kuuluvuus"
MFA_TOTP_TOLERANCE = 1
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
OIDC_SERVER = env.address("KUULUVUUS_OIDC_SERVER")
_OIDC_SECRET = env.text("KUULUVUUS_OIDC_CLIENT_SECRET")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "town",
                "name": env.text("KUULUVUUS_OIDC_NAME", "Kunnan kirjautuminen"),
                "client_id": env.text("KUULUVUUS_OIDC_CLIENT_ID"),
                "secret": _OIDC_SECRET,
                "settings": {
                    "server_url": OIDC_SERVER,
                    "oauth_pkce_enabled": True,
                    "verified_email": env.boolean("KUULUVUUS_OIDC_TRUST_EMAIL", False),
                },
            }
        ]
        if OIDC_SERVER
        else [],
    }
}
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # a verified address finds the user that the town made
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# Mail
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("KUULUVUUS_MAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("KUULUVUUS_MAIL_HOST")
EMAIL_PORT = env.whole_number("KUULUVUUS_MAIL_PORT", 587, at_least=1, at_most=65535)
EMAIL_HOST_USER = env.text("KUULUVUUS_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("KUULUVUUS_MAIL_PASSWORD")
EMAIL_USE_TLS = env.boolean("KUULUVUUS_MAIL_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("KUULUVUUS_MAIL_FROM", "kuuluvuus@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Names and addresses of those who made initiatives are erased so many months after the answer
INITIATIVE_CONTACT_MONTHS = env.whole_number("KUULUVUUS_INITIATIVE_CONTACT_MONTHS", 24, at_least=1, at_most=240)
CONFIRM_WITHIN_DAYS = env.whole_number("KUULUVUUS_CONFIRM_WITHIN_DAYS", 7, at_least=1, at_most=60)
ASK_AFTER_DAYS = env.whole_number("KUULUVUUS_ASK_AFTER_DAYS", 7, at_least=1, at_most=365)
HEARING_REMINDER_DAYS = env.whole_number("KUULUVUUS_HEARING_REMINDER_DAYS", 7, at_least=1, at_most=30)
DIGEST_HOUR = env.whole_number("KUULUVUUS_DIGEST_HOUR", 7, at_least=0, at_most=23)

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILES_ROOT = env.folder("KUULUVUUS_FILES_DIR", BASE_DIR / ".local" / "files")
# Files of open data: made of what is published, and made again when they are gone
OPEN_DATA_ROOT = env.folder("KUULUVUUS_OPEN_DATA_DIR", BASE_DIR / ".local" / "open-data")
UPLOADS_ROOT = env.folder("KUULUVUUS_UPLOADS_DIR", BASE_DIR / ".local" / "uploads")
UPLOAD_MOST_BYTES = env.whole_number("KUULUVUUS_UPLOAD_BYTES", 200_000_000, at_least=1_000_000, at_most=1_000_000_000)
HAND_OVER_FOLDER = env.text("KUULUVUUS_HAND_OVER_FOLDER").strip()
FILE_UPLOAD_HANDLERS = ["delivery.uploads.InMemory"]
DATA_UPLOAD_MAX_MEMORY_SIZE = env.whole_number("KUULUVUUS_REQUEST_BYTES", 1_000_000, at_least=10_000)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# The front-end build puts the hash of its content into the names of what it makes
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/frontend/assets/.+[.-][0-9A-Za-z_-]{8,}\.\w+$"

# Webhooks may lead into the town's own network, and go without https there
WEBHOOKS_PRIVATE = env.boolean("KUULUVUUS_WEBHOOKS_PRIVATE", False)

# How many messages one person, and one address, may send in ten minutes. A whole school may stand behind an address.
PINS_PER_PERSON = env.whole_number("KUULUVUUS_PINS_PER_PERSON", 30, at_least=1)
PINS_PER_ADDRESS = env.whole_number("KUULUVUUS_PINS_PER_ADDRESS", 600, at_least=1)
PHOTOS_PER_PERSON = env.whole_number("KUULUVUUS_PHOTOS_PER_PERSON", 60, at_least=1)
PHOTOS_PER_ADDRESS = env.whole_number("KUULUVUUS_PHOTOS_PER_ADDRESS", 600, at_least=1)
PINS_PER_TOWN = env.whole_number("KUULUVUUS_PINS_PER_TOWN", 2_000, at_least=1)
PINS_PER_COLLECTION_LINK = env.whole_number("KUULUVUUS_PINS_PER_COLLECTION_LINK", 3_000, at_least=1)

# A form that was sent sooner after it was opened was filled in by a program: its message waits for a moderator
FORM_LEAST_SECONDS = env.whole_number("KUULUVUUS_FORM_LEAST_SECONDS", 3, at_least=0)

# The wire
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["geo.api.unread.UnreadJson"],
    "DEFAULT_SCHEMA_CLASS": "config.describing.Described",
    "EXCEPTION_HANDLER": "config.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kuuluvuus",
    "DESCRIPTION": "What residents said, and where. Coordinates are longitude, latitude unless asked otherwise.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "PinKindEnum": "feedback_map.models.Kind",
        "HearingKindEnum": "zoning.models.Hearing.Kind",
        "DeliveryStateEnum": "doors.models.WebhookDelivery.State",
        "StateEnum": "feedback_map.serializers.STATES",
        "ProgrammeStageEnum": "neighbourhoods.models.Programme.Stage",
    },
}

# Security: https everywhere in production; the demo runs on plain loopback
# GDAL before 3.9 cannot be told to stay off the network. No outside geometry reaches Django's binding of it: files
# are opened in a child process without network, and JSON is built by our own code.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz(/|$)", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The prefix makes a browser refuse these cookies from other hosts of the domain and over plain http
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_ENGINE = "accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_S = env.whole_number("KUULUVUUS_SESSION_IDLE_MINUTES", 60, at_least=1, at_most=1440) * 60
SESSION_COOKIE_AGE = env.whole_number("KUULUVUUS_SESSION_HOURS", 10, at_least=1, at_most=720) * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of their own
X_FRAME_OPTIONS = "DENY"

# Counts of failed sign-ins and used codes are shared by all web processes; nothing else is cached here
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "delivery_cache",
        "KEY_FUNCTION": "delivery.cache_keys.hashed_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Background work
FAULT_POINTS_ALLOWED = env.boolean("KUULUVUUS_FAULT_POINTS_ALLOWED", False) and not PRODUCTION
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 2}  # one of them for what takes long: geo/long_work.py

# The base map of the demo: fetched by our server, never by a resident's browser
_OSM = "" if PRODUCTION else "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
BASE_MAP_URL = env.text("KUULUVUUS_BASE_MAP_URL", _OSM)
BASE_MAP_CREDIT = env.text("KUULUVUUS_BASE_MAP_CREDIT", "© OpenStreetMap contributors" if BASE_MAP_URL == _OSM else "")
BASE_MAP_FOLDER = env.folder("KUULUVUUS_BASE_MAP_FOLDER", BASE_DIR / ".local" / "basemap")
BASE_MAP_CACHE_MB = env.whole_number("KUULUVUUS_BASE_MAP_CACHE_MB", 500, at_least=1)
GEOCODER_URL = env.address("KUULUVUUS_GEOCODER_URL")

# Keeping it running
METRICS_TOKEN = env.text("KUULUVUUS_METRICS_TOKEN")
BACKUP_DIR = env.folder("KUULUVUUS_BACKUP_DIR", BASE_DIR / ".local" / "backups")
BACKUP_DAYS = env.whole_number("KUULUVUUS_BACKUP_DAYS", 14, at_least=1)
BACKUP_RECIPIENT = env.text("KUULUVUUS_BACKUP_RECIPIENT")
LEAST_ROOM_MB = env.whole_number("KUULUVUUS_LEAST_ROOM_MB", 1_000, at_least=1)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "config.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("KUULUVUUS_LOG_FORMAT", "line", ("line", "json")),
        }
    },
    # each job twice a second would drown what matters; what fails is a warning
    "loggers": {"procrastinate": {"level": "WARNING"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("KUULUVUUS_LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
}
