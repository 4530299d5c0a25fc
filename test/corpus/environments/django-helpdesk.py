from corpus_base import *
from corpus_base import CONTRIB

INSTALLED_APPS = [*CONTRIB, "bootstrap4form", "rest_framework", "helpdesk"]
HELPDESK_TEAMS_MODE_ENABLED = False
