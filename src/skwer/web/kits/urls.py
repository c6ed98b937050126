"""Kits: read, compared, imported, exported, made from a call."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
