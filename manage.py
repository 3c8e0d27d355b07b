"""Django's own commands, for developers; an installation uses `guanmo`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanmo.config.settings.embedded")
    execute_from_command_line(sys.argv)
