"""Django's settings, from the installation that the environment names (see installation.py)."""

from pathlib import Path

from kokoroe.accounts.encrypted import settings_for
from kokoroe.site.installation import Installation

INSTALLATION = Installation.from_environment()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = INSTALLATION.secret_key()
DEBUG = False
ALLOWED_HOSTS = INSTALLATION.hosts
CSRF_TRUSTED_ORIGINS = [INSTALLATION.url]

KOKOROE_URL = INSTALLATION.url
KOKOROE_URL_IS_SET = INSTALLATION.url_is_set
KOKOROE_SMTP_URL = INSTALLATION.smtp_url
KOKOROE_DATA = INSTALLATION.folder
KOKOROE_KEYS = INSTALLATION.keys
KOKOROE_PACKS = INSTALLATION.folder / "packs"
KOKOROE_WEBHOOK_PRIVATE = INSTALLATION.hosts_inside
KOKOROE_SECOND_FACTOR = INSTALLATION.second_factor
KOKOROE_TSA_URL = INSTALLATION.stamps_url
KOKOROE_TSA_CA = INSTALLATION.stamps_ca
KOKOROE_TSA_POLICY = INSTALLATION.stamps_policy

INSTALLED_APPS = [
    "kokoroe.ui",
    "kokoroe.ledger",
    "kokoroe.accounts",
    "kokoroe.fields",
    "kokoroe.contracts",
    "kokoroe.deeds",
    "kokoroe.keeping",
    "kokoroe.clock",
    "kokoroe.submissions",
    "kokoroe.papers",
    "kokoroe.groups",
    "kokoroe.plan",
    "kokoroe.duties.incidents",
    "kokoroe.desk",
    "kokoroe.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kokoroe.site.middleware.security_headers",
    "kokoroe.site.middleware.bounded",
    "kokoroe.site.refusals.refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kokoroe.site.middleware.moment",
    "kokoroe.accounts.signin.hygiene.hygiene",
    "kokoroe.accounts.signin.middleware.Confirming",
]

ROOT_URLCONF = "kokoroe.site.urls"
WSGI_APPLICATION = "kokoroe.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kokoroe.clock.context.clock",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kokoroe.ui.templatetags.ui",
            ],
        },
    },
]
FORM_RENDERER = "kokoroe.ui.forms.Renderer"

DATABASES = {"default": INSTALLATION.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "kokoroe.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False  # kokoroe.accounts.signin.limits counts, in rows that all processes share
ACCOUNT_FORMS = {"login": "kokoroe.accounts.signin.forms.SignInForm"}
MFA_ADAPTER = "kokoroe.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1  # half minutes by which a telephone's clock may be wrong
MFA_WEBAUTHN_USER_VERIFICATION = "required"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# A session is read on every page and written at sign-in alone: on SQLite a write on GET would queue behind acts.
SESSION_ENGINE = "kokoroe.accounts.signin.sessions"
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "kokoroe.site.notes.Storage"

CSRF_FAILURE_VIEW = "kokoroe.site.refusals.forged"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
KOKOROE_HSTS_SUBDOMAINS = INSTALLATION.hsts_subdomains
KOKOROE_PROXIES = INSTALLATION.proxies
_ENCRYPTED = settings_for(
    is_https=INSTALLATION.is_https, subdomains=KOKOROE_HSTS_SUBDOMAINS, proxies=KOKOROE_PROXIES
)
COOKIE_PREFIX: str = _ENCRYPTED["COOKIE_PREFIX"]
ALLAUTH_TRUSTED_PROXY_COUNT: int = _ENCRYPTED["ALLAUTH_TRUSTED_PROXY_COUNT"]
globals().update(_ENCRYPTED)
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = INSTALLATION.folder / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "line": {"()": "kokoroe.site.security_log.Line"},
    },
    "filters": {"without_links": {"()": "kokoroe.site.logs.WithoutLinks"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_links"]},
        "security": {
            "()": "kokoroe.site.security_log.handler",
            "folder": INSTALLATION.folder,
            "chosen": INSTALLATION.security_log,
            "formatter": "line",
        },
    },
    "loggers": {"kokoroe.security": {"handlers": ["security"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
