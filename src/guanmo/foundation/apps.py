"""Django's registration of this package."""

from django.apps import AppConfig, apps

from guanmo.foundation import actions, added_tabs


class FoundationConfig(AppConfig):
    name = "guanmo.foundation"
    label = "foundation"
    verbose_name = "基础"

    def ready(self) -> None:
        """Collect what each package calls its acts, and the tabs it adds to pages below it."""
        actions.register_from(apps.get_app_configs())
        added_tabs.register_from(apps.get_app_configs())
