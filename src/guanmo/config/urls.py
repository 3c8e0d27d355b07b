"""All addresses."""

from django.urls import include, path

from guanmo.config import home_views, pack_views, views

urlpatterns = [
    path("", home_views.home, name="home"),
    path("components/", views.components, name="components"),
    path("rules/", pack_views.packs, name="packs"),
    path("rules/one/", pack_views.pack, name="pack"),
    path("rules/edit/", pack_views.pack_edit, name="pack_edit"),
    path("", include("guanmo.accounts.urls")),
    path("projects/", include("guanmo.projects.urls")),
    path("tours/", include("guanmo.observation.urls")),
    path("ballot/", include("guanmo.observation.sync_urls")),
    path("materials/", include("guanmo.intake.urls")),
]
