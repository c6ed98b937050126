"""Discussions for the site operator, to look at; cities decide at their desks. Who reported is not shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Comment, House, Ruling, Thread


class ReadOnly(admin.ModelAdmin):
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(House)
class HouseAdmin(ReadOnly):
    list_display = ("organisation", "check_first", "look_hours", "answer_days", "objection_days", "changed_at")


@admin.register(Thread)
class ThreadAdmin(ReadOnly):
    list_display = ("organisation", "kind", "key", "closed_at")
    list_filter = ("kind", "organisation")


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    list_display = ("uid", "thread", "what", "state", "written_at", "looked_at")
    list_filter = ("what", "state", "thread__organisation")


@admin.register(Ruling)
class RulingAdmin(ReadOnly):
    list_display = ("uid", "comment", "what", "ground", "made_at")
    list_filter = ("what", "ground")
