"""Addresses of this topic; names live in the one namespace of `web`."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import case

urlpatterns: list[URLPattern] = [
    path("desk/calls/<slug:slug>/proposals/<int:number>/case.zip", case.case_zip, name="case_file"),
]
