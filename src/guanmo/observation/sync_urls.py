"""Addresses of the phone's ballot; outside `observation`, since its links are printed and end up in people's hands."""

from django.urls import path

from guanmo.observation import sync_views

urlpatterns = [
    path("worker.js", sync_views.worker, name="ballot_worker"),
    path("<str:token>/", sync_views.app, name="ballot_app"),
    path("<str:token>/manifest.json", sync_views.manifest, name="ballot_manifest"),
    path("<str:token>/sheet/", sync_views.sheet, name="ballot_sheet"),
    path("<str:token>/ballots:batch", sync_views.batch, name="ballot_batch"),
    path("<str:token>/check/", sync_views.check, name="ballot_check"),
]
