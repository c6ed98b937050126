"""Addresses of a city's numbers."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("cities/<slug:slug>/numbers/", views.page, name="numbers"),
    path("cities/<slug:slug>/numbers/numbers.csv", views.table, name="numbers_csv"),
    path("cities/<slug:slug>/numbers/numbers.pdf", views.sheet, name="numbers_pdf"),
]
