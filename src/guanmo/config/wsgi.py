"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanmo.config.settings.production")
application = get_wsgi_application()
# A worker answers only once it has all pages in hand: the first ballots after a start would wait seconds for them.
_ = get_resolver().url_patterns
