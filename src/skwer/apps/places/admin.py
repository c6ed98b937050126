"""Places and districts for the site operator, to look at; cities keep theirs at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Area, Breach, Inspection, Place


class ReadOnly(admin.ModelAdmin):
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Place)
class PlaceAdmin(ReadOnly):
    list_display = ("pk", "title", "organisation", "district", "category", "state", "published_at")
    list_filter = ("state", "category", "organisation")
    search_fields = ("title", "address")


@admin.register(Area)
class AreaAdmin(ReadOnly):
    list_display = ("code", "name", "organisation", "residents")
    list_filter = ("organisation",)
    search_fields = ("name", "code")
    exclude = ("outline",)


@admin.register(Inspection)
class InspectionAdmin(ReadOnly):
    list_display = ("pk", "place", "planned_on", "held_on", "result", "cancelled_at")
    list_filter = ("result",)


@admin.register(Breach)
class BreachAdmin(ReadOnly):
    list_display = ("pk", "place", "found_on", "mend_by", "state", "ended_on")
    list_filter = ("state",)
