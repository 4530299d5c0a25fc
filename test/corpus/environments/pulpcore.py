import os
import pathlib
import tempfile

KEY = pathlib.Path(tempfile.gettempdir()) / "bgsplit-corpus-pulp.key"
KEY.write_text("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")
os.environ.setdefault("PULP_DB_ENCRYPTION_KEY", str(KEY))
os.environ.setdefault("PULP_CONTENT_ORIGIN", "http://localhost")
from pulpcore.app.settings import *
from corpus_base import DATABASES, SECRET_KEY
