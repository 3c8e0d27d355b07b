"""A city's server behind HTTPS: needs GUANMO_HOSTS, should have GUANMO_DATABASE_URL."""

from guanmo.config.settings.base import *  # noqa: F403 - settings modules extend each other by names
from guanmo.config.settings.base import HOME, env
from guanmo.config.settings.databases import database
from guanmo.config.settings.keys import ballot_key, secret_key, signing_key

DEBUG = False
SECRET_KEY = secret_key(HOME)
GUANMO_BALLOT_KEY = ballot_key(HOME)
GUANMO_SIGNING_KEY = signing_key(HOME)
ALLOWED_HOSTS = env.list("GUANMO_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": database(HOME)}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Behind a proxy every request comes from one machine; lock-out and history want the one before it.
AXES_CLIENT_IP_CALLABLE = "guanmo.accounts.requests.forwarded_address"
