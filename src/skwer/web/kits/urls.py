"""Kits: read, compared, imported, exported, made from a call."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import comparing, desk, views

urlpatterns: list[URLPattern] = [
    path("kits/", views.kits, name="kits"),
    path("kits/<slug:slug>/", views.kit, name="kit"),
    path("kits/<slug:slug>/diff/", comparing.kit_diff, name="kit_diff"),
    path("kits/<slug:slug>/v/<int:number>/", views.kit_version, name="kit_version"),
    path("kits/<slug:slug>/v/<int:number>/kit.json", views.kit_file, name="kit_file"),
    path("desk/kits/", desk.desk_kits, name="desk_kits"),
    path("desk/kits/import/", desk.desk_kit_import, name="desk_kit_import"),
    path("desk/kits/<slug:slug>/", desk.desk_kit, name="desk_kit"),
    path("desk/calls/<slug:slug>/kit/", desk.desk_kit_of_call, name="desk_kit_of_call"),
]
