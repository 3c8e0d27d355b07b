"""Addresses of this package."""

from django.urls import path

from guanmo.intake import record_views, views

app_name = "intake"
urlpatterns = [
    path("", views.materials, name="materials"),
    path("tasks/", record_views.tasks, name="tasks"),
    path("rankings/", record_views.rankings, name="rankings"),
    path("figures/", record_views.figures, name="figures"),
    path("<int:pk>/", views.material, name="material"),
    path("<int:pk>/draft/", views.draft, name="draft"),
    path("findings/<int:pk>/", views.finding, name="finding"),
    path("findings/<int:pk>/decide/", views.decide, name="decide"),
]
