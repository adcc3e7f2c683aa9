"""All settings, read from the environment. docs/operations.md lists the variables.

KYODO_ENV=local (what `make run` and manage.py use) needs nothing else and listens to this machine only;
KYODO_ENV=production refuses to start until every variable it needs is there.
"""

import os
import secrets
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

KYODO_ENV = env.str("KYODO_ENV", default="production")
if KYODO_ENV not in ("local", "production"):
    raise ImproperlyConfigured(f"KYODO_ENV must be 'local' or 'production', not {KYODO_ENV!r}.")
IS_PRODUCTION = KYODO_ENV == "production"

REQUIRED_IN_PRODUCTION = {
    "SECRET_KEY": "a long random text that nobody else knows",
    "ALLOWED_HOSTS": "the host names of the site, separated by commas",
    "CSRF_TRUSTED_ORIGINS": "the addresses staff use, such as https://plan.example.jp, separated by commas",
    "DATABASE_URL": "the address of the database, such as postgres://user:password@host/name",
}
if IS_PRODUCTION:
    missing = [
        f"{name} ({meaning})" for name, meaning in REQUIRED_IN_PRODUCTION.items() if not os.environ.get(name)
    ]
    if missing:
        raise ImproperlyConfigured(
            "Production does not start without these environment variables: "
            + "; ".join(missing)
            + ". Set them (docs/operations.md explains each), or set KYODO_ENV=local for a try-out on this machine."
        )

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))


def local_secret_key():
    """The try-out site's own key: made once, kept in a file that only the owner can read."""
    path = VAR_DIR / "secret-key.txt"
    if not path.exists():
        VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:
            return path.read_text()
    return path.read_text()


DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Links in mails that no request asked for begin with this; an origin with a wildcard is no address.
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
if SITE_URL and not SITE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(
        f"SITE_URL must be the address of the site, such as https://plan.example.jp, not {SITE_URL!r}."
    )
# Who runs the site, for the foot of the pages that belong to no plan.
SITE_OPERATOR = env.str("SITE_OPERATOR", default="")
SITE_CONTACT_EMAIL = env.str("SITE_CONTACT_EMAIL", default="")
SITE_URL = SITE_URL or next((origin for origin in CSRF_TRUSTED_ORIGINS if "*" not in origin), "")
# Whether search engines may list the public pages; a try-out that others can reach says off.
SEARCH_ENGINES = env.bool("SEARCH_ENGINES", default=True)

INSTALLED_APPS = [
    "kyodo_portal.apps.PortalAdminConfig",
    "kyodo_portal.apps.PortalConfig",
    "organizations",
    "plans",
    "actions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kyodo_portal.crawlers.NoIndexMiddleware",
    "kyodo_portal.languages.LanguageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # Late: what the others add to an answer is added every time, also to one that was kept.
    "kyodo_portal.page_cache.PageCacheMiddleware",
    "kyodo_portal.compression.PublicGZipMiddleware",  # within the cache: a page is compressed once
]

ROOT_URLCONF = "kyodo_portal.urls"
WSGI_APPLICATION = "kyodo_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["kyodo_portal.japanese.template_filters", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "kyodo_portal.languages.addresses",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The filled survey of a city is many files, and may need many choices.
DATA_UPLOAD_MAX_NUMBER_FILES = 300
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'kyodo.sqlite3'}")}
if DATABASES["default"].get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
    raise ImproperlyConfigured(
        "DATABASE_URL is not the address of a PostgreSQL or SQLite database. "
        "Write it like postgres://user:password@host/name, or leave it out to use SQLite."
    )
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for the one writer, and a second writer waits instead of failing at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organizations.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]  # English: the public pages, under /en/
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["kyodo_portal.japanese.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# No page loads anything from another host, and no page carries a script or a style of its own.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the admin's select2 draws its arrows from data: addresses
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
# HTTPS is the rule in production; a closed network that still speaks plain HTTP says HTTPS=off.
HTTPS = env.bool("HTTPS", default=IS_PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Scheme of EMAIL_URL -> the port where it is usual. Without EMAIL_URL no mail server is ever asked.
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
EMAIL_USE_LOCALTIME = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MAIL_FROM = DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="")
MAIL_IS_SET_UP = bool(os.environ.get("EMAIL_URL"))


def mail_server():
    """The settings of Django for the server that EMAIL_URL names."""
    url = urlsplit(os.environ["EMAIL_URL"])
    try:
        is_address = url.scheme in MAIL_PORTS and url.hostname and (url.port is None or url.port > 0)
    except ValueError:  # a port that is no number
        is_address = False
    if not is_address:
        raise ImproperlyConfigured(
            "EMAIL_URL is not the address of a mail server. Write it like smtp://mail.example.jp:25 or "
            "smtp+tls://user:password@mail.example.jp:587, or leave it out to send no mails."
        )
    if "@" not in parseaddr(MAIL_FROM)[1] or len(MAIL_FROM.splitlines()) != 1:
        raise ImproperlyConfigured(
            "EMAIL_URL needs MAIL_FROM (the address mails come from, such as plan@city.example.jp). "
            "Set it, or leave EMAIL_URL out to send no mails."
        )
    found = env.email_url("EMAIL_URL")
    return {
        "EMAIL_BACKEND": found["EMAIL_BACKEND"],
        "EMAIL_HOST": found["EMAIL_HOST"],
        "EMAIL_PORT": found["EMAIL_PORT"] or MAIL_PORTS[url.scheme],
        "EMAIL_HOST_USER": found["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": found["EMAIL_HOST_PASSWORD"] or "",
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtp+ssl",
    }


if MAIL_IS_SET_UP:
    vars().update(mail_server())

SIMPLE_HISTORY_REVERT_DISABLED = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django.security.DisallowedHost": {
            "level": "CRITICAL"
        },  # any scanner causes these; the answer is 400
    },
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="INFO" if IS_PRODUCTION else "WARNING"),
    },
}
