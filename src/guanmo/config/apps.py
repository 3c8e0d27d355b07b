"""Django's registration of this package."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "guanmo.config"
    label = "config"
    verbose_name = "外壳"
