"""What every installation shares. Only environment variables change between one laptop and a cluster."""

from pathlib import Path
from typing import Any

from config.env import env
from config.logging import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))

DEBUG = False
IS_PRODUCTION = False
IS_DEMO = False
SITE_NAME = "Mockingbird"
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# auth.W004: one person per address is a constraint of its own, blind to upper and lower case.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "config.apps.MockingbirdAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's pages
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "csp",
    "django_structlog",
    "django_prometheus",
    "common",
    "dbbroker",
    "accounts",
    "exams.bank",
    "exams.exchange",
    "exams.assembly",
    "exams.sittings",
    "exams.proctoring",
    "scoring.marking",
    "scoring.analysis",
    "study",
]

MIDDLEWARE = [
    # Before the short way of saving, which nothing behind it sees.
    "exams.proctoring.middleware.SafeExamBrowserOnly",
    "config.middleware.SavingGoesFirst",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before the session is read: django-structlog behind it would turn every token sign-in into a 401.
    "django_structlog.middlewares.RequestMiddleware",
    "config.middleware.PersonalPagesAreNotKept",
    "config.middleware.PagesAskForLittle",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    },
]

# --- database -----------------------------------------------------------------------------------
_database_url = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'mockingbird.sqlite3'}"
DATABASES: dict[str, Any] = {"default": env.db_url_config(_database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "timeout": 20,
        # A transaction that will write takes its lock at once, so two writers queue instead of failing.
        "transaction_mode": "IMMEDIATE",
        # FULL: an acknowledged answer survives a power cut, not only a crash of ours.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
    }
else:
    _database["CONN_MAX_AGE"] = None
    _database["CONN_HEALTH_CHECKS"] = True

# --- cache and queue ----------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    _redis_cache: dict[str, Any] = {
        "BACKEND": "common.cache.RedisOrMemory",
        "LOCATION": REDIS_URL,
        # One that hangs is as good as away, and a request does not wait for it.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    CACHES: dict[str, dict[str, Any]] = {
        "default": _redis_cache | {"KEY_PREFIX": "mb"},
        "shared": _redis_cache | {"KEY_PREFIX": "mb-shared"},
    }
else:
    CACHES = {
        # One web process: what it alone needs stays in its memory; what the worker tells it goes over files.
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
        "shared": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"},
    }

# Where candidates' devices listen for "sync now" (config/push.py); without Redis, or without an address, nowhere.
PUSH_PATH = env.str("PUSH_PATH", "") if REDIS_URL else ""

CELERY_BROKER_URL = REDIS_URL or "django://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Once more at once, for a connection that a restart has broken; then the sweep's turn, not the candidate's.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# A new connection for every task would cost more than most tasks.
CELERY_DB_REUSE_MAX = 1000
SWEEP_SECONDS = 5
CELERY_BEAT_SCHEDULE = {
    # "expires": a sweep that nobody ran in time is not worth running twice when the worker is back.
    name: {"task": task, "schedule": seconds, "options": {"expires": max(seconds, SWEEP_SECONDS * 2)}}
    for name, task, seconds in (
        ("close expired sittings", "exams.sittings.tasks.close_expired_sittings", SWEEP_SECONDS),
        ("read what clients reported", "exams.proctoring.tasks.read_reported_events", 3),
        ("delete records of the room", "exams.proctoring.tasks.delete_old_records", 3600),
        ("score what is unscored", "scoring.marking.tasks.queue_unscored_sittings", SWEEP_SECONDS),
        ("say that a worker lives", "config.tasks.record_worker_seen", SWEEP_SECONDS),
        ("sweep files of items", "exams.exchange.tasks.sweep_files", 60),
        ("resume re-scoring", "scoring.marking.tasks.sweep_rescorings", 60),
        ("analyze what is new", "scoring.analysis.tasks.analyze_what_is_new", 15 * 60),
    )
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "accounts.hashers.LeanArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.NameForm"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
HEADLESS_CLIENTS = ("app",)
# Its own document is merged into ours (config/openapi.py).
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_ONLY = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_PASSKEY_LOGIN_ENABLED = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "common.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["common.throttling.PersonThrottle"],
    "EXCEPTION_HANDLER": "common.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mockingbird API",
    "DESCRIPTION": "Timed mock exams: sign in, see the exams, sit one, read the result.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.summarize",
        "config.openapi.add_sign_in",
    ],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "SittingState": "exams.sittings.models.SittingState",
        "ExamState": "exams.assembly.models.ExamState",
        "CloseReason": "exams.sittings.models.CloseReason",
        "ImportState": "exams.exchange.models.ImportState",
        "ExportState": "exams.exchange.models.ExportState",
        "ResourceKind": "exams.bank.models.ResourceKind",
        "StepCode": "exams.proctoring.models.StepCode",
        "CameraRule": "exams.proctoring.models.Camera",
        "Mode": "exams.assembly.models.Mode",
        "Proctoring": "exams.assembly.models.Proctoring",
        "ReportKind": "exams.bank.models.report.ReportKind",
    },
}

# --- security -----------------------------------------------------------------------------------
_SELF = "'self'"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF, "data:"],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": [_SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- files, language, mail ----------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static"]
# What looks through the camera (bin/camera_model.py); where it was not installed, the exam screen says so.
CAMERA_MODEL_PATH = "camera-model/"
CAMERA_MODEL_DIR = BASE_DIR / ".camera-model" / "static"
HAS_CAMERA_MODEL = CAMERA_MODEL_DIR.is_dir()
if HAS_CAMERA_MODEL:
    STATICFILES_DIRS.append((CAMERA_MODEL_PATH.rstrip("/"), CAMERA_MODEL_DIR))
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "common.storage.StaticStorage"},
}
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Mockingbird <exams@mockingbird.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- observability ------------------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", "json")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = logging_config(log_format=LOG_FORMAT, level=LOG_LEVEL)
# No personal data in logs: neither who nor from where.
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
PROMETHEUS_EXPORT_MIGRATIONS = False

# --- what the composition decides ---------------------------------------------------------------
# The end page of a sitting leads to its result without the sittings app knowing who makes results.
RESULT_URL_NAME = "marking:result"
# Inside Safe Exam Browser it leads to its way out: the header that tells, and the page.
SAFE_BROWSER_HEADER = "X-SafeExamBrowser-ConfigKeyHash"
SAFE_BROWSER_QUIT_URL_NAME = "seb:quit"
# So does the check-in of a sitting under the rules of the room.
PROCTORED_CHECK_IN_URL_NAME = "proctoring:check-in"
# The same for what was recorded of a proctored sitting, once it is over.
ROOM_RECORD_URL_NAME = "review:own"
# The exam screen of a proctored sitting asks here for the rules of the room; sittings does not know who has them.
ROOM_URL_NAME = "api:room"
