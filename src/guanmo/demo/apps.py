"""Django's registration of this package."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "guanmo.demo"
    label = "demo"
    verbose_name = "演示"
