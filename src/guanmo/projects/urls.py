"""Addresses of this package."""

from django.urls import path

from guanmo.projects import card_views, list_views

app_name = "projects"
urlpatterns = [
    path("", list_views.projects, name="list"),
    path("<int:pk>/", card_views.card, name="card"),
]
