import json
import os

INSTALLED_APPS = ["appname", "stock"]
DATABASES = {"default": json.loads(os.environ["WALK_DATABASE"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
