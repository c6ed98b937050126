"""Practices: found, read side by side, written, and read by editor and expert."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import record

# Words of its own come before the slug of a practice: `/practices/compare/` is none.
urlpatterns: list[URLPattern] = [
    # --- the record, and its versions
    path("practices/<slug:slug>/", record.practice, name="practice"),
    path("practices/<slug:slug>/versions/", record.practice_versions, name="practice_versions"),
    path("practices/<slug:slug>/v/<int:number>/", record.practice_version, name="practice_version"),
]
