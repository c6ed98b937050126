"""Spaces and shared things for the site operator, to look at. What people look for and borrow for is not shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Booking, Match, Shared, Space, Viewing


class ReadOnly(admin.ModelAdmin):
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Space)
class SpaceAdmin(ReadOnly):
    list_display = ("title", "organisation", "kind", "area_m2", "state")
    list_filter = ("state", "kind", "organisation")
    search_fields = ("title", "address")
    exclude = ("owner_name",)


@admin.register(Match)
class MatchAdmin(ReadOnly):
    list_display = ("space", "wish_id", "score", "state")
    list_filter = ("state",)
    fields = ("space", "score", "state", "found_at", "changed_at")


@admin.register(Viewing)
class ViewingAdmin(ReadOnly):
    list_display = ("space", "starts_at", "capacity", "cancelled_at")


@admin.register(Shared)
class SharedAdmin(ReadOnly):
    list_display = ("title", "organisation", "city", "kind", "pieces", "state")
    list_filter = ("state", "kind", "city")
    search_fields = ("title",)


@admin.register(Booking)
class BookingAdmin(ReadOnly):
    list_display = ("shared", "starts_at", "ends_at", "pieces", "state")
    list_filter = ("state",)
    exclude = ("person", "purpose")
