"""A city's way from another's practice to its own call."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import desk

DESK = "desk/transfers/"
ONE = "desk/transfers/<int:pk>/"

urlpatterns: list[URLPattern] = [
    # --- the transfer itself
    path(DESK, desk.desk_transfers, name="desk_transfers"),
    path(f"{DESK}new/", desk.desk_transfer_new, name="desk_transfer_new"),
    path(ONE, desk.desk_transfer, name="desk_transfer"),
]
