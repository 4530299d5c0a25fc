import os
import tempfile

os.environ.setdefault("NAUTOBOT_ROOT", tempfile.gettempdir())
from nautobot.core.settings import *
from corpus_base import DATABASES, SECRET_KEY
