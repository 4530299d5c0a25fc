import importlib.util
import os
import sys
import tempfile

os.environ.setdefault("LABEL_STUDIO_BASE_DATA_DIR", tempfile.gettempdir())
sys.path.append(os.path.dirname(importlib.util.find_spec("label_studio").origin))
from core.settings.base import *
from corpus_base import DATABASES, SECRET_KEY

SENTRY_DSN = None
FRONTEND_SENTRY_DSN = None
FEATURE_FLAGS_FROM_FILE = False
FEATURE_FLAGS_OFFLINE = True
FEATURE_FLAGS_DEFAULT_VALUE = True
