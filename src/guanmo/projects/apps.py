"""Django's registration of this package."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "guanmo.projects"
    label = "projects"
    verbose_name = "项目"
