"""Django's registration of this package."""

from django.apps import AppConfig, apps

from guanmo.foundation import actions


class FoundationConfig(AppConfig):
    name = "guanmo.foundation"
    label = "foundation"
    verbose_name = "基础"

    def ready(self) -> None:
        """Collect what each package calls its acts."""
        actions.register_from(apps.get_app_configs())
