"""Tests: in-memory SQLite, or PostgreSQL by GUANMO_DATABASE_URL; the same middleware as everywhere."""

from guanmo.config.settings.base import *  # noqa: F403 - settings modules extend each other by names
from guanmo.config.settings.base import HOME
from guanmo.config.settings.databases import database

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105 - guards nothing
GUANMO_BALLOT_KEY = b"only-for-tests, not for ballots."
GUANMO_SIGNING_KEY = b"only-for-tests, not for receipts"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": database(HOME)}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
# Argon2 is slow on purpose; the tests log in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
