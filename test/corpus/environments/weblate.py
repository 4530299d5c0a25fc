from weblate.settings_example import *
from corpus_base import DATABASES, SECRET_KEY
