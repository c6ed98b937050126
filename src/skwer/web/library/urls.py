"""Practices: found, read side by side, written, and read by editor and expert."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
