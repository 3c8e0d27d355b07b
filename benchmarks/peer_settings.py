"""The embedded settings with django-import-export beside them."""

from guanmo.config.settings.embedded import *  # noqa: F403 - settings modules extend each other by names
from guanmo.config.settings.embedded import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "import_export", "peer"]
