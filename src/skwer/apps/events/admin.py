"""Events for the site operator, to look at; organisations keep theirs at the desk. Needs of people are not shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Event, GroupRun, Interest, Registration, Session


class ReadOnly(admin.ModelAdmin):
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("slug", "title", "organisation", "kind", "starts_at", "state")
    list_filter = ("state", "kind", "organisation")
    search_fields = ("slug", "title")


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = ("event", "starts_at", "title", "kind", "block", "capacity")
    list_filter = ("kind",)
    search_fields = ("title",)


@admin.register(Registration)
class RegistrationAdmin(ReadOnly):
    list_display = ("uid", "event", "state", "registered_at", "by_officer")
    list_filter = ("state",)
    fields = ("uid", "event", "state", "registered_at", "cancelled_at", "organisation", "country", "by_officer")


@admin.register(GroupRun)
class GroupRunAdmin(ReadOnly):
    list_display = ("event", "block", "seed", "cost", "at")


@admin.register(Interest)
class InterestAdmin(ReadOnly):
    list_display = ("event", "organisation", "practice", "by_on")
    list_filter = ("organisation",)
    search_fields = ("practice",)
