import os
import tempfile

os.environ.setdefault("PRETALX_DATA_DIR", tempfile.gettempdir())
os.environ.setdefault("PRETALX_FILESYSTEM_LOGS", tempfile.gettempdir())
from pretalx.settings import *
from corpus_base import DATABASES, SECRET_KEY
