"""All addresses."""

from django.urls import include, path

from guanmo.config import home_views, views

urlpatterns = [
    path("", home_views.home, name="home"),
    path("components/", views.components, name="components"),
    path("", include("guanmo.accounts.urls")),
    path("projects/", include("guanmo.projects.urls")),
    path("tours/", include("guanmo.observation.urls")),
    path("ballot/", include("guanmo.observation.sync_urls")),
    path("materials/", include("guanmo.intake.urls")),
]
