"""Addresses of this package."""

from django.urls import path

from guanmo.observation import (
    ballot_views,
    circular_views,
    fairness_views,
    jury_views,
    link_views,
    result_views,
    stop_views,
    tour_views,
)

app_name = "observation"
urlpatterns = [
    path("", tour_views.tours, name="tours"),
    path("new/", tour_views.tour_new, name="tour_new"),
    path("<int:pk>/", tour_views.tour, name="tour"),
    path("<int:pk>/edit/", tour_views.tour_edit, name="tour_edit"),
    path("<int:pk>/open/", tour_views.tour_open, name="tour_open"),
    path("<int:pk>/seal/", tour_views.tour_seal, name="tour_seal"),
    path("<int:pk>/stops/", stop_views.stops, name="stops"),
    path("<int:pk>/stops/order/", stop_views.stops_order, name="stops_order"),
    path("<int:pk>/stops/<int:stop>/remove/", stop_views.stop_remove, name="stop_remove"),
    path("<int:pk>/jury/", jury_views.jury, name="jury"),
    path("<int:pk>/jury/paste/", jury_views.jury_paste, name="jury_paste"),
    path("<int:pk>/jury/<int:juror>/remove/", jury_views.juror_remove, name="juror_remove"),
    path("<int:pk>/jury/<int:juror>/ballot/", ballot_views.paper, name="paper"),
    path("<int:pk>/jury/links/", link_views.links, name="links"),
    path("<int:pk>/jury/<int:juror>/link/revoke/", link_views.link_revoke, name="link_revoke"),
    path("<int:pk>/ballot/", ballot_views.ballot, name="ballot"),
    path("<int:pk>/ballot/correct/", ballot_views.ballot_correct, name="ballot_correct"),
    path("<int:pk>/ballot/receipt/", ballot_views.receipt, name="receipt"),
    path("<int:pk>/result/", result_views.result, name="result"),
    path("<int:pk>/result/check/", result_views.result_check, name="result_check"),
    path("<int:pk>/result/export/", result_views.result_export, name="result_export"),
    path("<int:pk>/result/fairness/", fairness_views.fairness, name="fairness"),
    path("<int:pk>/result/fairness/export/", fairness_views.fairness_export, name="fairness_export"),
    path("<int:pk>/result/bundle/", result_views.result_bundle, name="result_bundle"),
    path("<int:pk>/result/<int:unit>/", result_views.unit_result, name="unit_result"),
    path("<int:pk>/result/<int:unit>/<int:stop>/", result_views.stop_result, name="stop_result"),
    path("<int:pk>/ballots/", result_views.ballots, name="ballots"),
    path("<int:pk>/ballots/<str:code>/", result_views.ballot_marks, name="ballot_marks"),
    path("<int:pk>/circular/", circular_views.circular, name="circular"),
    path("<int:pk>/circular/<int:circular>/file/", circular_views.circular_file, name="circular_file"),
    path("circular-template/", circular_views.template, name="template"),
    path("circular-template/file/", circular_views.template_file, name="template_file"),
    path("circular-template/withdraw/", circular_views.template_withdraw, name="template_withdraw"),
]
