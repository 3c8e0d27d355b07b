"""Addresses of this package."""

from django.urls import path

from guanmo.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.materials, name="materials"),
    path("<int:pk>/", views.material, name="material"),
    path("<int:pk>/draft/", views.draft, name="draft"),
    path("findings/<int:pk>/", views.finding, name="finding"),
    path("findings/<int:pk>/decide/", views.decide, name="decide"),
]
