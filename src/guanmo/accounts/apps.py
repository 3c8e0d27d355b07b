"""Django's registration of this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guanmo.accounts"
    label = "accounts"
    verbose_name = "单位与人员"
