import importlib.util
import os
import sys
import tempfile

os.environ.setdefault("LABEL_STUDIO_BASE_DATA_DIR", tempfile.gettempdir())
sys.path.append(os.path.dirname(importlib.util.find_spec("label_studio").origin))
from core.settings.label_studio import *
from corpus_base import DATABASES, SECRET_KEY
