"""Addresses of this package."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from guanmo.accounts import history_views, login_views, people_views, unit_views

# Everything under settings/ belongs to the navigation's entry 设置, which leads to the first of them.
app_name = "accounts"
urlpatterns = [
    path("login/", login_views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", login_views.password, name="password"),
    path("settings/", people_views.people, name="people"),
    path("settings/people/new/", people_views.person_new, name="person_new"),
    path("settings/people/<int:pk>/", people_views.person, name="person"),
    path("settings/people/<int:pk>/edit/", people_views.person_edit, name="person_edit"),
    path("settings/people/<int:pk>/role/", people_views.person_role, name="person_role"),
    path("settings/people/<int:pk>/reset/", people_views.person_reset, name="person_reset"),
    path("settings/people/<int:pk>/unlock/", people_views.person_unlock, name="person_unlock"),
    path("settings/units/<int:pk>/", people_views.people, name="unit"),
    path("settings/units/<int:pk>/new/", unit_views.unit_new, name="unit_new"),
    path("settings/units/<int:pk>/edit/", unit_views.unit_edit, name="unit_edit"),
    path("settings/roles/", history_views.roles, name="roles"),
    path("settings/history/", history_views.history, name="history"),
    path("settings/history/chain/", history_views.history_chain, name="history_chain"),
    path("settings/history/<str:kind>/<int:pk>/", history_views.history_of, name="history_of"),
]
