"""Read-only: the site operator may look, and sees neither scores nor words of assessors."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Assignment, Check


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Check)
class CheckAdmin(ReadOnly):
    list_display = ("stage", "proposal", "result", "checked_at")
    list_filter = ("result",)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly):
    list_display = ("stage", "proposal", "label", "state", "assigned_at", "declared_at")
    list_filter = ("state",)
    exclude = ("conflict_reason",)
