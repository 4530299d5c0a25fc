SECRET_KEY = "folders"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["warehouse", "billing"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "warehouse"}}
