from corpus_base import *
from corpus_base import CONTRIB

INSTALLED_APPS = [*CONTRIB, "django_ledger"]
