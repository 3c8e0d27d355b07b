"""Django's registration of this package."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "guanmo.intake"
    label = "intake"
    verbose_name = "材料"
