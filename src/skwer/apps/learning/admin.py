"""Modules, paths and scales for the site operator, to look at. Tries, rolls and sheets stay out of sight."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Module, Path, Scale, SelfAssessment


class ReadOnly(admin.ModelAdmin):
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Module)
class ModuleAdmin(ReadOnly):
    list_display = ("slug", "title", "organisation", "version", "published_at")
    list_filter = ("organisation",)
    search_fields = ("slug", "title")


@admin.register(Path)
class PathAdmin(ReadOnly):
    list_display = ("slug", "title", "organisation", "audience", "published_at")
    list_filter = ("audience", "organisation")


@admin.register(Scale)
class ScaleAdmin(ReadOnly):
    list_display = ("slug", "title", "organisation", "published_at")


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(ReadOnly):
    list_display = ("scale", "city", "moment", "opened_at", "closed_at", "shared_at")
    list_filter = ("moment",)
