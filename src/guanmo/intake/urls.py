"""Addresses of this package."""

from django.urls import path

from guanmo.intake import fact_views, finding_views, record_views, views

app_name = "intake"
urlpatterns = [
    path("", views.materials, name="materials"),
    path("tasks/", record_views.tasks, name="tasks"),
    path("rankings/", record_views.rankings, name="rankings"),
    path("figures/", record_views.figures, name="figures"),
    path("<int:pk>/", views.material, name="material"),
    path("<int:pk>/draft/", views.draft, name="draft"),
    path("names/", finding_views.names, name="names"),
    path("names/<int:pk>/forget/", finding_views.forget, name="forget"),
    path("findings/<int:pk>/", finding_views.finding, name="finding"),
    path("findings/<int:pk>/record/", finding_views.record, name="record"),
    path("findings/<int:pk>/register/", finding_views.register, name="register"),
    path("findings/<int:pk>/facts/", fact_views.facts, name="facts"),
    path("projects/<int:pk>/", fact_views.project_facts, name="project_facts"),
    path("findings/<int:pk>/decide/", views.decide, name="decide"),
]
