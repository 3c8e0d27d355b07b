"""One machine, SQLite, plain HTTP on the intranet: what `make demo` and a first trial run on."""

from guanmo.config.settings.base import *  # noqa: F403 - settings modules extend each other by names
from guanmo.config.settings.base import HOME, env
from guanmo.config.settings.databases import database
from guanmo.config.settings.demonstration import mark
from guanmo.config.settings.keys import ballot_key, secret_key, signing_key

DEBUG = False
SECRET_KEY = secret_key(HOME)
GUANMO_BALLOT_KEY = ballot_key(HOME)
GUANMO_SIGNING_KEY = signing_key(HOME)
ALLOWED_HOSTS = env.list("GUANMO_HOSTS", default=["*"])
DATABASES = {"default": database(HOME)}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
GUANMO_DEMONSTRATION = mark(HOME).exists()
