"""A city's way from another's practice to its own call."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
