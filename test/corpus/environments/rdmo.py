from rdmo.core.settings import *
from corpus_base import DATABASES, ROOT_URLCONF, SECRET_KEY, SITE_ID, urlpatterns

STATIC_ROOT = "static"
