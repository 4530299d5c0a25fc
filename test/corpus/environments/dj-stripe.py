from corpus_base import *
from corpus_base import CONTRIB

INSTALLED_APPS = [*CONTRIB, "djstripe"]
STRIPE_TEST_SECRET_KEY = "sk_test_corpus"
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
DJSTRIPE_WEBHOOK_SECRET = "whsec_corpus"
