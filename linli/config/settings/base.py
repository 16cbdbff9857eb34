"""What every installation has in common. State and secrets are under ./var of the clone."""

import os

from linli.config import postgres
from linli.config.keys import PROJECT, Place
from linli.config.settings.auth import *  # noqa: F403 - settings are one name space by design
from linli.config.settings.auth import AUTH_APPS

PLACE = Place()
BASE_DIR = PROJECT
VAR_DIR = PLACE.var

DEBUG = False
SECRET_KEY = os.environ.get("LINLI_SECRET_KEY") or PLACE.keys["secret_key"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

KERNEL = (
    "divisions",
    "accounts",
    "events",
    "audit",
    "rulesets",
    "jobs",
    "workflow",
    "signin",
    "privacy",
    "documents",
    "indicators",
    "exchange",
    "ui",
)
DOMAINS = (
    *("committees", "workforce", "residents", "funds", "standards", "grid"),
    *("elections", "consultation", "attestations", "disclosure", "returns"),
    *("coordination", "correspondence", "suggestions"),
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    *[f"linli.kernel.{name}" for name in KERNEL],
    *[f"linli.domains.{name}" for name in DOMAINS],
    "linli.portal",
    *AUTH_APPS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.portal.public.middleware.PublicPagesMiddleware",
    "linli.kernel.audit.middleware.OutlastingMiddleware",
    "linli.kernel.ui.middleware.BodyMiddleware",
    "linli.kernel.divisions.middleware.TransactionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.kernel.signin.middleware.SessionLimits",
    "linli.kernel.accounts.middleware.PostMiddleware",
    "linli.kernel.signin.middleware.FirstThings",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "linli.kernel.ui.middleware.ContentSecurityMiddleware",
    "linli.kernel.ui.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.kernel.ui.context.shell",
            ],
        },
    },
]


def database(alias: str, **options: object) -> dict[str, object]:
    """One login to the one database. Server-side binding makes a stacked statement impossible."""
    known = postgres.parameters(PLACE)[alias]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    rest = {key: value for key, value in known.items() if key not in names}
    return {
        "ENGINE": "linli.kernel.divisions.postgresql",
        **{names[key]: value for key, value in known.items() if key in names},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": rest | {"server_side_binding": alias == "default"},
        **options,
    }


DATABASES = {
    "default": database("default", ATOMIC_REQUESTS=True),
    # Migrations and nothing else: this login owns the tables and passes row security.
    "owner": database("owner", CONN_MAX_AGE=0),
}
DATABASE_ROUTERS = ["linli.config.router.OwnerMigrates"]

# How many jobs one worker process runs at a time.
LINLI_JOBS_AT_A_TIME = 2
# True: a job runs inside the request that asks for it. For tests that commit nothing.
LINLI_JOBS_AT_ONCE = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Filled by `linli assets` from the npm packages of package-lock.json.
VENDOR_DIR = VAR_DIR / "assets" / "vendor"
STATICFILES_DIRS = [("vendor", VENDOR_DIR)] if VENDOR_DIR.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CSRF_FAILURE_VIEW = "linli.kernel.ui.views.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A date such as "2021-07-09" on which the installation lives, or None for the real one.
LINLI_TODAY: str | None = None
# So many refusals of one account in so many minutes, and it is locked for so many.
LINLI_PROBE_LIMIT = 30
LINLI_PROBE_MINUTES = 5
LINLI_PROBE_LOCK_MINUTES = 15
LINLI_BASE_URL = os.environ.get("LINLI_BASE_URL", "http://127.0.0.1:8000")
# The audit: the key that signs its seals, the seals outside the database, and how many months the database keeps.
LINLI_SEAL_KEY = os.environ.get("LINLI_SEAL_KEY") or VAR_DIR / "secrets" / "seal.key"
LINLI_SEALS_FILE = os.environ.get("LINLI_SEALS_FILE") or VAR_DIR / "seals.log"
LINLI_AUDIT_MONTHS = int(os.environ.get("LINLI_AUDIT_MONTHS", "6"))
# Uploads and exports lie here for a while; the web server and all workers must share it.
LINLI_EXCHANGE_DIR = os.environ.get("LINLI_EXCHANGE_DIR", str(VAR_DIR / "exchange"))
LINLI_EXCHANGE_HOURS = 24
# Keys of personal data; the environment's LINLI_PERSONAL_KEYS goes before the file.
LINLI_KEY_FILE = os.environ.get("LINLI_KEY_FILE") or str(VAR_DIR / "personal-keys.json")
LINLI_MAKES_KEYS = True  # a clone makes its own at its first start; a real installation is given them
# How many values a person may have shown whole in an hour, and look up by exact number in a minute.
LINLI_REVEALS_PER_HOUR = int(os.environ.get("LINLI_REVEALS_PER_HOUR", "30"))
LINLI_LOOK_UPS_PER_MINUTE = int(os.environ.get("LINLI_LOOK_UPS_PER_MINUTE", "30"))
# The city's three goals of 100 % for a change of term; see linli/domains/elections/queries/progress.py for those there are.
LINLI_ELECTION_GOALS = ("completed", "double_head", "woman")
# How many days the city allows itself for each step of a committee's certificate; no law sets a limit.
# How many days before the end of a certificate its renewal is begun; no law names any.
LINLI_CERTIFICATE_RENEWAL_DAYS = int(os.environ.get("LINLI_CERTIFICATE_RENEWAL_DAYS", "60"))
# How many days after a ballot the next one is held for tied or empty seats; no law names any.
LINLI_RUN_OFF_DAYS = int(os.environ.get("LINLI_RUN_OFF_DAYS", "30"))
LINLI_CERTIFICATE_DAYS = int(os.environ.get("LINLI_CERTIFICATE_DAYS", "10"))
# So many working days has a committee to answer a question about its board; the law obliges it and names no number.
LINLI_DISCLOSURE_ANSWER_DAYS = 7
# Faces for documents: the customer's licensed ones are found first.
LINLI_FONT_DIRS = [VAR_DIR / "fonts", VAR_DIR / "assets" / "fonts"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "linli.kernel.privacy.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # It reports each step of each job; the job itself is on record.
        "procrastinate": {"level": "WARNING"},
        # It logs names as they were typed, and somebody types the password there; the audit has what matters.
        "axes": {"level": "ERROR"},
    },
}
