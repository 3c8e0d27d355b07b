"""Django's registration of this package."""

from django.apps import AppConfig


class ObservationConfig(AppConfig):
    name = "guanmo.observation"
    label = "observation"
    verbose_name = "观摩"
