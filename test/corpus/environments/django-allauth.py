from corpus_base import *
from corpus_base import CONTRIB

INSTALLED_APPS = [
    *CONTRIB,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid",
    "allauth.usersessions",
]
MIDDLEWARE = [*MIDDLEWARE, "allauth.account.middleware.AccountMiddleware"]
