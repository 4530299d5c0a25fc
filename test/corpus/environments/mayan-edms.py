from mayan.settings.base import *
from corpus_base import DATABASES, SECRET_KEY
