"""Settings: assembly only. What differs between machines comes from `env`."""

from datetime import timedelta
from typing import Any

from csp.constants import NONCE, NONE, SELF  # noqa: F401 - NONCE stays importable for allauth
from django.utils.translation import gettext_lazy as _

from guanxi.config import env

DEBUG = env.DEBUG
SECRET_KEY = env.secret("django")
ALLOWED_HOSTS = env.listed("GUANXI_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.listed("GUANXI_ORIGINS")
ROOT_URLCONF = "guanxi.config.urls"
WSGI_APPLICATION = "guanxi.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "procrastinate.contrib.django",
    "guanxi.core",
    "guanxi.ui",
    "guanxi.staff",
    "guanxi.intake",
    "guanxi.customers",
    "guanxi.timeline",
    "guanxi.approvals",
    "guanxi.commerce",
    "guanxi.sales",
    "guanxi.contracts",
    "guanxi.analytics",
    "guanxi.dashboards",
    "guanxi.steering",
    "guanxi.pocket",
    "guanxi.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
]

MIDDLEWARE = [
    "guanxi.ui.support.SupportCodeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guanxi.ui.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "guanxi.staff.middleware.PreferenceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "guanxi.staff.middleware.SessionSeenMiddleware",
    "guanxi.staff.middleware.ActorMiddleware",
    "guanxi.api.gate.ApiGate",
    "guanxi.staff.middleware.SignInMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "guanxi.ui.context.shell",
                "guanxi.staff.context.person",
            ],
            "builtins": [
                "guanxi.ui.templatetags.ui",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "guanxi.ui.templatetags.constants",  # the last one wins
            ],
        },
    }
]

FORM_RENDERER = "guanxi.ui.widgets.Renderer"

# The application's own connection: a role that cannot bypass row-level security. `migrate` uses the owner's.
DATABASES = {"default": env.database_settings(env.application_database_url())}
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}

AUTH_USER_MODEL = "staff.Member"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # mails are unique without regard to case, which the check does not see
AUTHENTICATION_BACKENDS = ["guanxi.staff.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "guanxi.staff.adapter.InvitedOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation already proves the address
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "guanxi.staff.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Guanxi"
MFA_TOTP_TOLERANCE = 1  # clocks of phones differ: the half minute before and after holds too
MFA_ALLOW_UNVERIFIED_EMAIL = True  # as above: the invitation proved it
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session stays; staff.adapter ends the others
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_ENGINE = "guanxi.staff.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

SECURE = bool(CSRF_TRUSTED_ORIGINS) and all(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = False  # the proxy in front decides; behind one, HSTS below applies
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FONTS = env.ROOT / "guanxi" / "sales" / "fonts"  # of PDFs, brought by `guanxi vendor`
STREAM_URL = env.stream_url()
STREAM_PORT = env.STREAM_PORT
# Limits of sign-in tries hold over all web processes (the table is made by staff's migration 0003).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "staff_cache"}}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *env.stream_origins()],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "guanxi.ui.uploads.LengthFirst",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_LIMIT = 1024 * 1024 * 1024  # bytes of one import file
ATTACHMENT_LIMIT = 25 * 1024 * 1024  # bytes of one attachment
# Where files are taken in, and how many bytes a request may hold; elsewhere as many as any form.
UPLOADS = {"/intake/upload/": UPLOAD_LIMIT, "/timeline/customer/": 4 * ATTACHMENT_LIMIT}
MEDIA_ROOT = env.private_folder("files")
WAREHOUSE = env.private_folder("warehouse")
FILE_UPLOAD_TEMP_DIR = env.private_folder("tmp")  # same disk as the store

STATIC_URL = "/static/"
STATIC_ROOT = env.VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "guanxi.config.joined.JoiningStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

LANGUAGE_CODE = env.text("GUANXI_LANGUAGE", "en")
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = "guanxi.ui.formats"
TIME_ZONE = env.text("GUANXI_TIME_ZONE", "Asia/Shanghai")
PHONE_REGION = env.text("GUANXI_PHONE_REGION", "CN")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

locals().update(env.mail_settings())
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Guanxi <guanxi@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {code} {name}: {message}", "style": "{"}},
    "filters": {"code": {"()": "guanxi.ui.support.SupportCode"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["code"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"guanxi": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
