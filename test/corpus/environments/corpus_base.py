"""What every project of the corpus has in its settings."""

import json
import os

DATABASE = json.loads(
    os.environ.get("CORPUS_DATABASE", '{"ENGINE": "django.db.backends.sqlite3", "NAME": "corpus.sqlite3"}')
)
DATABASES = {"default": DATABASE}
SECRET_KEY = "corpus" * 10
USE_TZ = True
SITE_ID = 1
ROOT_URLCONF = "corpus_base"
urlpatterns = []
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
CONTRIB = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sites",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "django.contrib.staticfiles",
]
INSTALLED_APPS = CONTRIB
