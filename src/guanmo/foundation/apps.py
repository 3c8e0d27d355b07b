"""Django's registration of this package."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "guanmo.foundation"
    label = "foundation"
    verbose_name = "基础"
