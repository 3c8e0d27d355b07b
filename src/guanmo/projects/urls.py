"""Addresses of this package."""

from django.urls import path

from guanmo.projects import (
    admission_views,
    card_views,
    edit_views,
    ledger_views,
    light_views,
    list_views,
    return_views,
    review_views,
)

app_name = "projects"
urlpatterns = [
    path("", list_views.projects, name="list"),
    path("returns/", return_views.returns, name="returns"),
    path("review/", review_views.review, name="review"),
    path("lights/", light_views.lights, name="lights"),
    path("export/", list_views.export, name="export"),
    path("new/", edit_views.project_new, name="new"),
    path("<int:pk>/", card_views.card, name="card"),
    path("<int:pk>/edit/", edit_views.project_edit, name="edit"),
    path("<int:pk>/plan/", edit_views.project_plan, name="plan"),
    path("<int:pk>/plans/<int:year>/", edit_views.project_replan, name="replan"),
    path("<int:pk>/transfer/", edit_views.project_transfer, name="transfer"),
    path("reserve/", admission_views.reserve, name="reserve"),
    path("reserve/target/", admission_views.target, name="reserve_target"),
    path("admissions/", admission_views.admissions, name="admissions"),
    path("admissions/<int:pk>/", admission_views.admission, name="admission"),
    path("admissions/<int:pk>/withdraw/", admission_views.withdraw, name="admission_withdraw"),
    path("admissions/<int:pk>/opinions/<int:opinion>/", admission_views.opinion, name="opinion"),
    path("<int:pk>/apply/", admission_views.apply, name="apply"),
    path("<int:pk>/remove/", admission_views.remove, name="remove"),
    path("ledgers/", ledger_views.ledgers, name="ledgers"),
    path("ledgers/template/", ledger_views.ledger_template, name="ledger_template"),
    path("ledgers/<int:pk>/", ledger_views.ledger, name="ledger"),
    path("ledgers/<int:pk>/columns/", ledger_views.ledger_columns, name="ledger_columns"),
    path("ledgers/<int:pk>/rows/", ledger_views.ledger_rows, name="ledger_rows"),
    path("ledgers/<int:pk>/rows/again/", ledger_views.ledger_rows_again, name="ledger_rows_again"),
    path("ledgers/<int:pk>/apply/", ledger_views.ledger_apply, name="ledger_apply"),
    path("ledgers/<int:pk>/undo/", ledger_views.ledger_undo, name="ledger_undo"),
    path("ledgers/<int:pk>/discard/", ledger_views.ledger_discard, name="ledger_discard"),
    path("ledgers/<int:pk>/file/", ledger_views.ledger_file, name="ledger_file"),
    path("ledgers/<int:pk>/errors/", ledger_views.ledger_errors, name="ledger_errors"),
]
