from corpus_base import *
from corpus_base import CONTRIB

INSTALLED_APPS = [*CONTRIB, "cms", "menus", "treebeard", "sekizai"]
LANGUAGES = [("en", "English")]
LANGUAGE_CODE = "en"
CMS_CONFIRM_VERSION4 = True
CMS_TEMPLATES = [("base.html", "Base")]
