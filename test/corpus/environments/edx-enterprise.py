from enterprise.settings.test import *
from corpus_base import DATABASES, SECRET_KEY
