import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.gettempdir())
from pretix.settings import *
from corpus_base import DATABASES, SECRET_KEY
