"""Calls and their regulations."""

from django.urls import path

from . import views

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/<slug:slug>/", views.call, name="call"),
    path("calls/<slug:slug>/regulations/", views.regulations, name="regulations"),
    path("calls/<slug:slug>/regulations/changes/", views.regulations_changes, name="regulations_changes"),
]
